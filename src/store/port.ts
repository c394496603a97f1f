import type { Instant, Quarantined, Variant, Withdrawn } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { Extent } from '../domain/edition.ts'
import type { FeedState } from '../domain/feed.ts'
import type { FeedIndex } from '../domain/feed-index.ts'
import type { Scope } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import type { Intake } from '../intake/intake.ts'
import type { Leases } from './leases.ts'
import type { RefreshReader, RefreshWriter } from './refresh-rows.ts'
import type { VersionReader, VersionWriter } from './version-rows.ts'

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
  /** The article's place in a block of headlines; 0 in every other scope. */
  readonly rank: number
}

export type Placed = Placement & { readonly article: string }

/** That something moved in a scope, among what was published at an instant; `entries` is how many more there are now. */
export type Move = { readonly scope: Scope; readonly published: Instant; readonly entries: number }

/** Placements of one language: in any of some scopes, in all of others, in none of yet others. */
export type Branch = {
  readonly language: Language
  readonly any: readonly Scope[]
  readonly all: readonly Scope[]
  readonly none: readonly Scope[]
  /** Where set, only what is in the language itself. */
  readonly own?: true
}

/**
 * Branches joined, in the order in which they count: an article is there once, by the first branch that has it in its
 * own language, else by the first that has it at all.
 */
export type Union = readonly [Branch, ...Branch[]]

/** From one instant on and before another. */
export type Span = { readonly from: Instant; readonly until: Instant }

/** A month of a scope among those around it: those that have no entries are passed over. */
export type MonthFacts = {
  /** When its entries, or the month that it links back to, last changed; `null` where it never had any. */
  readonly changed: Instant | null
  readonly older: Month | null
}

/** A variant as other languages point to it. */
export type Sibling = Pick<Variant, 'language' | 'title' | 'url' | 'status' | 'published' | 'expires'>

export type Shown = { readonly variant: Variant; readonly siblings: readonly Sibling[] }

/** The latest edition, as it is kept. `fingerprints` say under which settings it was made. */
export type Head = {
  readonly revision: number
  readonly instant: Instant
  /** A whole second. */
  readonly modified: Instant
  /** When all articles were last placed anew: a whole second. */
  readonly remade: Instant
  readonly fingerprints: { readonly intake: string; readonly publishing: string }
  /** A hash over the program that made it. */
  readonly program: string
  /** The zone in which months were reckoned. */
  readonly timeZone: string
  /** The blocks of headlines, ranked, by name. */
  readonly headlines: Readonly<Record<string, readonly string[]>>
  /** How many refreshes there have been: tells one from the next, whatever the clocks say. */
  readonly refreshes?: number
  /** Sources that were missing at the last refresh; heads of earlier programs do not have it. */
  readonly missing?: readonly MissingSource[]
}

export type StoreReader = VersionReader &
  RefreshReader & {
    head(): Promise<Head | undefined>
    /** What is known of some files, or of all. */
    fileMarks(files?: readonly string[]): Promise<ReadonlyMap<string, FileMark>>
    fileCount(): Promise<number>
    /** The fingerprint of a first intake, where one was begun: until there is a head, it may go on. */
    startedIntake(): Promise<string | undefined>
    quarantined(): Promise<readonly Quarantined[]>
    /** Those of some files that hold articles of which nothing has been published yet, by an instant. */
    sealed(files: readonly string[], at: Instant): Promise<ReadonlySet<string>>
    /** All feeds of some languages by scope, each read when it is asked for. */
    feedIndex(languages: readonly Language[]): Promise<FeedIndex>
    /** All feeds, or those that editions after a revision made what they are. */
    feeds(after?: number): Promise<readonly FeedState[]>
    /** The `limit` placements of a scope that changed last: by rank, then by date descending, then by article. */
    window(scope: Scope, limit: number): Promise<readonly Placed[]>
    /** The same of a union, or (where `span` is given) of what was published in it. */
    select(union: Union, limit: number, span?: Span): Promise<readonly Placed[]>
    /** When the newest placement of a union before an instant was published. */
    newestBefore(union: Union, before: Instant): Promise<Instant | undefined>
    /** The `limit` newest withdrawals from a union, the newest first. */
    withdrawn(union: Union, limit: number): Promise<readonly Withdrawn[]>
    month(scope: Scope, month: Month): Promise<MonthFacts>
    newestMonth(scope: Scope): Promise<Month | null>
    /** Those that have entries, the newest first. */
    months(scope: Scope): Promise<readonly Month[]>
    /** How far back each language goes, and how much it has; those that have nothing are left out. */
    extents(languages: readonly Language[]): Promise<ReadonlyMap<Language, Extent>>
    /** The variants of an article that count: of two files that hold it in one language the first by path. */
    variantsOf(article: string): Promise<readonly Variant[]>
    /** What stands at some placements, in their order, each with its article in all languages. */
    shown(placed: readonly Placed[]): Promise<readonly Shown[]>
  }

