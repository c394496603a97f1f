import { FORMATS, type Format } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import { joinKeys, keysThatFit, SITE_KEY, type SurrogateKeys, spellKeys } from '../domain/surrogate-key.ts'
import type { Channel } from '../feeds/channel.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'

/** Any page may read the document and its validators, also a page under cross-origin isolation (Fetch §3.7). */
export const OPEN_TO_ALL = [
  ...['Cross-Origin-Resource-Policy', 'cross-origin'],
  ...['Access-Control-Allow-Origin', '*'],
  ...['Access-Control-Expose-Headers', 'ETag, Link, Last-Modified'],
] as const

/** Prevents an injected script from running when a browser displays the document. */
export const INERT = [
  ...['Content-Security-Policy', "default-src 'none'; sandbox"],
  ...['X-Content-Type-Options', 'nosniff'],
] as const

/** RFC 8288: links to the document, its hubs (WebSub §4), its other formats and its other languages. */
export function linkField(channel: Channel, format: Format): string {
  const { self, siblings, language, hubs } = channel
  const typeOf = (other: Format): string => FORMAT_SPECS[other].mediaType
  // Simple clients split the field at every comma (/uk,en/), although RFC 8288 §3 does not permit that.
  const target = (address: string): string => `<${address.replaceAll(',', '%2C')}>`
  return [
    `${target(self[format])}; rel="self"; type="${typeOf(format)}"`,
    ...hubs.map((hub) => `<${hub}>; rel="hub"`),
    ...FORMATS.filter((other) => other !== format).map(
      (other) => `${target(self[other])}; rel="alternate"; type="${typeOf(other)}"; hreflang="${language}"`,
    ),
    ...siblings.map(
      (sibling) =>
        `${target(sibling.self[format])}; rel="alternate"; type="${typeOf(format)}"; hreflang="${sibling.language}"`,
    ),
  ].join(', ')
}

/**
 * RFC 9111, RFC 5861: fresh until the next refresh is due, stale for as long again while a cache revalidates, and for a
 * day if the server is down. Immutable documents are fresh for a year (RFC 8246). `interval` is in seconds.
 */
export function cacheControlFor(interval: number, age: 'public' | 'private' | 'immutable'): string {
  if (age === 'immutable') return 'public, max-age=31536000, immutable'
  return `${age}, max-age=${interval}, stale-while-revalidate=${interval}, stale-if-error=86400`
}

/**
 * Akamai and many proxies read 8192 bytes of header fields, all fields together. Akamai reads 128 keys; Fastly and
 * Cloudflare read 16 kB.
 */
const KEYS_MAX_BYTES = 4000
const KEYS_MAX = 128

/** The header field with a document's surrogate keys: name and value; empty without a CDN. */
export function keysField({ cdn }: Pick<Site, 'cdn'>, { own, articles }: SurrogateKeys): readonly string[] {
  if (!cdn) return []
  const spelled = spellKeys(cdn.header, [...new Set([...own, ...articles])])
  return [cdn.header, joinKeys(cdn.header, keysThatFit(spelled, KEYS_MAX_BYTES - cdn.header.length, KEYS_MAX))]
}

/** The same for answers that depend on the settings only, as an object. */
export function siteKeyField(site: Pick<Site, 'cdn'>): Readonly<Record<string, string>> {
  const [name, value = ''] = keysField(site, { own: [SITE_KEY], articles: [] })
  return name === undefined ? {} : { [name]: value }
}
