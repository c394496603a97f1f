import { LINE, NARROW, NARROW_LINES, PICTURE, SPACE, TIME } from './height.ts'

// Titles and summaries are clamped, and pictures have a fixed box, so that no block is larger than height.ts reserves for
// it; dates and links are short and never clamped. The rows share unused space evenly. In a narrow column, a title may
// take three lines more than its own, because other texts leave lines unused. `overflow-anchor: none`: scroll
// anchoring must not use the room, because its height is reserved.
//
// Colours: `theme` sets light or dark, or takes the page's. `auto` follows the page's `color-scheme` or, if the page
// declares none (`.reader`), the reader's setting. The contrast of ink on paper is at least 7:1 in both.
// Only headlines have the paper colour; the page's own content keeps the page's colours.

const GAP = 'var(--polyfeed-gap, 1em)'
const RADIUS = 'border-radius: var(--polyfeed-radius, .375em)'

const clamp = (lines: string) =>
  `display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: ${lines}; overflow: hidden`

export const STYLE = `
:host { display: block; min-inline-size: 0 }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box; margin: 0; padding: 0 }
.column { container-type: inline-size; contain-intrinsic-inline-size: 20em }
.room { display: flex; flex-direction: column; box-sizing: content-box; min-block-size: var(--wide); padding: var(--polyfeed-padding, 1em); ${RADIUS}; --ink: var(--polyfeed-ink, light-dark(#1a1a1a, #ededed)); --soft: var(--polyfeed-soft, light-dark(#555, #b0b0b0)); --accent: var(--polyfeed-accent, light-dark(#0a4a9f, #9cc3ff)); --paper: var(--polyfeed-paper, light-dark(#fff, #17181c)); --line: var(--polyfeed-line, light-dark(#dedede, #3b3c42)); overflow-wrap: break-word; overflow-anchor: none }
.waiting::after { content: ''; flex: 1; margin-block-start: 1em; opacity: .12; background: repeating-linear-gradient(currentColor 0 1.2em, #0000 0 1.6em, currentColor 0 2.4em, #0000 0 4.8em) }
.filled { color: var(--ink); background: var(--paper) }
.reader { color-scheme: light dark }
.light { color-scheme: light }
.dark { color-scheme: dark }
.inherit { --ink: var(--polyfeed-ink, currentColor); --soft: var(--polyfeed-soft, color-mix(in srgb, currentColor 80%, transparent)); --accent: var(--polyfeed-accent, currentColor); --paper: var(--polyfeed-paper, transparent); --line: var(--polyfeed-line, color-mix(in srgb, currentColor 25%, transparent)) }
.heading { margin-block-end: .5833em; font-size: 1.2em; font-weight: 700; line-height: 1.25; text-align: match-parent; text-wrap: balance; ${clamp('2')} }
.list { display: grid; row-gap: ${GAP}; list-style: none }
.full { flex: 1 }
.item { position: relative; display: grid; column-gap: .9em; align-content: center; align-items: start; text-align: start }
.pictured { grid-template-columns: min(var(--polyfeed-image-width, 6.9em), 34%) minmax(0, 1fr) }
.item + .item::before { content: ''; position: absolute; inset: calc(${GAP} / -2) 0 auto; border-block-start: 1px solid var(--line) }
.words { min-inline-size: 0 }
.link { color: inherit; font-weight: 600; line-height: ${LINE}; text-decoration: none; text-wrap: pretty; ${clamp('var(--title)')} }
.link::after { content: ''; position: absolute; inset: 0 }
.link:hover, .more:hover, .support:hover, .inherit .more { text-decoration: underline; text-underline-offset: .15em }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px }
.summary { margin-block-start: ${SPACE}em; font-size: .875em; line-height: ${LINE / 0.875}; ${clamp('var(--summary)')} }
.time { display: block; color: var(--soft); font-size: .8em; line-height: ${TIME / 0.8} }
.paid { color: var(--ink) }
.figure { order: -1; min-inline-size: 0 }
.image { display: block; inline-size: 100%; block-size: ${PICTURE}em; object-fit: cover; ${RADIUS}; background: var(--line) }
.credit { margin-block-start: .25em; color: var(--soft); font-size: .7em; line-height: 1.35; ${clamp('2')} }
.empty { color: var(--soft); line-height: ${LINE} }
.more, .support { display: block; align-self: start; color: var(--accent); font-size: .9em; line-height: 1.5; text-decoration: none }
.more { margin-block-start: .75em }
:lang(ja), :lang(zh), :lang(ko) { line-break: strict }
:lang(ja) { word-break: auto-phrase }
@container (inline-size < ${NARROW}em) {
.room { min-block-size: var(--narrow); hyphens: auto }
.heading { -webkit-line-clamp: ${NARROW_LINES.heading} }
.item { row-gap: ${SPACE}em; --title: 8; --summary: ${NARROW_LINES.summary} }
.pictured { grid-template-columns: minmax(0, 1fr) }
}
.failed { display: block; min-block-size: 0 }
@keyframes wait { to { opacity: .05 } }
@media (prefers-reduced-motion: no-preference) { .waiting::after { animation: wait 1s infinite alternate } }
`
