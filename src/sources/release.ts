import { parseDate } from '../domain/dates.ts'
import type { MarkdownSource } from '../domain/sources.ts'

// Front matter keys of site generators that hide, embargo or expire a page. Keys are compared in lower case.

// Blogs are written for YAML 1.1, which has more words for true and false than YAML 1.2.
const YES = /^(?:true|yes|on|y|1)$/i
const NO = /^(?:false|no|off|n|0)$/i

/** These hide a page unless they are false: Hugo, Docusaurus, Zola, Astro, Eleventy, Pelican's themes. */
const HIDING = ['draft', 'unlisted', 'headless', 'hidden', 'private', 'eleventyexcludefromcollections']

/** These hide a page if they are false: Jekyll and Hexo (`published`), Zola (`render`), Eleventy (`permalink`). */
const SHOWING = ['published', 'publish', 'render', 'permalink']

/** Hugo's build options: https://gohugo.io/content-management/build-options/ */
const BUILD = ['build', '_build']
const NEVER = /^(?:never|false|no)$/i

/** The earliest date of publication: Hugo (and its aliases), Astro, Ghost, WordPress exports, CMSs over git. */
const EMBARGOES = [
  ...['publishdate', 'publish_date', 'pubdate', 'pub_date', 'published', 'published_at', 'publishedat'],
  ...['publish_at', 'publishat', 'publish_on', 'publishon', 'embargo', 'embargo_until', 'embargountil'],
  ...['release_date', 'releasedate', 'go_live', 'golive'],
]

/** The date on which the page expires: Hugo (and its alias), CMSs over git. */
const EXPIRIES = [
  ...['expires', 'expirydate', 'expiry_date', 'unpublishdate', 'unpublish_date', 'unpublish_at', 'unpublishat'],
  ...['expires_at', 'expiresat', 'expire_at', 'expireat'],
]

export type WrittenDate = { readonly key: string; readonly text: string }

export type Release = {
  readonly isHidden: boolean
  /** The latest of the embargo dates. `date` is not one of them. */
  readonly embargo: WrittenDate | undefined
  readonly expires: WrittenDate | undefined
  /** A date that cannot be parsed. The page must not be published, because it might appear too early. */
  readonly unreadable: WrittenDate | undefined
}

type Values = Readonly<Record<string, unknown>>

/** Dates without an offset are in `timeZone`. `unpublished` is the site's own flag. */
export function releaseOf(values: Values, timeZone: string, unpublished?: MarkdownSource['unpublished']): Release {
  const isFalse = (value: unknown): boolean => NO.test(String(value))
  const isHidden =
    entriesOf(values, HIDING).some(([, value]) => !isFalse(value)) ||
    entriesOf(values, SHOWING).some(([, value]) => isFalse(value)) ||
    entriesOf(values, BUILD).some(([, value]) => isNeverBuilt(value)) ||
    (unpublished !== undefined &&
      entriesOf(values, [unpublished.key.toLowerCase()]).some(([, value]) => isSameWord(value, unpublished.value)))
  const embargoes = datesIn(values, EMBARGOES, timeZone)
  const expiries = datesIn(values, EXPIRIES, timeZone)
  return {
    isHidden,
    embargo: embargoes.sorted.at(-1),
    expires: expiries.sorted[0],
    unreadable: embargoes.unreadable ?? expiries.unreadable,
  }
}

/** The later of two dates; the first one if either cannot be parsed. */
export function laterOf(one: string | undefined, other: string | undefined, timeZone: string): string | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const [a, b] = [parseDate(one, timeZone), parseDate(other, timeZone)]
  return a !== undefined && b !== undefined && b > a ? other : one
}

/** `False`, `no` and `0` are the same. */
function isSameWord(one: unknown, other: unknown): boolean {
  const [a, b] = [String(one).trim().toLowerCase(), String(other).trim().toLowerCase()]
  return a === b || [YES, NO].some((words) => words.test(a) && words.test(b))
}

function isNeverBuilt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return NEVER.test(String(value))
  return entriesOf(value as Values, ['render', 'list']).some(([, option]) => NEVER.test(String(option)))
}

/** The non-empty entries whose keys in lower case are among `names`. */
function entriesOf(values: Values, names: readonly string[]): [key: string, value: unknown][] {
  return Object.entries(values).filter(
    ([key, value]) => names.includes(key.toLowerCase()) && value !== null && value !== undefined && value !== '',
  )
}

function datesIn(values: Values, names: readonly string[], timeZone: string) {
  const parsed = entriesOf(values, names)
    .map(([key, value]) => ({ key, text: String(value) }))
    // `published: true` is not a date.
    .filter(({ text }) => !YES.test(text) && !NO.test(text))
    .map((date) => ({ date, instant: parseDate(date.text, timeZone) }))
  return {
    sorted: parsed
      .filter(({ instant }) => instant !== undefined)
      .sort((a, b) => (a.instant as number) - (b.instant as number))
      .map(({ date }) => date),
    unreadable: parsed.find(({ instant }) => instant === undefined)?.date,
  }
}
