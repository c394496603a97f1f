import type { Look } from '../domain/look.ts'
import { Html, hashSource, html } from '../feeds/markup.ts'
import { fragmentOf } from './fragment.ts'
import type { Headlines } from './headlines.ts'
import { newest } from './scripts.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1d22, #e9ebef); --paper: light-dark(#fff, #15171b); --polyfeed-soft: light-dark(#5a6170, #a4abb8); --polyfeed-line: light-dark(#d9dde4, #363b45); --polyfeed-accent: light-dark(#b3421b, #ff9d73); }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
html { background: var(--paper); }
body { margin: 0; padding: .25rem .75rem .625rem; font: 1rem/1.4 system-ui, sans-serif; color: var(--ink); }
${newest('polyfeed-fragment').text}
a:hover { color: var(--polyfeed-accent); }
a:focus-visible { outline: 3px solid var(--polyfeed-accent); outline-offset: 2px; border-radius: 2px; }
.polyfeed-title, .polyfeed-summary { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
@container (inline-size < 17rem) { .polyfeed-title, .polyfeed-summary { -webkit-line-clamp: 5; } }
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
<html lang="${language}" dir="${direction}"${(look.theme === 'light' || look.theme === 'dark') && html` data-theme="${look.theme}"`}>
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
 * The pixels that a frame needs at the default text size and a width of 20 rem: two lines per title and summary, one per
 * date; with a picture's credit two, and three for some.
 */
export function frameHeight({ count, show }: Pick<Look, 'count' | 'show'>): number {
  const item = 45 + (show.includes('images') ? 48 : 19) + (show.includes('summaries') ? 44 : 0) + 21
  return 8 + 41 + count * item + 40 + (show.includes('support') ? 30 : 0)
}
