import { createHash } from 'node:crypto'
import type { Month } from './calendar.ts'
import { type Scope, scopeId } from './feed-key.ts'
import type { Language } from './language.ts'

/** Surrogate keys for the caches in front of this server. */
export type Cdn = {
  /** The header field for the keys: `Surrogate-Key`, `Cache-Tag`. */
  readonly header: string
  /** Receives the keys of changed documents, signed with the secret. */
  readonly purge: { readonly url: string; readonly secret: string } | null
}

// The only module that spells surrogate keys. They are ASCII without white space.

/** On every document. */
export const SITE_KEY = 'site'

const scopeKey = (scope: Scope): string => shorten(scopeId(scope).split('/').map(encodeId).join('/'))

/** The keys of everything that documents depend on. */
export const surrogateKey = {
  /** On all documents in a language. Operators purge it by hand. */
  language: (language: Language) => `language/${language}`,
  /** On documents that show a scope's articles, except archive documents: `uk`, `uk/tag/usa`. */
  scope: scopeKey,
  /** On a scope's archive documents, all or one month's: `uk/archive`, `uk/tag/usa/archive/2026-02`. */
  archive: (scope: Scope, month?: Month) => shorten(`${scopeKey(scope)}/archive${month ? `/${month}` : ''}`),
  /** On all archive documents of a month. */
  month: (month: Month) => `month/${month}`,
  /** On documents that show an article in a language's feeds, even if the variant is in another language. */
  article: (language: Language, article: string) => shorten(`${language}/article/${encodeId(article)}`),
  /** On the lists of a language's feeds. */
  list: (language: Language) => `${language}/list`,
  /** On a language's news sitemaps. They change without a refresh: articles leave them with age. */
  sitemap: (language: Language) => `${language}/sitemap`,
  /** On a partner's documents in a language, if articles leave them with age. */
  partner: (partner: string, language: Language) => shorten(`${language}/partner/${partner}`),
  /** On documents composed from more scopes of a language than fit in the header field. */
  overflow: (language: Language) => `${language}/any`,
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
