import { createYield } from '../concurrency.ts'
import type { Month } from '../domain/calendar.ts'
import type { FeedState } from '../domain/feed.ts'
import { type FeedIndex, packedFeeds } from '../domain/feed-index.ts'
import { scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { column, type Sql } from './sql.ts'

const FEEDS = 'SELECT scope, version, updated, last_modified, touched, label, items, older FROM feeds'
const COUNT_AFTER = 'SELECT CAST(count(*) AS INTEGER) FROM feeds WHERE revision > ?'
/** More feeds are read in parts of this size, because reading them blocks requests. */
const PART = 500
// The sign keeps databases from sorting all feeds of a revision for each part.
const PART_AFTER = `${FEEDS} WHERE +revision > ? AND scope > ? ORDER BY scope LIMIT ${PART}`
// One string per feed. The label is last, because it may contain spaces.
const PACKED_FEEDS =
  "SELECT scope, version || ' ' || updated || ' ' || last_modified || ' ' || touched || ' ' || items || ' ' || coalesce(older, '-') || ' ' || label AS packed FROM feeds"
// Every language has a feed of all articles, whose scope is the language alone.
const ALL_ARTICLES = "SELECT scope FROM feeds WHERE scope NOT LIKE '%/%' ORDER BY scope"
const PUT_FEEDS = 'INSERT INTO feeds (scope, version, updated, last_modified, touched, label, items, older, revision)'
const REPLACE =
  'ON CONFLICT (scope) DO UPDATE SET revision = excluded.revision, version = excluded.version, updated = excluded.updated, last_modified = excluded.last_modified, touched = excluded.touched, label = excluded.label, items = excluded.items, older = excluded.older'

export function feedsOn(sql: Sql) {
  return {
    /** All feeds of some languages by scope. Each is decoded at its first use. */
    async feedIndex(languages: readonly Language[]): Promise<FeedIndex> {
      const included = new Set<string>(languages)
      const packed = new Map<string, string>()
      for (const row of await sql.all<{ scope: string; packed: string }>(PACKED_FEEDS)) {
        const end = row.scope.indexOf('/')
        if (included.has(end < 0 ? row.scope : row.scope.slice(0, end))) packed.set(row.scope, row.packed)
      }
      return packedFeeds(packed, unpacked)
    },
    /** The languages that have feeds or once had some: feeds are never deleted. */
    async feedLanguages(): Promise<readonly Language[]> {
      return column<Language>(sql, ALL_ARTICLES)
    },
    /** All feeds, or those that changed after revision `after`. */
    async feeds(after = -1): Promise<readonly FeedState[]> {
      const [count = 0] = await column<number>(sql, COUNT_AFTER, after)
      if (count <= PART) return (await sql.all<FeedRow>(`${FEEDS} WHERE revision > ?`, after)).map(feedOf)
      const yieldToRequests = createYield()
      const feeds: FeedState[] = []
      for (let last: string | undefined = ''; last !== undefined; await yieldToRequests()) {
        const rows: FeedRow[] = await sql.all<FeedRow>(PART_AFTER, after, last)
        for (const row of rows) feeds.push(feedOf(row))
        last = rows.at(-1)?.scope
      }
      return feeds
    },
    async putFeeds(feeds: readonly FeedState[], revision: number): Promise<void> {
      const rows = feeds.map(({ scope, version, updated, lastModified, touched, label, items, older }) => {
        return [scopeId(scope), version, updated, lastModified, touched, label, items, older, revision]
      })
      await sql.insert(PUT_FEEDS, rows, REPLACE)
    },
  }
}

function unpacked(scope: string, row: string): FeedState {
  const [, version = '', updated, lastModified, touched, items, older, label = ''] =
    /^(\S*) (\S+) (\S+) (\S+) (\S+) (\S+) ([\s\S]*)$/.exec(row) ?? []
  return {
    ...{ scope: scopeOf(scope), version, label, older: older === '-' ? null : (older as Month) },
    ...{ updated: Number(updated), lastModified: Number(lastModified), touched: Number(touched), items: Number(items) },
  }
}

function feedOf({ scope, last_modified, ...feed }: FeedRow): FeedState {
  return { ...feed, scope: scopeOf(scope), lastModified: last_modified }
}

type FeedRow = Omit<FeedState, 'scope' | 'lastModified'> & { scope: string; last_modified: number }
