// How much of a feed somebody's page shows, and how it looks: what a partner may choose.

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What can be shown of an article beside its title and date. */
export const EXTRAS = ['images', 'summaries'] as const
export type Extra = (typeof EXTRAS)[number]

export type Look = {
  /** How many articles: 1 to {@link MOST_HEADLINES}. */
  readonly count: number
  readonly show: readonly Extra[]
  /** `auto` follows the reader's own setting. */
  readonly theme: Theme
}

export const MOST_HEADLINES = 20
export const PLAIN_LOOK: Look = { count: 5, show: [], theme: 'auto' }

/**
 * A look as a query says it, `count=3&show=images,summaries&theme=dark`; `show` may also stand there several times, as forms
 * have it. Other parameters are somebody else's. What is wrong is named by its parameter.
 */
export function lookIn(query: URLSearchParams): Look | { readonly wrong: string } {
  const text = query.get('count')
  const count = text === null || text === '' ? PLAIN_LOOK.count : /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > MOST_HEADLINES) return { wrong: 'count' }
  const wanted = query.getAll('show').flatMap((value) => value.split(',').filter(Boolean))
  if (!wanted.every((one) => EXTRAS.some((extra) => extra === one))) return { wrong: 'show' }
  const theme = query.get('theme') || PLAIN_LOOK.theme
  if (!isTheme(theme)) return { wrong: 'theme' }
  return { count, show: EXTRAS.filter((extra) => wanted.includes(extra)), theme }
}

function isTheme(text: string): text is Theme {
  return THEMES.some((theme) => theme === text)
}

/** The inverse of {@link lookIn}: one spelling a look, without what goes without saying; empty for a plain one. */
export function queryOf({ count, show, theme }: Look): string {
  const parts = [
    ...(count === PLAIN_LOOK.count ? [] : [`count=${count}`]),
    ...(show.length > 0 ? [`show=${show.join(',')}`] : []),
    ...(theme === PLAIN_LOOK.theme ? [] : [`theme=${theme}`]),
  ]
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}
