import { CREDIT, LINE, PICTURE, SUMMARY_SPACE, TIME } from './height.ts'

// No block is larger than height.ts reserves for it: lines are clamped, pictures have a fixed box. The rows share
// unused space evenly. `overflow-anchor: none`: scroll anchoring must not use the room, because its height is reserved.
//
// Colours: `theme` sets light or dark. `auto` follows the page's `color-scheme` or, if the page declares none
// (`.reader`), the reader's setting. The contrast of ink on paper is at least 7:1 in both.
// Only headlines have the paper colour; the page's own content keeps the page's colours.

const INK = 'var(--polyfeed-ink, light-dark(#1a1a1a, #ededed))'
const SOFT = 'var(--polyfeed-soft, light-dark(#555, #b0b0b0))'
const ACCENT = 'var(--polyfeed-accent, light-dark(#0a4a9f, #9cc3ff))'
const PAPER = 'var(--polyfeed-paper, light-dark(#fff, #17181c))'
const RULE = 'var(--polyfeed-line, light-dark(#dedede, #3b3c42))'
const GAP = 'var(--polyfeed-gap, 1em)'
const RADIUS = 'var(--polyfeed-radius, .375em)'

const clamp = (lines: string) =>
  `display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: ${lines}; overflow: hidden`
const ONE_LINE = 'overflow: hidden; white-space: nowrap; text-overflow: ellipsis'

export const STYLE = `
:host { display: block }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box; margin: 0; padding: 0 }
.room { padding: var(--polyfeed-padding, 1em); border-radius: ${RADIUS}; overflow-wrap: anywhere; overflow-anchor: none }
.fallback { block-size: 100%; overflow: auto }
.room.filled { display: flex; flex-direction: column; color: ${INK}; background: ${PAPER} }
.reader { color-scheme: light dark }
.light { color-scheme: light }
.dark { color-scheme: dark }
.heading { margin-block-end: .5833em; font-size: 1.2em; font-weight: 700; line-height: 1.25; text-align: match-parent; text-wrap: balance; ${clamp('2')} }
.list { display: grid; row-gap: ${GAP}; list-style: none }
.full { flex: 1 }
.item { position: relative; display: grid; column-gap: .9em; align-content: center; align-items: start; text-align: start }
.pictured { grid-template-columns: min(var(--polyfeed-image-width, 6.9em), 34%) minmax(0, 1fr) }
.item + .item::before { content: ''; position: absolute; inset: calc(${GAP} / -2) 0 auto; border-block-start: 1px solid ${RULE} }
.words { min-inline-size: 0 }
.link { color: inherit; font-weight: 600; line-height: ${LINE}; text-decoration: none; text-wrap: pretty; ${clamp('var(--title)')} }
.link::after { content: ''; position: absolute; inset: 0 }
.link:hover, .more:hover { text-decoration: underline; text-underline-offset: .15em }
a:focus-visible { outline: 2px solid ${ACCENT}; outline-offset: 2px; border-radius: 2px }
.summary { margin-block-start: ${SUMMARY_SPACE}em; font-size: .875em; line-height: ${LINE / 0.875}; ${clamp('var(--summary)')} }
.time { display: block; color: ${SOFT}; font-size: .8em; line-height: ${TIME / 0.8}; ${ONE_LINE} }
.paid { color: ${INK} }
.figure { order: -1; min-inline-size: 0 }
.image { display: block; inline-size: 100%; block-size: ${PICTURE}em; object-fit: cover; border-radius: ${RADIUS}; background: ${RULE} }
.credit { margin-block-start: .25em; max-block-size: ${CREDIT / 0.7}em; color: ${SOFT}; font-size: .7em; line-height: 1.35; ${clamp('2')} }
.empty { color: ${SOFT}; line-height: ${LINE} }
.more { display: block; align-self: start; max-inline-size: 100%; margin-block-start: .75em; color: ${ACCENT}; font-size: .9em; line-height: 1.5; text-decoration: none; ${ONE_LINE} }
:lang(ja), :lang(zh), :lang(ko) { line-break: strict; overflow-wrap: break-word }
:lang(ja) { word-break: auto-phrase }
`
