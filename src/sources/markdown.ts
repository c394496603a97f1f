import path from 'node:path'
import type { Language } from '../domain/language.ts'
import { excerpted } from '../domain/path.ts'
import type { MarkdownSource, Site } from '../domain/site.ts'
import { filesOf } from './files.ts'
import { type FrontMatter, frontMatterOf } from './front-matter.ts'
import { type Jekyll, jekyll } from './jekyll.ts'
import { type PathFacts, pathReader, urlOf } from './layout.ts'
import { type RawRecord, type Source, textOf, Unreadable } from './record.ts'
import { laterOf, type Release, releaseOf, type WrittenDate } from './release.ts'

/**
 * One variant a file, Markdown under YAML front matter. Folders of languages that the site does not have are passed over:
 * a site may well publish three of its blog's seventeen.
 */
export function markdownSource(
  dataFolder: string,
  settings: MarkdownSource,
  { languages, timeZone }: Pick<Site, 'languages' | 'timeZone'>,
): Source {
  const factsOf = pathReader(settings, languages[0])
  const folder = path.resolve(dataFolder, settings.path)
  const dialect = settings.dialect === 'jekyll' ? jekyll(folder, (post) => linkTo(post, settings, factsOf)) : undefined
  return {
    ...(dialect && { refresh: dialect.refresh }),
    ...filesOf(dataFolder, settings.path, /\.md$/, (relative) => {
      const facts = factsOf(relative)
      // A folder of another language is that language's; a file beside the others is meant as one of them.
      return facts !== undefined && (settings.layout !== 'directory' || isListed(facts, languages))
    }),
    parse: (file, bytes) => {
      const facts = factsOf(path.posix.relative(settings.path, file)) as PathFacts
      if (!isListed(facts, languages)) throw unlisted(facts, languages)
      return parseMarkdown(file, bytes, facts, { url: settings.url, dialect, timeZone })
    },
  }
}

type Located = PathFacts & { readonly language: Language }

function isListed(facts: PathFacts, languages: readonly Language[]): facts is Located {
  return facts.language !== null && languages.includes(facts.language)
}

function unlisted({ lang, language }: PathFacts, languages: readonly Language[]): Unreadable {
  const [reason, message] = language
    ? ['language_unlisted', `${language} is not one of the languages of site.yaml (${languages.join(', ')})`]
    : ['language_invalid', `"${lang}" is not a language tag (like uk, pt-BR or zh-Hant)`]
  return new Unreadable(reason as string, "the file's name", `${message}. Rename the file, or take it away.`)
}

/** A post by its path below the source's folder: whether it is there is not asked, its address follows from its name. */
function linkTo(post: string, { url }: MarkdownSource, factsOf: ReturnType<typeof pathReader>): string | undefined {
  const facts = factsOf(post)
  return facts && urlOf(url, facts)
}

function parseMarkdown(
  file: string,
  bytes: Uint8Array,
  facts: Located,
  { url, dialect, timeZone }: { url: string; dialect: Jekyll | undefined; timeZone: string },
): RawRecord {
  const matter = frontMatterOf(textOf(bytes))
  const body = dialect ? dialect.body(matter.body, matter.values, matter.bodyLine) : matter.body
  const release = releaseOf(matter.values, timeZone)
  if (release.unreadable) throw undated(release.unreadable, matter)
  const isDraft = release.isHidden || file.split('/').includes('_drafts')
  const { raw, keys } = articleOf({ ...matter, body }, facts, {
    url,
    timeZone,
    release: { ...release, isHidden: isDraft },
  })
  return {
    file,
    raw,
    place: (at) => {
      const own = at[0] === 'variants' ? at.slice(2) : at
      const key = keys.get(String(own[0])) ?? String(own[0] ?? '')
      return Object.hasOwn(matter.values, key) ? `line ${matter.places([key, ...own.slice(1)])}, ${key}` : key
    },
  }
}

