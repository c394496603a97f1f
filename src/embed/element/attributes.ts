import { EXTRAS, type Look, MOST_HEADLINES, PLAIN_LOOK, THEMES } from '../../domain/look.ts'

// What a partner has written into the tag. Nothing of it is an error: a page never breaks for a typo in a widget.

export const ATTRIBUTES = ['src', 'count', 'show', 'theme', 'heading', 'heading-level'] as const

export type Wishes = Look & {
  /** The feed's own title where it is null; none where it is empty. */
  readonly heading: string | null
  /** 1 to 6, as the page's headings go on. */
  readonly level: number
}

export function wishesOf(element: Element): Wishes {
  const words = (element.getAttribute('show') ?? '').split(/[\s,]+/)
  const theme = element.getAttribute('theme')
  return {
    count: numberIn(element.getAttribute('count'), PLAIN_LOOK.count, MOST_HEADLINES),
    show: EXTRAS.filter((extra) => words.includes(extra)),
    theme: THEMES.find((one) => one === theme) ?? PLAIN_LOOK.theme,
    heading: element.getAttribute('heading')?.trim() ?? null,
    level: numberIn(element.getAttribute('heading-level'), 2, 6),
  }
}

/** A whole number from 1 to `most`, or what is usual. */
function numberIn(text: string | null, usual: number, most: number): number {
  return text !== null && /^\s*-?\d+\s*$/.test(text) ? Math.min(Math.max(Number(text), 1), most) : usual
}

/** An absolute address that can be asked for or opened; null for `javascript:` and everything else. */
export function webAddress(text: unknown, base?: string): string | null {
  if (typeof text !== 'string' || text === '') return null
  try {
    const url = new URL(text, base)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}
