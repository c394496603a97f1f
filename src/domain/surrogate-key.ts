import { createHash } from 'node:crypto'
import type { Month } from './calendar.ts'
import { type Scope, scopeId } from './feed-key.ts'
import type { Language } from './language.ts'

// The only module that spells surrogate keys. They are ASCII without white space.

/** On every document. */
export const SITE_KEY = 'site'

/** On all documents in a language. Operators purge it by hand. */
export function languageKey(language: Language): string {
  return `language/${language}`
}

/** On documents that show a scope's articles, except archive documents: `uk`, `uk/tag/usa`. */
export function scopeKey(scope: Scope): string {
  return shorten(scopeId(scope).split('/').map(encodeId).join('/'))
}

/** On a scope's archive documents, all or one month's: `uk/archive`, `uk/tag/usa/archive/2026-02`. */
export function archiveKey(scope: Scope, month?: Month): string {
  return shorten(`${scopeKey(scope)}/archive${month ? `/${month}` : ''}`)
}

/** On all archive documents of a month. */
export function monthKey(month: Month): string {
  return `month/${month}`
}

/** On documents that show an article in a language's feeds, even if the variant is in another language. */
export function articleKey(language: Language, article: string): string {
  return shorten(`${language}/article/${encodeId(article)}`)
}

/** On the lists of a language's feeds. */
export function listKey(language: Language): string {
  return `${language}/list`
}

/** On a language's news sitemaps. They change without a refresh: articles leave them with age. */
export function sitemapKey(language: Language): string {
  return `${language}/sitemap`
}

/** On a partner's documents in a language, if articles leave them with age. */
export function partnerKey(partner: string, language: Language): string {
  return shorten(`${language}/partner/${partner}`)
}

/** On documents composed from more scopes of a language than fit in the header field. */
export function overflowKey(language: Language): string {
  return `${language}/any`
}

/** `encodeURIComponent` keeps `(`, `)` and `*`, which Akamai refuses. */
function encodeId(id: string): string {
  return encodeURIComponent(id.toWellFormed()).replace(/[()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
}

/** Akamai's limit is the smallest (Cloudflare and Fastly have 1024). */
const MAX_CHARACTERS = 128

/** The end of a longer key is replaced by a hash of the whole. */
function shorten(key: string): string {
  if (key.length <= MAX_CHARACTERS) return key
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, 22)
  return `${key.slice(0, MAX_CHARACTERS - hash.length - 1)}~${hash}`
}

/** The keys of a document. If the header field is full, the last articles are left out. */
export type SurrogateKeys = {
  /** Every change of the document purges one of these. */
  readonly own: readonly string[]
  readonly articles: readonly string[]
}

/** Field names are case-insensitive (RFC 9110 §5.1). */
function syntaxOf(header: string): { readonly separator: string; readonly slash: string } {
  const name = header.toLowerCase()
  // Akamai: commas, and no slash in keys. Cloudflare, Google: commas. Fastly, Varnish: spaces.
  if (name === 'edge-cache-tag') return { separator: ',', slash: '|' }
  return { separator: name.endsWith('cache-tag') ? ',' : ' ', slash: '/' }
}

/** Keys as the header field spells them, for responses and purges. */
export function spellKeys(header: string, keys: readonly string[]): string[] {
  const { slash } = syntaxOf(header)
  return slash === '/' ? [...keys] : keys.map((key) => key.replaceAll('/', slash))
}

/** `spelled` comes from {@link spellKeys}. */
export function joinKeys(header: string, spelled: readonly string[]): string {
  return spelled.join(syntaxOf(header).separator)
}

/** The first keys that fit in a field value of `maxBytes`, at most `maxKeys`. */
export function keysThatFit(keys: readonly string[], maxBytes: number, maxKeys: number): string[] {
  let remainingBytes = maxBytes
  const end = keys.slice(0, maxKeys).findIndex((key) => {
    remainingBytes -= key.length + 1
    return remainingBytes < -1
  })
  return keys.slice(0, end < 0 ? maxKeys : end)
}
