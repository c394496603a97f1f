import type { Instant, Quarantined, Variant } from '../domain/article.ts'
import type { FeedState } from '../domain/edition.ts'
import type { Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Intake } from '../intake/intake.ts'

/** What tells a file that has changed from one that has not: first modified time and size, then the hash. */
export type FileMark = { readonly modified: number; readonly size: number; readonly hash: string }

/** What one file holds now, as intake took it in. */
export type FileContent = Intake & { readonly file: string; readonly mark: FileMark }

/** An article's place in a feed. */
export type Placement = {
  readonly scope: Scope
  readonly published: Instant
  /** The language of the variant shown, which a fallback makes another than the scope's. */
  readonly language: Language
  readonly updated: Instant
  /** A hash over all that the feed shows of the article. */
  readonly hash: string
  /** What the article calls the scope's term. */
  readonly label: string
}

export type Placed = Placement & { readonly article: string }

/** A variant as other languages point to it. */
export type Sibling = Pick<Variant, 'language' | 'title' | 'url' | 'status' | 'published' | 'expires'>

export type Shown = { readonly variant: Variant; readonly siblings: readonly Sibling[] }

/** The latest edition, as it is kept. `fingerprints` say under which settings it was made. */
export type Head = {
  readonly revision: number
  readonly instant: Instant
  /** A whole second. */
  readonly modified: Instant
  readonly fingerprints: { readonly intake: string; readonly publishing: string }
}

export type StoreReader = {
  head(): Promise<Head | undefined>
  fileMarks(): Promise<ReadonlyMap<string, FileMark>>
  quarantined(): Promise<readonly Quarantined[]>
  feeds(): Promise<readonly FeedState[]>
  /** The newest `limit` placements of a feed: by date descending, then by article. */
  window(scope: Scope, limit: number): Promise<readonly Placed[]>
  /** What stands at some placements, in their order, each with its article in all languages. */
  shown(placed: readonly Placed[]): Promise<readonly Shown[]>
}

export type StoreWriter = StoreReader & {
  /** Replaces what a file held. Returns the articles it held before or holds now. */
  putFile(content: FileContent): Promise<readonly string[]>
  /** The file is as it was but for its time stamp. */
  touchFile(file: string, mark: FileMark): Promise<void>
  dropFile(file: string): Promise<readonly string[]>
  /** The variants of an article that count: of two files that hold it in one language the first by path. */
  variantsOf(article: string): Promise<readonly Variant[]>
  articles(): Promise<readonly string[]>
  /** Articles that begin or cease to be visible after `after` and at or before `until`. */
  due(after: Instant, until: Instant): Promise<readonly string[]>
  /**
   * Puts an article where it now belongs, and nowhere else. Returns the scopes in which anything moved, as dates,
   * languages, labels and hashes tell (whatever else changes, a hash does too).
   */
  place(article: string, placements: readonly Placement[]): Promise<readonly Scope[]>
  putFeed(feed: FeedState): Promise<void>
  putHead(head: Head): Promise<void>
}

/** Where articles and editions live. One contract suite is run on every adapter. */
export type Store = StoreReader & {
  /** All of `work` becomes visible at once, or (when it throws) nothing of it. One at a time. */
  transact<T>(work: (store: StoreWriter) => Promise<T>): Promise<T>
  /** Several reads of one moment: no transaction comes between them. */
  snapshot<T>(work: (store: StoreReader) => Promise<T>): Promise<T>
  close(): Promise<void>
}
