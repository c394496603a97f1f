import type { Extra } from '../../domain/look.ts'

// The height of headlines, whatever their texts. The element and the snippet's CSS reserve it, so that nothing moves
// when headlines arrive. No DOM in this file, because the server imports it too. Unit: em of the element.

/** In a column that is narrower than this, texts are below pictures and have more lines. */
export const NARROW = 19

/** A line of a title or of a summary. */
export const LINE = 1.4
/** A line of the date. */
export const TIME = 1.2
/** The height of every picture. */
export const PICTURE = 4.6
/** Two lines of a picture's credit and the space above. */
export const CREDIT = 2.2
/** Between a title and its summary, and between a picture and the text below it. */
export const SPACE = 0.25
/** A line of the heading, and the space below all of them. */
const HEADING = 1.5
const HEADING_SPACE = 0.7
/** The space above the link to the feed's page, and a line of it or of the link to support the newsroom. */
const MORE_SPACE = 0.7
const MORE = 1.4

/** `heading`: whether one is shown. */
export type Extent = { readonly count: number; readonly show: readonly Extra[]; readonly heading: boolean }

export const NARROW_LINES = { title: 5, summary: 4, time: 2, heading: 3, more: 2 } as const

type Lines = Readonly<Record<keyof typeof NARROW_LINES, number>>

/** The most lines of each text; reserved, but not enforced, for the date and the links. */
export function linesOf(show: readonly Extra[], isNarrow: boolean): Lines {
  if (isNarrow) return NARROW_LINES
  // Lines are shorter beside a picture.
  const isPictured = show.includes('images')
  return { title: isPictured ? 3 : 2, summary: isPictured ? 2 : 3, time: 1, heading: 2, more: 1 }
}

export function rowHeight(show: readonly Extra[], isNarrow = false): number {
  const lines = linesOf(show, isNarrow)
  const summary = show.includes('summaries') ? SPACE + lines.summary * LINE : 0
  const text = lines.title * LINE + summary + lines.time * TIME
  const picture = PICTURE + CREDIT
  return hundredths(!show.includes('images') ? text : isNarrow ? picture + SPACE + text : Math.max(text, picture))
}

/** The block size of the content in CSS, with the page's own gap: `calc(29.5em + 4 * var(--polyfeed-gap, 1em))` */
export function reservedSize(extent: Extent, isNarrow = false): string {
  const gaps = extent.count - 1
  return `calc(${contentHeight(extent, isNarrow)}em + ${gaps} * var(--polyfeed-gap, 1em))`
}

/**
 * Rules that reserve the height before the script loads. A float without width has it, because only percentages of
 * padding and margin depend on the width of the column: the factor makes a step of `NARROW`.
 */
export function roomRules(extent: Extent): string {
  const [wide, narrow] = [false, true].map((isNarrow) => reservedSize(extent, isNarrow))
  const padding = 'var(--polyfeed-padding, 1em)'
  return `polyfeed-headlines:not(:defined) { display: flow-root; box-sizing: border-box; padding: ${padding}; }
polyfeed-headlines:not(:defined)::before { content: ""; float: inline-start; padding-block-start: clamp(${wide}, (${NARROW}em - 2 * ${padding} - 100%) * 9999, ${narrow}); }`
}

/** In em, without the gaps between articles. */
export function contentHeight({ count, show, heading }: Extent, isNarrow: boolean): number {
  const lines = linesOf(show, isNarrow)
  const head = heading ? lines.heading * HEADING + HEADING_SPACE : 0
  const links = MORE_SPACE + lines.more * MORE * (show.includes('support') ? 2 : 1)
  return hundredths(head + count * rowHeight(show, isNarrow) + links)
}

export function hundredths(em: number): number {
  return Math.round(em * 100) / 100
}
