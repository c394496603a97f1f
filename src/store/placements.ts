import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { listed, query, raw, rowsOf, type Sql, type Value } from './sql.ts'
import { CHANGED, COLUMNS, FEED_ORDER, newestBeforeQuery, type Span, selectQuery, type Union } from './union.ts'

/** An article's row in a scope. */
export type Placement = {
  readonly scope: Scope
  readonly published: Instant
  /** The language of the variant shown. A fallback variant's is not the scope's. */
  readonly language: Language
  readonly updated: Instant
  /** A hash over the article's entry. */
  readonly hash: string
  /** The article's label for the scope's term. */
  readonly label: string
  /** The article's position in a block of headlines; 0 in every other scope. */
  readonly rank: number
}

/** `added` is when the entry became visible in the scope, if its dates are older; else 0. */
export type Placed = Placement & { readonly article: string; readonly added: Instant }

/** Entries with dates at or before `lastEdition` are late: readers of the editions so far have not seen them. */
export type Lateness = { readonly lastEdition: Instant; readonly now: Instant }

/** Entries of a scope that were published within a quarter of an hour, which begins at `at`. */
export type EntryCount = { readonly scope: string; readonly at: Instant; readonly entries: number }

/** A placement in a language's feed of all articles, as the search reads it. */
export type Dated = Pick<Placed, 'published' | 'article' | 'language' | 'hash'>

/** The placements of each article. */
export type Placings = ReadonlyMap<string, readonly Placement[]>

/** An article's change in a scope at a date of publication; `entries` is the change of their number. */
export type Move = {
  readonly article: string
  readonly scope: Scope
  readonly published: Instant
  readonly entries: number
}

export type PlacementsWriter = ReturnType<typeof placementsOn>

const PUT = `INSERT INTO placements (${COLUMNS})`
const REPLACE =
  'ON CONFLICT (scope, published, article) DO UPDATE SET language = excluded.language, updated = excluded.updated, hash = excluded.hash, label = excluded.label, rank = excluded.rank, added = excluded.added'
// RFC 5005 §4: a subscription document has the entries that were added or changed last.
const WINDOW = `SELECT * FROM (SELECT ${COLUMNS.replace('scope, ', '')} FROM placements WHERE scope = ? ORDER BY ${CHANGED} DESC, published DESC, article LIMIT ?) AS newest ORDER BY ${FEED_ORDER}`
const DATED =
  'SELECT published, article, language, hash FROM placements WHERE scope = ?1 AND published <= ?2 AND (published < ?2 OR article > ?3) ORDER BY published DESC, article LIMIT ?4'
// `added > 0` is the condition of the index.
const LATE_SCOPES =
  'SELECT scope, count(*) AS entries FROM placements WHERE added = ? AND added > 0 GROUP BY scope HAVING count(*) > ?'

