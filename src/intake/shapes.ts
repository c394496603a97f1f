import { isMapping, type Mapping, shortened } from '../domain/path.ts'
import { listOf } from '../sources/matter-values.ts'
import { type Findings, type Path, Problem } from './problem.ts'

// Values in the shapes of other systems → the shapes of the article schema.

type Reader = (value: unknown, path: Path, findings: Findings) => unknown

/** Reads the keys of an article, or of a variant. Keys and values of no known shape stay as they are. */
export function canonicalShapes(raw: unknown, base: Path, findings: Findings): unknown {
  if (!isMapping(raw)) return raw
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => {
      const read = value === null ? undefined : READERS.get(key)
      return [key, read ? read(value, [...base, key], findings) : value]
    }),
  )
}

// Words of WordPress, Ghost, Pelican, Drupal and editors' tables, in lower case.
const PUBLISHED = ['publish', 'public', 'true', 'yes', '1']
const DRAFTS = [
  ...['pending', 'private', 'future', 'scheduled', 'trash', 'inherit', 'auto-draft', 'hidden', 'skip', 'archived'],
  ...['unpublished', 'unlisted', 'embargo', 'embargoed', 'review', 'in-review', 'wip', 'deleted', 'removed'],
  ...['rejected', 'false', 'no', '0'],
]

function statusOf(value: unknown, path: Path, findings: Findings): unknown {
  if (typeof value === 'object') return value
  const status = String(value).trim()
  if (status === '') return undefined
  const word = status.toLowerCase().replaceAll(/[\s_]+/g, '-')
  if (['draft', 'published', 'withdrawn'].includes(word)) return word
  if (PUBLISHED.includes(word)) return 'published'
  if (DRAFTS.includes(word)) return 'draft'
  const advice = 'the article is published. Write draft, published or withdrawn, or use another key'
  findings.add(new Problem('value_adapted', path, `The status "${shortened(status)}" is unknown: ${advice}.`))
  return 'published'
}

/** Keys of the schema → the keys of other systems, of which the first one present counts. Feeds have no place for `''`. */
type Spellings = Readonly<Record<string, readonly string[]>>

const AUTHOR: Spellings = {
  name: ['name'],
  url: ['url', 'uri', 'link', 'href'],
  '': ['id', 'slug', 'email', 'title', 'avatar', 'image', 'image_url', 'imageURL', 'profile_image', 'bio'],
}

const MEDIUM: Spellings = {
  url: ['url', 'src', 'path', 'image', 'href', 'link', 'file'],
  type: ['type', 'mime_type'],
  width: ['width'],
  height: ['height'],
  length: ['length', 'size_in_bytes'],
  duration: ['duration', 'duration_in_seconds'],
  title: ['title'],
  credit: ['credit'],
  alt: ['alt', 'caption'],
  license: ['license'],
  thumbnail: ['thumbnail'],
  alternatives: ['alternatives'],
}

/** A mapping with the keys of the schema. One with a key of another system may have more keys, which are left out. */
function respelled(value: unknown, spellings: Spellings): unknown {
  if (!isMapping(value)) return value
  const names = Object.values(spellings).flat()
  const isForeign = names.some((name) => !Object.hasOwn(spellings, name) && Object.hasOwn(value, name))
  const own = Object.entries(spellings).flatMap(([key, spelled]) => {
    const name = spelled.find((candidate) => Object.hasOwn(value, candidate) && (value[candidate] ?? '') !== '')
    return name === undefined || key === '' ? [] : [[key, value[name]] as const]
  })
  const unknown = Object.entries(value).filter(([key]) => !isForeign && !names.includes(key))
  return Object.fromEntries([...own, ...unknown])
}

const NUMBERS = ['width', 'height', 'length', 'duration']

function mediumOf(value: unknown, path: Path, findings: Findings): unknown {
  if (typeof value === 'string') return value.trim() === '' ? undefined : { url: value }
  const medium = respelled(value, MEDIUM)
  if (!isMapping(medium)) return medium
  // Templates of site generators have `image: {url: ""}`.
  if (medium.url === undefined && MEDIUM.url?.some((name) => Object.hasOwn(value as Mapping, name))) return undefined
  return Object.fromEntries(
    Object.entries(medium).map(([key, inner]) => {
      const own = [...path, key]
      if (key === 'alternatives') return [key, mediaOf(inner, own, findings)]
      return [key, NUMBERS.includes(key) ? numberOf(inner, own, findings) : inner]
    }),
  )
}

function numberOf(value: unknown, path: Path, findings: Findings): unknown {
  const [, digits, unit] = (typeof value === 'string' && /^\s*(\d{1,12})\s*(px)?\s*$/i.exec(value)) || []
  if (digits === undefined) return value
  const message = `"${shortened(String(value))}" is read as ${digits}. Write the number alone.`
  if (unit !== undefined) findings.add(new Problem('value_adapted', path, message))
  return Number(digits)
}

function nameOf(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!isMapping(value) || Object.hasOwn(value, 'term')) return value
  return ['name', 'title', 'label', 'slug'].map((key) => value[key]).find((name) => typeof name === 'string') ?? value
}

/** Of a list of sections, or of pictures, the first counts. */
function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value.find((entry) => entry !== null && entry !== '') : value
}

/** One value counts as a list of one. */
function eachOf(value: unknown, read: (entry: unknown, index: number) => unknown): unknown {
  return (Array.isArray(value) ? value : [value]).map((entry, index) => read(entry, index))
}

function mediaOf(value: unknown, path: Path, findings: Findings): unknown {
  return eachOf(value, (entry, index) => mediumOf(entry, [...path, index], findings))
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['status', statusOf],
  ['section', (value) => nameOf(firstOf(value))],
  // Commas separate tags in one text, as in front matter.
  ['tags', (value) => eachOf(typeof value === 'string' ? listOf(value) : value, nameOf)],
  // A text alone is a name. In a list it may be a key of `authors` in site.yaml.
  [
    'authors',
    (value) =>
      typeof value === 'string'
        ? listOf(value, false).map((name) => ({ name }))
        : eachOf(value, (entry) => respelled(entry, AUTHOR)),
  ],
  ['image', (value, path, findings) => mediumOf(firstOf(value), path, findings)],
  ['attachments', mediaOf],
])
