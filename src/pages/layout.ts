import { directionOf, type Language } from '../domain/language.ts'
import { mountOf, type Site } from '../domain/site.ts'
import { Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { COPY } from './scripts.ts'
import { STYLE } from './style.ts'

export type PageParts = {
  readonly site: Site
  readonly catalog: Catalog
  readonly language: Language
  readonly title: string
  readonly head?: Html
  readonly body: Html
  /** Another than the one of all pages. */
  readonly style?: string
  /** Without one, a page has at most what copies addresses. */
  readonly script?: string
}

/** A whole page. Where the catalogue has no texts in its language, they are in the nearest that it has. */
export function page({ site, catalog, language, title, head, body, style = STYLE, script }: PageParts): string {
  const running = script ?? (body.text.includes('data-copy') && COPY)
  const text = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">${catalog.t(language, 'pages:skip')}</a>
<main id="main">
${body}
</main>
${
  running &&
  html`<script>${raw(running)}</script>
`
}</body>
</html>
`.text
  // Pages are written with this server's own paths; quotes in texts are escaped, so that no text looks like one.
  return text.replaceAll(/ (href|src|action)="\//g, ` $1="${mountOf(site)}/`)
}

function raw(text: string): Html {
  return new Html(text)
}
