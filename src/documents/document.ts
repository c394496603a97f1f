import { createHash } from 'node:crypto'
import type { Instant } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import { type Encode, type Encoding, encode } from '../editions/encodings.ts'
import type { Delta } from '../editions/feed-bodies.ts'
import type { Kind } from '../http/document-kinds.ts'
import type { FeedStats } from '../readers/statistics.ts'

/** Something to be served conditionally and in any encoding: a feed, a page, a list of feeds. */
export type Document = {
  /** What it is counted as; where nothing is said, its media type says it. */
  readonly kind?: Kind
  /** With its charset. */
  readonly mediaType: string
  /** Those of its readers; none where it is of no language. */
  readonly languages: readonly Language[]
  /** A hash of the bytes, or of all that they are made from: the entity tag without its encoding. Hexadecimal. */
  readonly version: string
  readonly lastModified: Instant | null
  readonly cacheControl: string
  /** RFC 9110 §12.5.5: the fields of a request that have a say in what is answered. */
  readonly vary: string
  /** Header fields of its kind, as names and values in turn. */
  readonly fields: readonly string[]
  /** The header field by which caches find it, name and value, in a 304 too; empty where there is none. */
  readonly keys: readonly string[]
  /** The body where it is at hand. */
  ready(encoding: Encoding): Buffer | undefined
  body(encoding: Encoding): Promise<Buffer>
  /** What is new since an earlier version; `undefined` where that is not known, or all of it is new. */
  since?(version: string): Promise<Delta | undefined>
}

/** What a path leads to; where there is a token, nobody without it may know. */
export type Resolution =
  | {
      readonly kind: 'document'
      readonly document: Document
      readonly token: string | null
      /** Who asked for it, while it is at hand. */
      stats?: FeedStats
    }
  | { readonly kind: 'moved'; readonly to: string; readonly token: string | null }
  | { readonly kind: 'gone' }

/** RFC 9110 §8.8.3: strong, one an encoding. */
export function entityTag(version: string, encoding: Encoding): string {
  return `"${version}${encoding === 'identity' ? '' : `-${encoding}`}"`
}

type Facts = Pick<
  Document,
  'kind' | 'mediaType' | 'languages' | 'lastModified' | 'cacheControl' | 'vary' | 'fields' | 'keys'
>

/** A document that is small enough to be made whole at once: its version is a hash of its bytes. */
export function textDocument(text: string, facts: Facts, encoder: Encode = encode): Document {
  const bytes = Buffer.from(text)
  const bodies = new Map<Encoding, Promise<Buffer>>()
  const encoded = (encoding: Encoding): Promise<Buffer> => {
    const body = bodies.get(encoding) ?? (encoding === 'identity' ? Promise.resolve(bytes) : encoder(bytes, encoding))
    bodies.set(encoding, body)
    return body
  }
  return {
    ...facts,
    version: createHash('sha256').update(bytes).digest('hex').slice(0, 24),
    ready: (encoding) => (encoding === 'identity' ? bytes : undefined),
    body: encoded,
  }
}
