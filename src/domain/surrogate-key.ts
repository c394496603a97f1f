import { createHash } from 'node:crypto'
import type { Month } from './calendar.ts'
import { type Scope, scopeId } from './feed-key.ts'
import type { Language } from './language.ts'

// The one place that spells the keys by which a cache finds what it has of us: one string each, ASCII, without white space.

/** Of every document. */
export const SITE_KEY = 'site'

/** Of all that is in a language, for who empties a cache by hand. */
export function languageKey(language: Language): string {
  return `language/${language}`
}

/** Of what a scope's articles are shown in, archives apart: `uk`, `uk/tag/usa`. */
export function scopeKey(scope: Scope): string {
  return bounded(scopeId(scope).split('/').map(encoded).join('/'))
}

/** Of a scope's archive documents, all of them or one month's: `uk/archive`, `uk/tag/usa/archive/2026-02`. */
export function archiveKey(scope: Scope, month?: Month): string {
  return bounded(`${scopeKey(scope)}/archive${month ? `/${month}` : ''}`)
}

/** Of all archive documents of a month, whatever they are made of. */
export function monthKey(month: Month): string {
  return `month/${month}`
}

/** Of what shows an article in a language's feeds, be it that another language's variant stands in. */
export function articleKey(language: Language, article: string): string {
  return bounded(`${language}/article/${encoded(article)}`)
}

/** Of the lists of a language's feeds. */
export function listKey(language: Language): string {
  return `${language}/list`
}

/** Of a language's news sitemaps, which change with time alone too. */
export function sitemapKey(language: Language): string {
  return `${language}/sitemap`
}

/** Of what is made of more scopes of a language than a header has room for. */
export function anyKey(language: Language): string {
  return `${language}/any`
}

/** RFC 3986 §2.3 leaves `(`, `)` and `*` as they are, which Akamai does not take. */
function encoded(id: string): string {
  return encodeURIComponent(id.toWellFormed()).replace(/[()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
}

/** Characters of a key: Akamai's limit, the least of all (Cloudflare and Fastly have 1024). */
const LONGEST = 128

/** What is longer ends in a hash of all of it. */
function bounded(key: string): string {
  if (key.length <= LONGEST) return key
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, 22)
  return `${key.slice(0, LONGEST - hash.length - 1)}~${hash}`
}

/** What a document is found by; what is left out where there is no room are articles, from the end. */
export type SurrogateKeys = {
  /** One of them is purged whenever anything of the document changes. */
  readonly own: readonly string[]
  readonly articles: readonly string[]
}

/** How a header field writes keys, by its name; field names are compared without regard to case (RFC 9110 §5.1). */
function mannerOf(header: string): { readonly separator: string; readonly slash: string } {
  const name = header.toLowerCase()
  // Akamai: separated by commas, and no slash in them. Cloudflare, Google: commas. Fastly, Varnish: spaces.
  if (name === 'edge-cache-tag') return { separator: ',', slash: '|' }
  return { separator: name.endsWith('cache-tag') ? ',' : ' ', slash: '/' }
}

/** Keys as a header field of that name spells them: the same in answers and in purges. */
export function spelledIn(header: string, keys: readonly string[]): string[] {
  const { slash } = mannerOf(header)
  return slash === '/' ? [...keys] : keys.map((key) => key.replaceAll('/', slash))
}

/** The value of a header field, of keys that are spelled for it. */
export function fieldValue(header: string, spelled: readonly string[]): string {
  return spelled.join(mannerOf(header).separator)
}

/** As many keys, from the first on, as a field of so many bytes has room for, and no more than `most`. */
export function fitting(keys: readonly string[], bytes: number, most: number): string[] {
  let room = bytes
  const fit = keys.slice(0, most).findIndex((key) => {
    room -= key.length + 1
    return room < -1
  })
  return keys.slice(0, fit < 0 ? most : fit)
}
