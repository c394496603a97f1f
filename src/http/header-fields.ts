import { FORMATS, type Format } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import { fieldValue, fitting, SITE_KEY, type SurrogateKeys, spelledIn } from '../domain/surrogate-key.ts'
import type { Channel } from '../feeds/channel.ts'
import { FORMAT_SPECS } from '../feeds/compose.ts'

/**
 * Anybody's page may read feeds, with the fields by which it can be polite, also one that lets in nothing that does not
 * say so (Fetch §3.7).
 */
export const OPEN_TO_ALL = [
  ...['Cross-Origin-Resource-Policy', 'cross-origin'],
  ...['Access-Control-Allow-Origin', '*'],
  ...['Access-Control-Expose-Headers', 'ETag, Link, Last-Modified'],
] as const

/** A script that somebody smuggles into a document does not run, not even where a browser shows XML: STANDARDS, In a browser. */
export const INERT = [
  ...['Content-Security-Policy', "default-src 'none'; sandbox"],
  ...['X-Content-Type-Options', 'nosniff'],
] as const

/** RFC 8288: the document itself, its other formats, its other languages. At most one a relation, type and language. */
export function linkField(channel: Channel, format: Format): string {
  const { self, siblings, language } = channel
  const type = (one: Format): string => FORMAT_SPECS[one].mediaType
  return [
    `<${self[format]}>; rel="self"; type="${type(format)}"`,
    ...FORMATS.filter((other) => other !== format).map(
      (other) => `<${self[other]}>; rel="alternate"; type="${type(other)}"; hreflang="${language}"`,
    ),
    ...siblings.map(
      (sibling) => `<${sibling.self[format]}>; rel="alternate"; type="${type(format)}"; hreflang="${sibling.language}"`,
    ),
  ].join(', ')
}

/**
 * RFC 9111, RFC 5861: fresh until the next refresh is due, usable for as long again while it is fetched, and for a day
 * if we are down. What stays as it is, is so for a year (RFC 8246); what is not for everybody is in no shared cache.
 */
export function cacheControlFor(interval: number, age: 'public' | 'private' | 'immutable'): string {
  if (age === 'immutable') return 'public, max-age=31536000, immutable'
  return `${age}, max-age=${interval}, stale-while-revalidate=${interval}, stale-if-error=86400`
}

/**
 * Bytes of keys in an answer, and how many: with our other fields they stay below the 8192 bytes that Akamai and many
 * proxies read of an answer's head. Akamai reads 128 keys; Fastly and Cloudflare 16 kB.
 */
const MOST_BYTES = 4000
const MOST_KEYS = 128

/** The field by which caches in front of us find a document, name and value; none where there are no such caches. */
export function keysField({ cdn }: Pick<Site, 'cdn'>, { own, articles }: SurrogateKeys): readonly string[] {
  if (!cdn) return []
  const spelled = spelledIn(cdn.header, [...new Set([...own, ...articles])])
  return [cdn.header, fieldValue(cdn.header, fitting(spelled, MOST_BYTES - cdn.header.length, MOST_KEYS))]
}

/** The same of what depends on the settings alone, as fields by name. */
export function siteKeyField(site: Pick<Site, 'cdn'>): Readonly<Record<string, string>> {
  const [name, value = ''] = keysField(site, { own: [SITE_KEY], articles: [] })
  return name === undefined ? {} : { [name]: value }
}
