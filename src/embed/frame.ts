import type { Look } from '../domain/look.ts'
import { Html, hashSource, html } from '../feeds/markup.ts'
import { fragmentOf } from './fragment.ts'
import type { Headlines } from './headlines.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1d22, #e9ebef); --soft: light-dark(#5a6170, #a4abb8); --line: light-dark(#d9dde4, #363b45); --paper: light-dark(#fff, #15171b); --accent: light-dark(#b3421b, #ff9d73); }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
html { background: var(--paper); }
body { margin: 0; padding: .25rem .75rem; font: 1rem/1.4 system-ui, sans-serif; color: var(--ink); overflow-wrap: anywhere; }
a { color: inherit; text-decoration: none; }
a:hover { color: var(--accent); text-decoration: underline; text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
h2, h3, p, ul { margin: 0; padding: 0; font: inherit; list-style: none; }
.polyfeed-heading { padding-block: .5rem; font-weight: 700; border-block-end: 2px solid var(--accent); }
.polyfeed-item { display: flex; gap: .75rem; padding-block: .625rem; border-block-end: 1px solid var(--line); }
.polyfeed-image { flex: none; inline-size: 6rem; block-size: 4rem; object-fit: cover; border-radius: .25rem; background: var(--line); }
.polyfeed-text { flex: 1; min-inline-size: 0; }
.polyfeed-title { font-weight: 600; }
.polyfeed-title, .polyfeed-date, .polyfeed-summary { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.polyfeed-date, .polyfeed-empty { font-size: .8125rem; color: var(--soft); }
.polyfeed-credit { font-size: inherit; }
.polyfeed-credit::before { content: "· "; }
.polyfeed-summary { margin-block-start: .125rem; font-size: .9375rem; color: var(--soft); }
.polyfeed-more { padding-block: .625rem; font-size: .875rem; }
.polyfeed-more a { color: var(--accent); }
`.trim()

/** Reports the height of the headlines to the page around the frame. */
const SCRIPT = `
const tell = () => parent.postMessage({ type: 'polyfeed:height', height: Math.ceil(document.body.getBoundingClientRect().height) }, '*')
if (parent !== window) {
  new ResizeObserver(tell).observe(document.body)
  addEventListener('message', ({ data, source }) => source === parent && data?.type === 'polyfeed:measure' && tell())
}
`.trim()

export const FRAME_STYLE_HASH = hashSource(STYLE)
export const FRAME_SCRIPT_HASH = hashSource(SCRIPT)

/** The page in a frame on another site. Its links open in a new tab. */
export function framePage(headlines: Headlines, look: Look): string {
  const { language, direction, title, page } = headlines
  return html`<!doctype html>
<html lang="${language}" dir="${direction}"${look.theme !== 'auto' && html` data-theme="${look.theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="canonical" href="${page}">
<base target="_blank">
<style>${new Html(STYLE)}</style>
</head>
<body>
${fragmentOf(headlines, look)}<script>${new Html(SCRIPT)}</script>
</body>
</html>\n`.text
}

/**
 * The most pixels that a frame needs at the default text size and a width of 20 em or more: two lines per title and
 * summary, one per date, two per date with a picture's credit.
 */
export function frameHeight({ count, show }: Pick<Look, 'count' | 'show'>): number {
  const item = 45 + (show.includes('images') ? 37 : 19) + (show.includes('summaries') ? 44 : 0) + 21
  return 8 + 41 + count * item + 40
}
