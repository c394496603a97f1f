import { offsetAt } from '../../domain/calendar.ts'
import { parseDate } from '../../domain/dates.ts'

// https://jekyllrb.com/docs/permalinks/

const STYLES: ReadonlyMap<string, string> = new Map([
  ['date', '/:categories/:year/:month/:day/:title:output_ext'],
  ['pretty', '/:categories/:year/:month/:day/:title/'],
  ['ordinal', '/:categories/:year/:y_day/:title:output_ext'],
  ['weekdate', '/:categories/:year/W:week/:short_day/:title:output_ext'],
  ['none', '/:categories/:title:output_ext'],
])

export type PostFacts = {
  /** Relative to the site's folder. */
  readonly relative: string
  /** As in the front matter or the file's name. */
  readonly date: string | undefined
  readonly slug: string | undefined
  readonly categories: readonly string[]
}

/** The path of a post, or the first placeholder that has no value. */
export type Permalink = { readonly path?: string; readonly unknown?: string }

export function evaluatePermalink(permalink: string, facts: PostFacts, timeZone: string): Permalink {
  const values = new Map(Object.entries(valuesOf(facts, timeZone)))
  let unknown: string | undefined
  const path = (STYLES.get(permalink) ?? permalink).replace(/:([a-z_]+)/g, (whole, name: string) => {
    // `:month_:day`: an underscore at the end may belong to the text.
    const key = [name, name.replace(/_$/, '')].find((key) => values.get(key) !== undefined)
    if (key === undefined) unknown ??= whole
    return key === undefined ? whole : values.get(key) + name.slice(key.length)
  })
  return unknown === undefined ? { path: `/${path}`.replace(/\/{2,}/g, '/') } : { unknown }
}

function valuesOf(
  { relative, date, slug, categories }: PostFacts,
  timeZone: string,
): Record<string, string | undefined> {
  const name = relative.replace(/^.*\/|\.\w+$/g, '').replace(/^\d{4}-\d{1,2}-\d{1,2}-/, '')
  const distinct = (texts: readonly string[]) => [...new Set(texts.map((text) => text.toLowerCase()))].join('/')
  return {
    ...dateValues(date, timeZone),
    title: slugified(slug ?? name, /[^\p{L}\p{M}\p{Nd}._~!$&'()+,;=@]+/gu),
    slug: slugified(slug ?? name).toLowerCase(),
    name: slugified(name).toLowerCase(),
    path: relative.replace(/^.*?(?:^|\/)_\w+\/|\.\w+$/g, ''),
    categories: distinct(categories.map(encodeURIComponent)),
    slugified_categories: distinct(categories.map((category) => slugified(category))),
    collection: /(?:^|\/)_(\w+)\//.exec(relative)?.[1],
    output_ext: '.html',
  }
}

function slugified(text: string, separators = /[^\p{L}\p{M}\p{Nd}]+/gu): string {
  return text.replace(separators, '-').replace(/^-|-$/g, '')
}

const DAY_MS = 24 * 60 * 60 * 1000

function dateValues(written: string | undefined, timeZone: string): Record<string, string | undefined> {
  const instant = written === undefined ? undefined : parseDate(written, timeZone)
  if (instant === undefined) return {}
  const date = new Date(instant + offsetAt(instant, timeZone))
  const dayOf = (day: Date) => Math.floor((day.getTime() - Date.UTC(day.getUTCFullYear(), 0)) / DAY_MS)
  const word = (options: Intl.DateTimeFormatOptions) => date.toLocaleString('en', { ...options, timeZone: 'UTC' })
  // ISO 8601: the week belongs to the year of its Thursday.
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS)
  const [year = '', month = '', day = '', hour, minute, second] = date.toISOString().split(/[-T:.]/)
  return {
    ...{ year, month, day, hour, minute, second, short_year: year.slice(2) },
    ...{ i_month: String(Number(month)), i_day: String(Number(day)), y_day: String(dayOf(date) + 1).padStart(3, '0') },
    ...{ short_month: word({ month: 'short' }), long_month: word({ month: 'long' }) },
    ...{ short_day: word({ weekday: 'short' }), long_day: word({ weekday: 'long' }) },
    week: String(Math.floor(dayOf(thursday) / 7) + 1).padStart(2, '0'),
  }
}
