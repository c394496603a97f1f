import type { Extra } from '../../domain/look.ts'

// How much room headlines take, whatever they say: known to the element, and to the snippet that reserves it before the
// script is there, so that nothing moves when headlines come. No DOM here: the server imports it, too. Unit: em of the element.

/** A line of a title or of a summary. */
export const LINE = 1.4
/** The line with the date. */
export const TIME = 1.2
/** What a picture is high, whatever its own shape. */
export const PICTURE = 4.6
/** Two lines of a picture's credit, and the room above them. */
export const CREDIT = 2.2
/** Between a title and its summary. */
export const SUMMARY_SPACE = 0.25
/** A heading of two lines, and the room below. */
const HEADING = 3.7
/** The link to the feed's page, and the room above. */
const MORE = 2.1

/** What the height depends on. `heading`: whether one is shown. */
export type Extent = { readonly count: number; readonly show: readonly Extra[]; readonly heading: boolean }

/** Beside a picture there is less room in a line. */
export function titleLines(show: readonly Extra[]): number {
  return show.includes('images') ? 3 : 2
}

export function summaryLines(show: readonly Extra[]): number {
  return show.includes('images') ? 2 : 3
}

/** Of one article. */
export function rowHeight(show: readonly Extra[]): number {
  const summary = show.includes('summaries') ? SUMMARY_SPACE + summaryLines(show) * LINE : 0
  const text = titleLines(show) * LINE + summary + TIME
  return hundredths(show.includes('images') ? Math.max(text, PICTURE + CREDIT) : text)
}

/**
 * The block size of the whole element as CSS has it: follows `--polyfeed-gap` and `--polyfeed-padding` wherever the page sets
 * them. `calc(29.5em + 4 * var(--polyfeed-gap, 1em) + 2 * var(--polyfeed-padding, 1em))`
 */
export function reservedSize(extent: Extent): string {
  const gaps = extent.count - 1
  return `calc(${content(extent)}em + ${gaps} * var(--polyfeed-gap, 1em) + 2 * var(--polyfeed-padding, 1em))`
}

/**
 * What a page says of `polyfeed-headlines:not(:defined)`, so that the page's own words stand until the script is there exactly
 * where they stand after that, in the same room.
 */
export function roomDeclarations(extent: Extent): string {
  const size = `block-size: ${reservedSize(extent)}`
  return `display: block; box-sizing: border-box; ${size}; padding: var(--polyfeed-padding, 1em); overflow: auto`
}

/** {@link reservedSize} as a number, where the page leaves gap and padding as they are. */
export function heightInEm(extent: Extent): number {
  return hundredths(content(extent) + extent.count - 1 + 2)
}

function content({ count, show, heading }: Extent): number {
  return hundredths((heading ? HEADING : 0) + count * rowHeight(show) + MORE)
}

function hundredths(em: number): number {
  return Math.round(em * 100) / 100
}
