import { directionOf, type Language } from '../domain/language.ts'
import { basePath, type Site } from '../domain/site.ts'
import { localized } from '../feeds/localized.ts'
import { Html, html } from '../feeds/markup.ts'
import { siteTitle } from '../feeds/titles.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { accentStyle } from './accent.ts'
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
  readonly masthead?: Html
  readonly body: Html
  /** Default: the style of all pages. */
  readonly style?: string
  /** Default: the copy script on pages with a copy button. */
  readonly script?: string
}

/** Chromium paints the page when it is complete: parts of the header would move as others arrive. */
const WHOLE_PAGE = html`<link rel="expect" href="#main" blocking="render">\n`

/** An HTML document. Texts that the language lacks are marked with the language that they are in. */
export function page({ site, catalog, language, title, body, style = STYLE, script, ...parts }: PageParts): string {
  const pageScript = script ?? (body.text.includes('data-copy') && COPY)
  const accent = accentStyle(site.channel)
  const text = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title${parts.titleAttributes}>${title}</title>
${parts.head}${site.channel.icon && html`<link rel="icon" href="${site.channel.icon.url}">\n`}${site.channel.me.map((profile) => html`<link rel="me" href="${profile}">\n`)}
<style>${new Html(style)}</style>
${WHOLE_PAGE}${accent && html`<style>${new Html(accent)}</style>\n`}</head>
<body>
<a class="skip" href="#main">${localized(catalog, language, 'pages:skip')}</a>
${parts.masthead}<main id="main">
${body}
</main>
${pageScript && html`<script>${new Html(pageScript)}</script>\n`}</body>
</html>\n`.text
  // Adds the mount path to links to this server. Texts cannot match, because their quotes are escaped.
  return text.replaceAll(/ (href|src|action)="\//g, ` $1="${basePath(site)}/`)
}

type Description = Pick<PageParts, 'site' | 'language' | 'title'> & {
  readonly description: string
  readonly path: string
}

/** The texts and picture for search engines and previews of links: https://ogp.me. */
export function descriptionOf({ site, language, title, description, path }: Description): Html {
  const address = site.feedUrl + path
  const picture = site.channel.cover ?? site.channel.logo
  const locale = new Intl.Locale(language).maximize()
  const properties = {
    ...{ title, description, type: 'website', url: address, site_name: siteTitle(site, language) },
    ...{ locale: `${locale.language}_${locale.region}`, image: picture?.url },
  }
  return html`<meta name="description" content="${description}">
<link rel="canonical" href="${address}">
${Object.entries(properties).map(([name, value]) => value && html`<meta property="og:${name}" content="${value}">\n`)}`
}