export type StoreWriter = StoreReader &
  VersionWriter &
  RefreshWriter & {
    /** A first intake begins: every file that is known is to be read again. */
    startIntake(fingerprint: string): Promise<void>
    /** Replaces what a file held. Returns the articles it held before or holds now. */
    putFile(content: FileContent): Promise<readonly string[]>
    /** The file is as it was but for its time stamp. */
    touchFile(file: string, mark: FileMark): Promise<void>
    dropFile(file: string): Promise<readonly string[]>
    articles(): Promise<readonly string[]>
    /** Articles that begin or cease to be visible after `after` and at or before `until`. */
    due(after: Instant, until: Instant): Promise<readonly string[]>
    /** The next instant after another at which {@link due} has articles. */
    nextDue(after: Instant): Promise<Instant | undefined>
    placementsOf(article: string): Promise<readonly Placement[]>
    /**
     * Puts an article where it now belongs, and nowhere else. Returns where anything moved, as dates, languages, labels,
     * ranks and hashes tell (whatever else changes, a hash does too).
     */
    place(article: string, placements: readonly Placement[]): Promise<readonly Move[]>
    /**
     * Remembers that an article was withdrawn in a language from the scopes that showed it; `beside` are the languages that
     * it was shown in until then, whose readers saw it in theirs.
     */
    withdraw(withdrawn: Withdrawn, scopes: readonly Scope[], beside: readonly Language[]): Promise<void>
    /** The withdrawals of an article that it has not come back from. */
    withdrawalsOf(article: string): Promise<readonly Withdrawn[]>
    /** Its variant in a language is back: returns the scopes that told of its withdrawal, which is forgotten. */
    restore(article: string, language: Language, at: Instant): Promise<readonly Scope[]>
    /** The scopes from which anything was withdrawn after `after` and at or before `until`. */
    withdrawnFrom(after: Instant, until: Instant): Promise<readonly Scope[]>
    /** `entries` more are in a month, which is another now; where it has its first or has lost its last, so is the next. */
    touchMonth(scope: Scope, month: Month, entries: number, at: Instant): Promise<void>
    /** All months of a scope are others now. */
    touchMonths(scope: Scope, at: Instant): Promise<void>
    /** Nothing is placed anywhere any more: before there is an edition, placing begins anew. */
    clearPlacements(): Promise<void>
    /** Counts all months anew, by another calendar. */
    recountMonths(monthOf: (published: Instant) => Month, at: Instant): Promise<void>
    /** A feed as the edition of a revision has it. */
    putFeed(feed: FeedState, revision: number): Promise<void>
    putHead(head: Head): Promise<void>
  }

/** Where articles and editions live. `variantsOf` and `shown` fill in `returned` from its memory. One contract suite is run on every adapter. */
export type Store = StoreReader &
  Leases & {
    /**
     * All of `work` becomes visible at once, or (when it throws) nothing of it. One at a time.
     * `signal` ends the waiting for others.
     */
    transact<T>(work: (store: StoreWriter) => Promise<T>, signal?: AbortSignal): Promise<T>
    /** Several reads of one moment: no transaction comes between them. */
    snapshot<T>(work: (store: StoreReader) => Promise<T>): Promise<T>
    /** Of however many processes that share the store, one at a time: the others wait, or find that they were overtaken. */
    alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
    /**
     * Calls `told` whenever somebody may have written, this process or another; now and then for nothing.
     * @returns what ends it
     */
    follow(told: () => void): Promise<() => Promise<void>>
    close(): Promise<void>
  }