/** The file is refused: it might appear too early. */
function undated({ key, text }: WrittenDate, { places }: FrontMatter): Unreadable {
  return new Unreadable(
    'date_unparsable',
    `line ${places([key])}, ${key}`,
    `"${excerpted(text)}" is not a date. Write it like 2026-02-21T08:35:00+02:00.`,
  )
}

/** The names that blogs give to what the article schema has, in any case; the first that is there counts. */
const SPELLINGS = {
  id: ['id', 'translationKey'],
  published: ['date'],
  updated: ['updated', 'lastmod'],
  title: ['title'],
  summary: ['summary', 'description', 'desc'],
  authors: ['authors', 'author'],
  tags: ['tags', 'tag'],
  categories: ['categories', 'category'],
  section: ['section'],
  image: ['image', 'cover'],
  imageAlt: ['imageAlt'],
  translator: ['translator'],
  url: ['url', 'permalink'],
  status: ['status'],
  correction: ['correction'],
} as const

/** Front matter → the shape of the article schema, and which key each of its values came from. */
function articleOf({ values, body }: FrontMatter, facts: Located, { url, timeZone, release }: Shaping) {
  const keys = new Map<string, string>()
  const written = Object.entries(values).filter(([, value]) => ![undefined, null, ''].includes(value as never))
  const inLowerCase = new Map(written.map(([key]) => [key.toLowerCase(), key]))
  const take = (name: keyof typeof SPELLINGS): unknown => {
    const key = SPELLINGS[name]
      .map((spelling) => inLowerCase.get(spelling.toLowerCase()))
      .find((one) => one !== undefined)
    keys.set(name, key ?? SPELLINGS[name][0])
    return key === undefined ? undefined : scalar(values[key])
  }
  const dated = take('published') ?? facts.date ?? undefined
  const published =
    typeof dated === 'string' ? laterOf(dated, release.embargo?.text, timeZone) : (dated ?? release.embargo?.text)
  if (release.embargo && published === release.embargo.text) keys.set('published', release.embargo.key)
  if (release.expires) keys.set('expires', release.expires.key)
  const [category, ...categories] = listOf(take('categories'))
  const image = take('image')
  const raw = defined({
    id: take('id') ?? facts.id,
    published,
    expires: release.expires?.text,
    status: release.isHidden ? 'draft' : statusOf(take('status')),
    section: take('section') ?? facts.section ?? category,
    tags: [...listOf(take('tags')), ...categories],
    // A byline: intake finds out whether the newsroom's register has it.
    authors: listOf(take('authors'), false).map((author) => (typeof author === 'string' ? { name: author } : author)),
    image: typeof image === 'string' ? { url: image } : image,
    variants: {
      [facts.language]: defined({
        title: take('title'),
        summary: take('summary'),
        markdown: body,
        updated: take('updated'),
        url: take('url') ?? urlOf(url, facts),
        translator: take('translator'),
        imageAlt: take('imageAlt'),
        correction: take('correction'),
      }),
    },
  })
  return { raw, keys }
}

type Shaping = { readonly url: string; readonly timeZone: string; readonly release: Release }

/** The words of WordPress, Ghost and Pelican; any other is for intake to judge. */
const STATUSES = new Map([
  ...['publish', 'public'].map((word) => [word, 'published'] as const),
  ...['pending', 'private', 'future', 'scheduled', 'trash', 'inherit', 'auto-draft', 'hidden', 'skip', 'archived'].map(
    (word) => [word, 'draft'] as const,
  ),
])

function statusOf(status: unknown): unknown {
  if (typeof status !== 'string') return status
  const word = status.trim().toLowerCase()
  return STATUSES.get(word) ?? word
}

/** YAML reads `title: 2020` as a number; a text is meant. */
function scalar(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** A list, one value, or (where `split`) values with commas between: all are written. */
function listOf(value: unknown, split = true): unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.map(scalar).filter((item) => item !== null && item !== '')
  if (typeof value !== 'string') return [value]
  const parts = split ? value.split(',') : [value]
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
