import { DEFAULT_LOOK, EXTRAS, MAX_HEADLINES, THEMES } from '../../domain/look.ts'

// The attributes of the tag. No value is an error, because a typo must not break the page.

export const ATTRIBUTES = ['src', 'count', 'show', 'theme', 'heading', 'heading-level'] as const

export type Wishes = ReturnType<typeof wishesOf>

export function wishesOf(element: Element) {
  const words = (element.getAttribute('show') ?? '').split(/[\s,]+/)
  const theme = element.getAttribute('theme')
  return {
    count: numberIn(element.getAttribute('count'), DEFAULT_LOOK.count, MAX_HEADLINES),
    show: EXTRAS.filter((extra) => words.includes(extra)),
    theme: THEMES.find((one) => one === theme) ?? DEFAULT_LOOK.theme,
    /** Null: the feed's title. Empty: no heading. */
    heading: element.getAttribute('heading')?.trim() ?? null,
    /** Heading level on the page: 1 to 6. */
    level: numberIn(element.getAttribute('heading-level'), 2, 6),
  }
}

/** Whole numbers are clamped to 1…`most`; other texts give `usual`. */
function numberIn(text: string | null, usual: number, most: number): number {
  return text !== null && /^\s*-?\d+\s*$/.test(text) ? Math.min(Math.max(Number(text), 1), most) : usual
}

/** An absolute http(s) address; null for `javascript:` and everything else. */
export function webAddress(text: unknown, base?: string): string | null {
  if (typeof text !== 'string' || text === '') return null
  try {
    const url = new URL(text, base)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}
