import type { FeedEntry } from '../sources/feed-record.ts'

/** The values that decide which article a post belongs to. Of all posts of an export, only these are in memory. */
export type PostHead = {
  /** Unique in the import, and the place in messages: `export.xml: line 7, post 12`. */
  readonly key: string
  readonly guid: string
  readonly language: string
  /** Posts of one group are translations of each other. */
  readonly group: string
  readonly isDraft: boolean
  /** Names the file; `suffix` is added if two posts have the same one. */
  readonly slug: string
  readonly suffix: string
}

/** One language of an article as another system has it. The values are those of `article.schema.json`. */
export type Post = PostHead &
  Omit<FeedEntry, keyof PostHead | 'translations'> & { readonly url: string; readonly published: string }

/** An export that was read once, for the heads, the oldest first. `posts` reads it again. */
export type Export = { readonly heads: readonly PostHead[]; readonly posts: () => Iterable<Post> }

export type ImportSettings = {
  /** The language of posts whose language the export does not say. */
  readonly language: string | undefined
  /** A language tag as the newsroom spells it; empty if it is none. */
  readonly spelled: (tag: string) => string
  readonly types: ReadonlySet<string>
  /** A post that is not to be imported, one that should have been, and a part of a post that is lost or changed. */
  readonly report: (kind: 'skipped' | 'failed' | 'changed', message: string, place?: string) => void
  /** Ids of terms in addresses of the other system, and what they are in this one. */
  readonly moved: Readonly<Record<'tags' | 'authors', Map<string, string>>>
  readonly progress: (done: number, total: number) => void
}

/**
 * From milliseconds, RFC 822, RFC 3339, or `2024-05-01 08:00:00` in `zone`: UTC, or that of the newsroom if it is empty.
 */
export function dateOf(written: unknown, zone = 'Z'): string | undefined {
  const text = String(written ?? '')
  // MySQL's "no date", which WordPress writes for drafts, and its RFC 822 form.
  if (text === '' || text.startsWith('0000') || text.includes('-0001')) return undefined
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return text.replace(' ', 'T') + zone
  const isZoned = /(?:[A-Z]|\)|[+-]\d\d:?\d\d)$/i.test(text)
  const date = new Date(typeof written === 'number' ? written : isZoned ? text : `${text}Z`)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z')
}
