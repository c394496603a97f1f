import { createHash } from 'node:crypto'
import { directionOf, type Language } from '../../domain/language.ts'
import { mountOf, type Site } from '../../domain/site.ts'
import { Html, html } from '../../feeds/markup.ts'
import type { Catalog } from '../../i18n/catalog.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1d22; --soft: #5a6170; --line: #d9dde4; --paper: #fff; --accent: #b3421b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ebef; --soft: #a4abb8; --line: #363b45; --paper: #15171b; --accent: #ff9d73; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 46rem; font: 1.0625rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1rem 0 .5rem; }
h2 { font-size: 1.125rem; margin: 2.25rem 0 .5rem; }
.lead, .soft { color: var(--soft); }
.soft { font-size: .9375rem; }
.skip { position: absolute; inset-inline-start: -99rem; }
.skip:focus { inset-inline-start: 1rem; background: var(--paper); padding: .25rem .5rem; }
ul { list-style: none; margin: 0; padding: 0; }
.feeds li { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .5rem 0; border-block-end: 1px solid var(--line); }
.feeds .name { flex: 1 1 12rem; }
.formats a { margin-inline-start: .75rem; white-space: nowrap; }
.formats a:first-child { margin-inline-start: 0; }
.languages li { display: inline-block; margin-inline-end: 1rem; }
.addresses dt { font-weight: 600; margin-block-start: .5rem; }
.addresses dd { margin: 0; }
.addresses code { font-size: .9375rem; direction: ltr; unicode-bidi: isolate; overflow-wrap: anywhere; }
.entries li { padding: .75rem 0; border-block-end: 1px solid var(--line); }
.entries p { margin: .25rem 0 0; }
.note { padding: .75rem 1rem; border-inline-start: 4px solid var(--accent); background: color-mix(in srgb, var(--accent) 8%, var(--paper)); }
button { font: inherit; font-size: .9375rem; padding: .125rem .625rem; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .25rem; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`.trim()

/** Copies an address, where the browser lets a page do so; without it, addresses are links and text like any. */
const SCRIPT = `
for (const button of navigator.clipboard ? document.querySelectorAll('button[data-copy]') : []) {
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.removeAttribute('aria-label')
    button.textContent = button.dataset.copied
  })
}
`.trim()

/** CSP level 3 §2.3.1: the one style, and the one script, that pages may have. */
export const STYLE_HASH = hashSource(STYLE)
export const SCRIPT_HASH = hashSource(SCRIPT)

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

export type PageParts = {
  readonly site: Site
  readonly catalog: Catalog
  readonly language: Language
  readonly title: string
  readonly head?: Html
  readonly body: Html
}

/** A whole page. Where the catalogue has no texts in its language, they are in the nearest that it has. */
export function page({ site, catalog, language, title, head, body }: PageParts): string {
  const text = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">${catalog.t(language, 'pages:skip')}</a>
<main id="main">
${body}
</main>
${
  body.text.includes('data-copy') &&
  html`<script>${raw(SCRIPT)}</script>
`
}</body>
</html>
`.text
  // Pages are written with this server's own paths; quotes in texts are escaped, so that no text looks like one.
  return text.replaceAll(' href="/', ` href="${mountOf(site)}/`)
}

function raw(text: string): Html {
  return new Html(text)
}
