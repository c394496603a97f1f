export const THEMES = ['auto', 'light', 'dark', 'inherit'] as const
export type Theme = (typeof THEMES)[number]

/** Optional parts beside titles and dates: of each article, and the link to support the newsroom. */
export const EXTRAS = ['images', 'summaries', 'support'] as const
export type Extra = (typeof EXTRAS)[number]

/** The appearance of an embed. */
export type Look = {
  /** Number of articles: 1 to {@link MAX_HEADLINES}. */
  readonly count: number
  readonly show: readonly Extra[]
  /** `auto` follows the reader's own setting. `inherit` takes the page's colours, which a frame cannot: it is `auto` there. */
  readonly theme: Theme
}

export const MAX_HEADLINES = 20
export const DEFAULT_LOOK: Look = { count: 5, show: [], theme: 'auto' }

/**
 * Parses `count=3&show=images,summaries&theme=dark`. `show` may be repeated, as HTML forms do. Other parameters are
 * ignored. `wrong` is the name of an invalid parameter; `nearest` is the look without what is invalid.
 */
export function parseLook(query: URLSearchParams): Look | { readonly wrong: string; readonly nearest: Look } {
  const text = query.get('count') || `${DEFAULT_LOOK.count}`
  const count = Math.min(Math.max(Math.trunc(Number(text)) || 1, 1), MAX_HEADLINES)
  const names = query.getAll('show').flatMap((value) => value.split(',').filter(Boolean))
  const show = EXTRAS.filter((extra) => names.includes(extra))
  const name = query.get('theme') || DEFAULT_LOOK.theme
  const theme = THEMES.find((one) => one === name) ?? DEFAULT_LOOK.theme
  const look = { count, show, theme }
  if (!/^\d{1,3}$/.test(text) || Number(text) !== count) return { wrong: 'count', nearest: look }
  if (!names.every((name) => EXTRAS.some((extra) => extra === name))) return { wrong: 'show', nearest: look }
  return theme === name ? look : { wrong: 'theme', nearest: look }
}

export const LAYOUTS = ['list', 'cards', 'compact'] as const

/** A page can change these in the element; frames and fragments have a {@link Look} only. */
export type ElementLook = {
  readonly layout: (typeof LAYOUTS)[number]
  /** `#rrggbb`. Null: the element's own colour. */
  readonly accent: string | null
  /** Null: the feed's title. Empty: no heading. */
  readonly heading: string | null
}

/** The element's accent colour on a light page. */
export const DEFAULT_ACCENT = '#0a4a9f'

/** Parses `layout=cards&accent=%23b00020&heading=News`, or `untitled` for no heading. Other values are ignored. */
export function parseElementLook(query: URLSearchParams): ElementLook {
  const accent = query.get('accent') ?? ''
  return {
    layout: LAYOUTS.find((one) => one === query.get('layout')) ?? 'list',
    accent: /^#[\da-f]{6}$/i.test(accent) && accent !== DEFAULT_ACCENT ? accent : null,
    heading: query.has('untitled') ? '' : query.get('heading')?.trim() || null,
  }
}

/** The inverse of {@link parseLook}. Default values are left out. */
export function lookQuery({ count, show, theme }: Look): string {
  const parts = [
    ...(count === DEFAULT_LOOK.count ? [] : [`count=${count}`]),
    ...(show.length > 0 ? [`show=${show.join(',')}`] : []),
    ...(theme === DEFAULT_LOOK.theme ? [] : [`theme=${theme}`]),
  ]
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}
