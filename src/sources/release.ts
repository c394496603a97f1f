import { instantOf } from '../domain/dates.ts'

// How site generators say that a page is not for everybody, not yet, or no longer. Keys are compared in lower case.

/** YAML 1.1, which blogs were written for, has more words for true and false than the YAML that is read here. */
const YES = /^(?:true|yes|on|y|1)$/i
const NO = /^(?:false|no|off|n|0)$/i

/** Hidden by any value but a plain no: Hugo, Docusaurus, Zola, Astro, Eleventy, Pelican's themes. */
const HIDING = ['draft', 'unlisted', 'headless', 'hidden', 'private', 'eleventyexcludefromcollections']

/** Hidden by a plain no: Jekyll and Hexo (`published`), Zola (`render`), Eleventy (`permalink`). */
const SHOWING = ['published', 'publish', 'render', 'permalink']

/** Hugo's build options: https://gohugo.io/content-management/build-options/ */
const BUILD = ['build', '_build']
const NEVER = /^(?:never|false|no)$/i

/** When a page is to appear at the earliest: Hugo (and its aliases), Astro, Ghost, WordPress exports, CMSs over git. */
const EMBARGOES = [
  ...['publishdate', 'publish_date', 'pubdate', 'pub_date', 'published', 'published_at', 'publishedat'],
  ...['publish_at', 'publishat', 'publish_on', 'publishon', 'embargo', 'embargo_until', 'embargountil'],
  ...['release_date', 'releasedate', 'go_live', 'golive'],
]

/** When it is to go: Hugo (and its alias), CMSs over git. */
const EXPIRIES = [
  ...['expires', 'expirydate', 'expiry_date', 'unpublishdate', 'unpublish_date', 'unpublish_at', 'unpublishat'],
  ...['expires_at', 'expiresat', 'expire_at', 'expireat'],
]

/** A date as it is written, and the key that it is written under. */
export type WrittenDate = { readonly key: string; readonly text: string }

export type Release = {
  readonly isHidden: boolean
  /** The latest of the dates that say when the page appears; `undefined` where only `date` does, or nothing. */
  readonly embargo: WrittenDate | undefined
  readonly expires: WrittenDate | undefined
  /** A date that cannot be read: the page must not appear, because it might appear too early. */
  readonly unreadable: WrittenDate | undefined
}

type Values = Readonly<Record<string, unknown>>

/** `date` is when the page says that it is of, if it does; dates without an offset are read in `timeZone`. */
export function releaseOf(values: Values, timeZone: string): Release {
  const isPlainNo = (value: unknown): boolean => NO.test(String(value))
  const isHidden =
    entriesOf(values, HIDING).some(([, value]) => !isPlainNo(value)) ||
    entriesOf(values, SHOWING).some(([, value]) => isPlainNo(value)) ||
    entriesOf(values, BUILD).some(([, value]) => isNeverBuilt(value))
  const embargoes = datesIn(values, EMBARGOES, timeZone)
  const expiries = datesIn(values, EXPIRIES, timeZone)
  return {
    isHidden,
    embargo: embargoes.dated.at(-1),
    expires: expiries.dated[0],
    unreadable: embargoes.unreadable ?? expiries.unreadable,
  }
}

/** The later of two written dates; the first where one of them cannot be read. */
export function laterOf(one: string | undefined, other: string | undefined, timeZone: string): string | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const [a, b] = [instantOf(one, timeZone), instantOf(other, timeZone)]
  return a !== undefined && b !== undefined && b > a ? other : one
}

function isNeverBuilt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return NEVER.test(String(value))
  return entriesOf(value as Values, ['render', 'list']).some(([, option]) => NEVER.test(String(option)))
}

/** Entries by keys in any case, without those that are left empty. */
function entriesOf(values: Values, names: readonly string[]): [key: string, value: unknown][] {
  return Object.entries(values).filter(
    ([key, value]) => names.includes(key.toLowerCase()) && value !== null && value !== undefined && value !== '',
  )
}

function datesIn(values: Values, names: readonly string[], timeZone: string) {
  const written = entriesOf(values, names)
    .map(([key, value]) => ({ key, text: String(value) }))
    // `published: true` is no date.
    .filter(({ text }) => !YES.test(text) && !NO.test(text))
  const read = written.map((date) => ({ date, instant: instantOf(date.text, timeZone) }))
  return {
    dated: read
      .filter((one) => one.instant !== undefined)
      .sort((a, b) => (a.instant as number) - (b.instant as number))
      .map(({ date }) => date),
    unreadable: read.find(({ instant }) => instant === undefined)?.date,
  }
}
