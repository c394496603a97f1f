import type { Translation, Variant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import { attributes, escapeText } from './markup.ts'

export const SITEMAP_TYPE = 'application/xml'

export type NewsUrl = {
  readonly variant: Pick<Variant, 'url' | 'title' | 'language' | 'published' | 'updated'>
  readonly translations: readonly Translation[]
}

/** Google's news sitemap 0.9 on the sitemap protocol 0.9; XHTML links name the translations. */
export function newsSitemap(publication: string, language: Language, urls: readonly NewsUrl[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${urls.map((url) => urlElement(publication, language, url)).join('')}</urlset>
`
}

/** The sitemap protocol 0.9: the addresses of sitemaps. */
export function sitemapIndex(urls: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.map((url) => `    <sitemap><loc>${escapeText(url)}</loc></sitemap>\n`).join('')}</sitemapindex>
`
}

function urlElement(publication: string, language: Language, { variant, translations }: NewsUrl): string {
  const { url, title, published, updated } = variant
  // Google: a page lists all alternates, itself included, or none.
  const alternates = translations.length > 0 ? [{ language: variant.language, url }, ...translations] : []
  return `    <url>
        <loc>${escapeText(url)}</loc>
        <lastmod>${new Date(updated).toISOString()}</lastmod>
        <news:news>
            <news:publication>
                <news:name>${escapeText(publication)}</news:name>
                <news:language>${newsLanguage(language)}</news:language>
            </news:publication>
            <news:publication_date>${new Date(published).toISOString()}</news:publication_date>
            <news:title>${escapeText(title)}</news:title>
        </news:news>
${alternates.map((one) => `        <xhtml:link${attributes({ rel: 'alternate', hreflang: one.language, href: one.url })}/>\n`).join('')}    </url>
`
}

/** ISO 639, two or three letters, except Chinese: `zh-cn` and `zh-tw`. */
function newsLanguage(tag: Language): string {
  const { language, script } = new Intl.Locale(tag).maximize()
  if (language !== 'zh') return language
  return script === 'Hant' ? 'zh-tw' : 'zh-cn'
}