export function placementsOn(sql: Sql) {
  /** The placements of articles, by article. */
  const placementsOf = async (articles: readonly string[]): Promise<ReadonlyMap<string, readonly Placed[]>> => {
    const placed = query`SELECT ${raw(COLUMNS)} FROM placements WHERE article IN (${listed(articles)})`
    return Map.groupBy((await rowsOf<PlacedRow>(sql, placed)).map(withScope), ({ article }) => article)
  }
  return {
    /** The `limit` placements of a scope that changed last, ordered by rank, then newest first, then by article. */
    async window(scope: Scope, limit: number): Promise<readonly Placed[]> {
      const rows = await sql.all<Omit<Placed, 'scope'>>(WINDOW, scopeId(scope), limit)
      return rows.map((row) => ({ ...row, scope }))
    },
    /** The same for a union, optionally limited to articles published within `span`. */
    async select(union: Union, limit: number, span?: Span): Promise<readonly Placed[]> {
      return (await rowsOf<PlacedRow>(sql, selectQuery(union, limit, span))).map(withScope)
    },
    /** The date of the newest article in a union that was published before an instant. */
    async newestBefore(union: Union, before: Instant): Promise<Instant | undefined> {
      const [row] = await rowsOf<{ published: number | null }>(sql, newestBeforeQuery(union, before))
      return row?.published ?? undefined
    },
    /** The articles of a language in the order of publication, newest first, that follow `after`. */
    byDate(language: Language, limit: number, after?: Dated): Promise<readonly Dated[]> {
      return sql.all(DATED, language, after?.published ?? Number.MAX_SAFE_INTEGER, after?.article ?? '', limit)
    },
    /** The numbers of articles since an instant. Offsets of time zones are multiples of the quarter of an hour. */
    entryCounts(scopes: readonly string[], since: Instant): Promise<readonly EntryCount[]> {
      const counts = query`SELECT scope, published / 900000 * 900000 AS at, CAST(count(*) AS INTEGER) AS entries FROM placements WHERE scope IN (${listed(scopes)}) AND published >= ${since} GROUP BY scope, published / 900000 ORDER BY scope, at`
      return rowsOf<EntryCount>(sql, counts)
    },
    placementsOf,
    /**
     * Replaces the placements of articles, and marks new entries that are late. Returns the changes of dates, languages,
     * labels, ranks and hashes; every other change also changes a hash. `before` are the placements so far, if they
     * are known.
     */
    async place(
      placings: Placings,
      lateness?: Lateness,
      before?: ReadonlyMap<string, readonly Placed[]>,
    ): Promise<readonly Move[]> {
      const placedBefore = before ?? (await placementsOf([...placings.keys()]))
      const moves: Move[] = []
      const rows: Value[][] = []
      for (const [article, placements] of placings) {
        const previous = new Map<string, Placed>()
        const addedBefore = new Map<string, Instant>()
        for (const placed of placedBefore.get(article) ?? []) {
          const scope = scopeId(placed.scope)
          previous.set(`${scope} ${placed.published}`, placed)
          addedBefore.set(`${scope} ${placed.language}`, placed.added)
        }
        for (const placement of placements) {
          const { published, language, updated, hash, label, rank } = placement
          const scope = scopeId(placement.scope)
          const key = `${scope} ${published}`
          const same = previous.get(key)
          previous.delete(key)
          if (same && isSame(same, placement)) continue
          const added = addedBefore.get(`${scope} ${language}`) ?? lateArrival(placement, lateness)
          rows.push([scope, published, article, language, updated, hash, label, rank, added])
          moves.push({ article, scope: placement.scope, published, entries: same ? 0 : 1 })
        }
        for (const [published, gone] of Map.groupBy(previous.values(), (placed) => placed.published)) {
          const scopes = listed(gone.map(({ scope }) => scopeId(scope)))
          await rowsOf(
            sql,
            query`DELETE FROM placements WHERE scope IN (${scopes}) AND published = ${published} AND article = ${article}`,
          )
          moves.push(...gone.map(({ scope }) => ({ article, scope, published, entries: -1 })))
        }
      }
      await sql.insert(PUT, rows, REPLACE)
      return moves
    },
    /** The scopes with more than `limit` entries that were added late at an instant, and how many. */
    async scopesWithLate(added: Instant, limit: number) {
      const rows = await sql.all<{ scope: string; entries: number }>(LATE_SCOPES, added, limit)
      return rows.map(({ scope, entries }) => ({ scope: scopeOf(scope), entries }))
    },
    /** Orders the entries that were added to a scope at an instant by their dates alone. */
    async forgetLate(scope: Scope, added: Instant): Promise<void> {
      await sql.all(
        'UPDATE placements SET added = 0 WHERE scope = ? AND added = ? AND added > 0',
        scopeId(scope),
        added,
      )
    },
  }
}

/** Headlines are complete (RFC 5005 §2), so nothing in them is missed. */
function lateArrival({ scope, updated }: Placement, lateness: Lateness | undefined): Instant {
  return lateness && scope.kind !== 'headlines' && updated <= lateness.lastEdition ? lateness.now : 0
}

type PlacementRow = Omit<Placement, 'scope'> & { scope: string }
type PlacedRow = Omit<Placed, 'scope'> & { scope: string }

function withScope<Row extends PlacementRow>(row: Row): Omit<Row, 'scope'> & { scope: Scope } {
  return { ...row, scope: scopeOf(row.scope) }
}

/** A change of `updated` also changes the hash. */
function isSame(a: Placement, b: Placement): boolean {
  return a.language === b.language && a.hash === b.hash && a.label === b.label && a.rank === b.rank
}
