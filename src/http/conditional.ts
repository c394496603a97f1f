import type { IncomingHttpHeaders } from 'node:http'
import type { Instant } from '../domain/article.ts'

/**
 * Evaluates If-Match and If-Unmodified-Since: RFC 9110 §13.2.2, steps 1 and 2. `etag` includes the encoding, because
 * §13.1.1 requires strong comparison.
 */
export function meetsPreconditions(headers: IncomingHttpHeaders, etag: string, lastModified: Instant | null): boolean {
  const tags = headers['if-match']
  if (tags !== undefined)
    return tags.trim() === '*' || Array.from(tags.matchAll(ENTITY_TAG), ([tag]) => tag).includes(etag)
  const since = headers['if-unmodified-since']
  if (since === undefined || lastModified === null) return true
  const date = httpDate(since)
  return date === undefined || lastModified <= date
}

/** Whether the client's copy is current: RFC 9110 §13.2.2, steps 3 and 4. */
export function isFresh(headers: IncomingHttpHeaders, version: string, lastModified: Instant | null): boolean {
  const tags = headers['if-none-match']
  // RFC 9110 §13.1.3: If-Modified-Since is ignored when If-None-Match is present.
  if (tags !== undefined) return matches(tags, version)
  const since = headers['if-modified-since']
  if (since === undefined || lastModified === null) return false
  const date = httpDate(since)
  return date !== undefined && lastModified <= date
}

// RFC 9110 §8.8.3. A tag may contain commas.
const ENTITY_TAG = /(?:W\/)?"([\x21\x23-\x7E\x80-\xFF]*)"/g

/** Of our encodings and of proxies that encode: `-gzip` (Apache, nginx modules), `;gzip` and `--gzip` (Jetty). */
const ENCODING_SUFFIX = /^(?:[-;]+(?:gzip|br|zstd|deflate))*$/

/** RFC 9110 §13.1.2: weak comparison, so suffixes are ignored. */
function matches(field: string, version: string): boolean {
  if (field.trim() === '*') return true
  // Without the version, no tag of the list can match.
  if (!field.includes(version)) return false
  const tags = Array.from(field.matchAll(ENTITY_TAG), ([, tag = '']) => tag)
  return tags.some((tag) => tag.startsWith(version) && ENCODING_SUFFIX.test(tag.slice(version.length)))
}

/** A client's entity tag without quotes; `version` is without suffixes. */
export type EntityTag = { readonly tag: string; readonly version: string }

export function entityTagsIn(field: string): EntityTag[] {
  return Array.from(field.matchAll(ENTITY_TAG), ([, tag = '']) => {
    const version = /^[0-9a-f]*/.exec(tag)?.[0] ?? ''
    return { tag, version: ENCODING_SUFFIX.test(tag.slice(version.length)) ? version : tag }
  })
}

// RFC 9110 §5.6.7: the preferred form and two obsolete ones that a recipient must accept.
const HTTP_DATE =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/

function httpDate(text: string): Instant | undefined {
  if (!HTTP_DATE.test(text)) return undefined
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(date) ? undefined : date
}
