import { searchPath } from '../domain/embed-path.ts'
import { keyOf } from '../domain/feed-key.ts'
import { openSearchPath, ROBOTS, SECURITY, SITEMAPS, sitemapPath } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import type { SurrogateKeys } from '../domain/surrogate-key.ts'
import type { Published } from '../editions/published.ts'
import { partAddresses, sitemapParts } from '../editions/sitemap.ts'
import { keysOfSitemaps } from '../editions/surrogate-keys.ts'
import { attributes, escapeText } from '../feeds/markup.ts'
import { SITEMAP_TYPE, sitemapIndex } from '../feeds/sitemap.ts'
import { siteTitle } from '../feeds/titles.ts'
import type { StoreReader } from '../store/port.ts'

// Files that programs look for at fixed addresses.

export type SiteFile = { readonly type: string; readonly text: string; readonly keys?: SurrogateKeys }
type SiteFileOf = (published: Published, reader: StoreReader) => SiteFile | undefined | Promise<SiteFile>

const XML = '<?xml version="1.0" encoding="utf-8"?>\n'

/** By path; `undefined` if the newsroom has no such file. */
export const SITE_FILES: Readonly<Record<string, SiteFileOf>> = {
  // RFC 9309. Pages that no search engine should list say so themselves.
  [ROBOTS]: ({ context: { site } }) => ({
    type: 'text/plain',
    text: `User-agent: *\nAllow: /\n\nSitemap: ${site.feedUrl}${SITEMAPS}\n`,
  }),
  // sitemaps.org: an index may not list another index.
  [SITEMAPS]: async (published, reader) => {
    const { site } = published.context
    const addresses: string[] = []
    for (const language of site.languages) {
      const key = keyOf({ language, kind: 'all' })
      const parts = await sitemapParts(published, key, reader)
      addresses.push(...(parts > 0 ? partAddresses(site, key, parts) : [site.feedUrl + sitemapPath(key)]))
    }
    return { type: SITEMAP_TYPE, text: sitemapIndex(addresses), keys: keysOfSitemaps(site) }
  },
  [SECURITY]: ({ edition, context: { site } }) => {
    const contact = site.channel.webmaster ?? site.channel.editor
    if (!contact) return undefined
    // RFC 9116 §2.5.5: less than a year ahead. A server that no longer refreshes stops vouching for the contact.
    const editionDate = new Date(edition.instant)
    const expires = new Date(Date.UTC(editionDate.getUTCFullYear() + 1, editionDate.getUTCMonth(), 1)).toISOString()
    const canonical = `Canonical: ${site.feedUrl}${SECURITY}`
    return { type: 'text/plain', text: `Contact: mailto:${contact.email}\nExpires: ${expires}\n${canonical}\n` }
  },
}

/** OpenSearch 1.1: lets a browser search the feeds of a language. */
export function openSearch({ context: { site, catalog } }: Published, language: Language): SiteFile {
  const name = siteTitle(site, language)
  // The longest short name has 16 characters.
  const shortName = Array.from(name).slice(0, 16).join('').trim()
  const address = (path: string): string => site.feedUrl + path
  const url = { type: 'text/html', template: `${address(searchPath(language))}?q={searchTerms}` }
  const self = {
    type: 'application/opensearchdescription+xml',
    rel: 'self',
    template: address(openSearchPath(language)),
  }
  return {
    type: self.type,
    text: `${XML}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
    <ShortName>${escapeText(shortName)}</ShortName>
    <Description>${escapeText(`${name}: ${catalog.t(language, 'pages:home.search')}`)}</Description>
    <Language>${language}</Language>
    <InputEncoding>UTF-8</InputEncoding>
    <Url${attributes(url)}/>
    <Url${attributes(self)}/>
</OpenSearchDescription>\n`,
  }
}
