import { createHash } from 'node:crypto'
import type { Instant } from '../domain/article.ts'
import type { Feed } from '../domain/feed.ts'
import type { Format } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { CachedBodies } from '../editions/cached-bodies.ts'
import { type Encode, type Encoding, encode } from '../editions/encodings.ts'
import type { Delta } from '../editions/feed-bodies.ts'
import type { Kind } from '../http/document-kinds.ts'
import { getOrCreate } from '../memo.ts'
import type { FeedStats } from '../readers/statistics.ts'

/** A feed, page, list or embed. It is served conditionally and encoded. */
export type Document = {
  /** The kind for the metrics; derived from the media type if absent. */
  readonly kind?: Kind
  /** Includes the charset. */
  readonly mediaType: string
  /** For Content-Language; may be empty. */
  readonly languages: readonly Language[]
  /** The entity tag without the encoding: a hexadecimal hash of the bytes, or of everything that they depend on. */
  readonly version: string
  readonly lastModified: Instant | null
  readonly cacheControl: string
  /** RFC 9111 §5.1: seconds since it was current. It changes, so it is not one of the fields. */
  age?(): number
  /** RFC 9110 §12.5.5. */
  readonly vary: string
  /** More header fields, names and values alternating. */
  readonly fields: readonly string[]
  /** The header field with the surrogate keys: name and value, or empty. Sent with a 304, too. */
  readonly surrogateKeyField: readonly string[]
  bodyInMemory(encoding: Encoding): Buffer | undefined
  body(encoding: Encoding): Promise<Buffer>
  /** The feed that it shows, for its successor in the next edition. */
  readonly source?: { readonly feed: Feed; readonly format: Format; readonly bodies: CachedBodies }
  /** The delta to an earlier version; `undefined` if that version is unknown or all entries are new. */
  deltaSince?(version: string): Promise<Delta | undefined>
}

/** The result for a path. If it has a token, requests without the token are answered 404. */
export type Resolution =
  | {
      readonly kind: 'document'
      readonly document: Document
      readonly token: string | null
      /** Cached here, so that a request needs no second look-up. */
      stats?: FeedStats
    }
  | { readonly kind: 'moved'; readonly to: string; readonly token: string | null }
  | { readonly kind: 'gone' }

/** RFC 9110 §8.8.3: strong, one per encoding. */
export function entityTag(version: string, encoding: Encoding): string {
  return `"${version}${encoding === 'identity' ? '' : `-${encoding}`}"`
}

type Facts = Omit<Document, 'version' | 'age' | 'bodyInMemory' | 'body' | 'source' | 'deltaSince'>

/** A document that is composed at once. Its version is a hash of its bytes. */
export function textDocument(text: string, facts: Facts, encoder: Encode = encode): Document {
  const bytes = Buffer.from(text)
  const bodies = new Map<Encoding, Promise<Buffer>>()
  return {
    ...facts,
    version: createHash('sha256').update(bytes).digest('hex').slice(0, 24),
    bodyInMemory: (encoding) => (encoding === 'identity' ? bytes : undefined),
    body: (encoding) =>
      getOrCreate(bodies, encoding, () =>
        encoding === 'identity' ? Promise.resolve(bytes) : encoder(bytes, encoding),
      ),
  }
}

/**
 * A private partner's document for a request with its token in the URL: the partner's own URLs get the token, so that
 * `rel=self` is the requested URL (RSS profile) and a page's links work. Cached documents, and those for bearer tokens,
 * never contain it. Shared caches do not store the answer, and `Referer` does not reveal the token.
 */
export function withToken(document: Document, partner: string, token: string, encode: Encode): Document {
  // The partner's paths without a query, in absolute and relative URLs.
  const urls = new RegExp(`/partners/${partner}/[\\w./%~+!-]+(?:,[\\w./%~+!-]+)*(?![\\w./%~+!?-])`, 'g')
  const addToken = (text: string): string => text.replace(urls, `$&?token=${encodeURIComponent(token)}`)
  const { kind, mediaType, languages, version, lastModified, vary, surrogateKeyField } = document
  const hasReferrerPolicy = document.fields.some((field) => field.toLowerCase() === 'referrer-policy')
  return {
    ...(kind && { kind }),
    ...{ mediaType, languages, version, lastModified, vary, surrogateKeyField },
    cacheControl: 'private, no-cache',
    fields: [...document.fields.map(addToken), ...(hasReferrerPolicy ? [] : ['Referrer-Policy', 'no-referrer'])],
    bodyInMemory: () => undefined,
    body: async (encoding) => {
      const body = Buffer.from(addToken((await document.body('identity')).toString()))
      return encoding === 'identity' ? body : encode(body, encoding)
    },
  }
}
