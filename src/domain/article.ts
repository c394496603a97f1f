import type { Language } from './language.ts'

/** Milliseconds since 1970-01-01T00:00Z, always a whole second: what RSS, Atom and JSON Feed can all say. */
export type Instant = number

/** HTML that intake has sanitised, with absolute URLs and nothing that XML 1.0 §2.2 forbids. Made in `intake/html.ts`. */
export type CleanHtml = string & { readonly __clean: unique symbol }

/** The kinds of feeds beside the one of all articles, and of the terms that they are about. */
export const TERM_KINDS = ['tag', 'section', 'author'] as const
export type TermKind = (typeof TERM_KINDS)[number]

/** What a term feed is about. `label` is the text that the article gives; the catalogue's label goes before it. */
export type Term = { readonly kind: TermKind; readonly id: string; readonly label: string }

export type Person = { readonly name: string; readonly url: string | null; readonly term: string | null }

/** A picture, a recording, a document. `length` in bytes, 0 where it is not known (RSS 2.0, enclosure). */
export type Media = {
  readonly url: string
  /** `null` for a picture whose address does not tell: it is shown, but is no enclosure. */
  readonly type: string | null
  readonly length: number
  readonly width: number | null
  readonly height: number | null
  /** Seconds. */
  readonly duration: number | null
  readonly title: string | null
  readonly credit: string | null
  readonly alt: string | null
}

export type Status = 'draft' | 'published' | 'withdrawn'

/** One article in one language: everything that a feed can say of it, past intake. URLs are absolute, texts are plain. */
export type Variant = {
  readonly article: string
  readonly language: Language
  readonly status: Status
  readonly published: Instant
  readonly updated: Instant
  readonly expires: Instant | null
  readonly title: string
  readonly summary: string
  readonly content: CleanHtml
  readonly url: string
  readonly terms: readonly Term[]
  readonly authors: readonly Person[]
  readonly translator: string | null
  readonly image: Media | null
  readonly attachments: readonly Media[]
  readonly source: { readonly title: string; readonly url: string } | null
  /** `language` is the note's, which may be another than the variant's where it has none of its own. */
  readonly correction: { readonly note: string; readonly language: Language; readonly at: Instant } | null
  /** When it came back after it had been withdrawn: the store remembers that, no file says it. */
  readonly returned: Instant | null
}

/** Embargo and expiry, to the second: shown from `published` on and before `expires`. */
export function isVisible(variant: Pick<Variant, 'status' | 'published' | 'expires'>, at: Instant): boolean {
  return variant.status === 'published' && variant.published <= at && (variant.expires === null || at < variant.expires)
}

/** A file, or a part of one, that could not be published, and why. */
export type Quarantined = {
  /** The file's path below the data folder, with `/`. */
  readonly file: string
  /** Where in it: `line 12, variants.uk.title`; empty where the file as a whole is meant. */
  readonly place: string
  /** A short code that does not change (`date_unparsable`); counted in metrics. */
  readonly reason: string
  /** One sentence for the newsroom: what is wrong and what to do. */
  readonly message: string
}

/** An entry that feeds showed and that is no more (RFC 6721). */
export type Withdrawn = { readonly article: string; readonly language: Language; readonly at: Instant }
