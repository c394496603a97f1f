import { dayOf } from '../domain/calendar.ts'
import { parseDate } from '../domain/dates.ts'
import { isMapping } from '../domain/path.ts'
import type { Site } from '../domain/site.ts'
import type { DateRule } from '../domain/sources.ts'
import { registeredNames } from './byline.ts'
import { chooseDate, chooseUpdate } from './dating.ts'
import type { FrontMatter } from './front-matter.ts'
import { type PathFacts, urlOf } from './layout.ts'
import { listOf, scalar, withLowerCaseKeys, withNumbers } from './matter-values.ts'
import type { FileDates, SourceWarning } from './record.ts'
import { laterOf, type Release } from './release.ts'

/** Keys of the article schema → keys of front matter, compared in lower case. The first one present counts. */
const SPELLINGS = {
  id: ['id', 'translationKey'],
  published: ['date'],
  updated: ['updated', 'lastmod', 'modified', 'last_modified_at', 'updatedDate'],
  title: ['title'],
  summary: ['summary', 'description', 'desc', 'excerpt', 'abstract'],
  authors: ['authors', 'author'],
  tags: ['tags', 'tag'],
  categories: ['categories', 'category'],
  section: ['section'],
  image: ['image', 'cover', 'images', 'featured_image', 'featuredImage', 'featureImage', 'heroImage', 'thumbnail'],
  imageAlt: ['imageAlt'],
  translator: ['translator'],
  url: ['url', 'permalink'],
  guid: ['guid'],
  slug: ['slug'],
  status: ['status'],
  correction: ['correction'],
  attachments: ['attachments'],
  podcast: ['podcast'],
} as const

/** Keys that generators and themes use for other things, too. Lower case. */
const MAYBE = 'kind access series place comments related contributors canonical canonical_url'.split(' ')

/** An address with a date. Others need no calendar, which takes time. */
const NEEDS_DATE = /\{(?:date|yyyy|mm|dd)\}/

function dayIn(date: string | undefined, timeZone: string): string | null {
  const instant = date === undefined ? undefined : parseDate(date, timeZone)
  return instant === undefined ? null : dayOf(instant, timeZone)
}

export type ArticleSettings = {
  readonly url: string
  /** The rules for the article's date, and the dates that are not in the file. */
  readonly rules: readonly DateRule[]
  readonly dates: FileDates
  readonly timeZone: string
  readonly authors: Site['authors']
  readonly release: Release
}

/** Converts front matter to the article schema. `keys` maps the schema's keys to the front matter's. */
export function articleOf(
  { values, texts, quoted, body, places }: FrontMatter,
  facts: PathFacts,
  { url, rules, dates, timeZone, authors, release }: ArticleSettings,
) {
  const warnings: SourceWarning[] = []
  const placeOf = (key: string): string => `line ${places([key])}, ${key}`
  const keys = new Map<string, string>()
  const keysByLowerCase = Map.groupBy(
    Object.keys(values).filter((key) => ![undefined, null, ''].includes(values[key] as never)),
    (key) => key.toLowerCase(),
  )
  const take = (name: keyof typeof SPELLINGS): unknown => {
    const spelling = SPELLINGS[name].find((spelling) => keysByLowerCase.has(spelling.toLowerCase()))
    const spellings = (spelling && keysByLowerCase.get(spelling.toLowerCase())) ?? []
    const key = spellings.find((key) => key === spelling) ?? spellings.at(-1)
    keys.set(name, key ?? SPELLINGS[name][0])
    if (key === undefined) return undefined
    for (const other of spellings.filter((other) => other !== key)) {
      const message = `"${key}" counts, not "${other}". Remove one of the two.`
      warnings.push({ place: placeOf(other), reason: 'key_repeated', message })
    }
    // Numbers as ids were read as numbers before, and ids never change.
    return withLowerCaseKeys(name === 'id' ? scalar(values[key]) : texts[key])
  }
  const bylines = take('authors')
  const isOneName =
    typeof bylines === 'string' &&
    (quoted.has(keys.get('authors') as string) || registeredNames(authors, bylines.trim()) !== undefined)
  const frontMatterDate = take('published')
  const hasFilenameDate = rules.includes('filename') && facts.date !== null
  const writtenDates = {
    // An embargo is the date of an article that has no other one in its file.
    frontMatter: frontMatterDate ?? (hasFilenameDate ? undefined : release.embargo?.text),
    filename: facts.date ?? undefined,
  }
  const datePlace = placeOf(keys.get('published') as string)
  const chosen = chooseDate(rules, writtenDates, dates, { timeZone, place: datePlace })
  const published = laterOf(chosen.text, release.embargo?.text, timeZone)
  const update = chooseUpdate(take('updated'), dates, { timeZone, place: placeOf(keys.get('updated') as string) })
  for (const { ignored } of [chosen, update]) if (ignored) warnings.push({ ...ignored, reason: 'date_ignored' })
  if (release.embargo && published === release.embargo.text) keys.set('published', release.embargo.key)
  if (release.expires) keys.set('expires', release.expires.key)
  const [category, ...categories] = listOf(take('categories'))
  const image = take('image')
  const attachments = take('attachments')
  const podcast = take('podcast') && values[keys.get('podcast') as string]
  const id = take('id') ?? facts.id
  const extraKey = keysByLowerCase.get('extra')?.[0]
  const ownUrl = take('url')
  const slug = String(take('slug') ?? '').replace(/^\/+|\/+$/g, '') || facts.slug
  // The path's date is the one in the addresses of the site that it belongs to.
  const date = facts.date ?? (NEEDS_DATE.test(url) ? dayIn(published, timeZone) : null)
  const raw = withoutUndefined({
    id,
    published,
    expires: release.expires?.text,
    status: release.isHidden ? 'draft' : take('status'),
    section: take('section') ?? facts.section ?? category,
    tags: [...listOf(take('tags')), ...categories],
    // Intake looks bylines up among the authors of site.yaml.
    authors: listOf(bylines, !isOneName).map((author) => (typeof author === 'string' ? { name: author } : author)),
    image:
      typeof image === 'string'
        ? { url: image }
        : withNumbers(image, withLowerCaseKeys(values[keys.get('image') as string])),
    // Site generators have keys of these names, too.
    attachments: Array.isArray(attachments) && attachments.every(isMapping) ? attachments : undefined,
    podcast: isMapping(podcast) ? podcast : undefined,
    extra: extraKey === undefined ? undefined : values[extraKey],
    variants: {
      [facts.language]: withoutUndefined({
        title: take('title'),
        summary: take('summary'),
        markdown: body,
        updated: update.text,
        url: ownUrl ?? urlOf(url, { ...facts, id: String(id), slug, date }),
        guid: take('guid'),
        translator: take('translator'),
        imageAlt: take('imageAlt'),
        correction: take('correction'),
      }),
    },
  })
  const maybe = MAYBE.flatMap((spelling) =>
    (keysByLowerCase.get(spelling) ?? []).map((key) => [spelling.replace('_url', ''), withLowerCaseKeys(values[key])]),
  )
  const origins = {
    published: published === release.embargo?.text ? undefined : chosen.from,
    updated: update.from,
    url: ownUrl === undefined ? 'url of the source in site.yaml' : undefined,
  }
  return { undated: chosen.problem, raw, maybe: Object.fromEntries(maybe), keys, origins, warnings }
}

function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
