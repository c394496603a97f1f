import type { Extra } from '../../domain/look.ts'

// The height of headlines, whatever their texts. The element and the snippet's CSS reserve it, so that nothing moves
// when headlines arrive. No DOM in this file, because the server imports it too. Unit: em of the element.

/** A line of a title or of a summary. */
export const LINE = 1.4
/** The line with the date. */
export const TIME = 1.2
/** The height of every picture. */
export const PICTURE = 4.6
/** Two lines of a picture's credit and the space above. */
export const CREDIT = 2.2
/** Between a title and its summary. */
export const SUMMARY_SPACE = 0.25
/** A heading of two lines and the space below. */
const HEADING = 3.7
/** The link to the feed's page and the space above. */
const MORE = 2.1

/** `heading`: whether one is shown. */
export type Extent = { readonly count: number; readonly show: readonly Extra[]; readonly heading: boolean }

/** Lines are shorter beside a picture. */
export function titleLines(show: readonly Extra[]): number {
  return show.includes('images') ? 3 : 2
}

export function summaryLines(show: readonly Extra[]): number {
  return show.includes('images') ? 2 : 3
}

export function rowHeight(show: readonly Extra[]): number {
  const summary = show.includes('summaries') ? SUMMARY_SPACE + summaryLines(show) * LINE : 0
  const text = titleLines(show) * LINE + summary + TIME
  return hundredths(show.includes('images') ? Math.max(text, PICTURE + CREDIT) : text)
}

/**
 * The block size of the whole element in CSS, with the page's own gap and padding:
 * `calc(29.5em + 4 * var(--polyfeed-gap, 1em) + 2 * var(--polyfeed-padding, 1em))`
 */
export function reservedSize(extent: Extent): string {
  const gaps = extent.count - 1
  return `calc(${content(extent)}em + ${gaps} * var(--polyfeed-gap, 1em) + 2 * var(--polyfeed-padding, 1em))`
}

/** Declarations for `polyfeed-headlines:not(:defined)`: the page's own content must not move when the script loads. */
export function roomDeclarations(extent: Extent): string {
  const size = `block-size: ${reservedSize(extent)}`
  return `display: block; box-sizing: border-box; ${size}; padding: var(--polyfeed-padding, 1em); overflow: auto`
}

function content({ count, show, heading }: Extent): number {
  return hundredths((heading ? HEADING : 0) + count * rowHeight(show) + MORE)
}

function hundredths(em: number): number {
  return Math.round(em * 100) / 100
}
