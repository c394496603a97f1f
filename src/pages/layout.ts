import { directionOf, type Language } from '../domain/language.ts'
import { basePath, type Site } from '../domain/site.ts'
import { localized } from '../feeds/localized.ts'
import { Html, html } from '../feeds/markup.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import { COPY } from './scripts.ts'
import { STYLE } from './style.ts'

type PageParts = {
  readonly site: Site
  readonly catalog: Catalog
  readonly language: Language
  readonly title: string
  /** `lang` and `dir` of a title in another language. */
  readonly titleAttributes?: Html | false
  readonly head?: Html
  readonly body: Html
  /** Default: the style of all pages. */
  readonly style?: string
  /** Default: the copy script on pages with a copy button. */
  readonly script?: string
}

/** An HTML document. Texts that the language lacks are marked with the language that they are in. */
export function page({ site, catalog, language, title, body, style = STYLE, script, ...parts }: PageParts): string {
  const pageScript = script ?? (body.text.includes('data-copy') && COPY)
  const text = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title${parts.titleAttributes}>${title}</title>
${parts.head}${site.channel.icon && html`<link rel="icon" href="${site.channel.icon.url}">\n`}${site.channel.me.map((profile) => html`<link rel="me" href="${profile}">\n`)}
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#main">${localized(catalog, language, 'pages:skip')}</a>
<main id="main">
${body}
</main>
${pageScript && html`<script>${new Html(pageScript)}</script>\n`}</body>
</html>\n`.text
  // Adds the mount path to links to this server. Texts cannot match, because their quotes are escaped.
  return text.replaceAll(/ (href|src|action)="\//g, ` $1="${basePath(site)}/`)
}

export function languageList(heading: Html, languages: readonly Language[], pathIn: (language: Language) => string) {
  if (languages.length === 0) return null
  const links = languages.map(
    (one) => html`<li><a href="${pathIn(one)}" lang="${one}" hreflang="${one}">${languageName(one, one)}</a></li>\n`,
  )
  return html`<h2>${heading}</h2>
<ul class="row">
${links}</ul>`
}
