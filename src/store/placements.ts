import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { CLEAR_MONTHS } from './months.ts'
import { joined, listed, type Query, query, rowsOf, type Sql } from './sql.ts'
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

/** A change in a scope among the articles published at an instant; `entries` is the change of their number. */
export type Move = { readonly scope: Scope; readonly published: Instant; readonly entries: number }

export type PlacementsWriter = ReturnType<typeof placementsOn>

const PLACED = 'SELECT scope, published, language, updated, hash, label, rank, added FROM placements WHERE article = ?'
// RFC 5005 §4: a subscription document has the entries that were added or changed last.
const WINDOW = `SELECT * FROM (SELECT ${COLUMNS} FROM placements WHERE scope = ? ORDER BY ${CHANGED} DESC, published DESC, article LIMIT ?) AS newest ORDER BY ${FEED_ORDER}`
// `added > 0` is the condition of the index.
const LATE_SCOPES =
  'SELECT scope, count(*) AS entries FROM placements WHERE added = ? AND added > 0 GROUP BY scope HAVING count(*) > ?'

export function placementsOn(sql: Sql) {
  return {
    /** The `limit` placements of a scope that changed last, ordered by rank, then newest first, then by article. */
    async window(scope: Scope, limit: number): Promise<readonly Placed[]> {
      return (await sql.all<PlacedRow>(WINDOW, scopeId(scope), limit)).map(withScope)
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
    async placementsOf(article: string): Promise<readonly Placement[]> {
      return (await sql.all<PlacementRow & Pick<Placed, 'added'>>(PLACED, article)).map(({ added, ...row }) =>
        withScope(row),
      )
    },
    /**
     * Replaces an article's placements, and marks new entries that are late. Returns the changes of dates, languages,
     * labels, ranks and hashes; every other change also changes a hash.
     */
    async place(article: string, placements: readonly Placement[], lateness?: Lateness): Promise<readonly Move[]> {
      const rows = await sql.all<PlacementRow & Pick<Placed, 'added'>>(PLACED, article)
      const addedBefore = new Map(rows.map(({ scope, language, added }) => [`${scope} ${language}`, added]))
      const before = new Map(rows.map((row) => [identityOf(row), row]))
      const after = new Map(
        placements.map((placement) => [identityOf({ ...placement, scope: scopeId(placement.scope) }), placement]),
      )
      const moves = new Map<string, Move>()
      const addMove = (scope: string, published: number, entries: number): void => {
        const key = `${scope} ${published}`
        moves.set(key, { scope: scopeOf(scope), published, entries: (moves.get(key)?.entries ?? 0) + entries })
      }
      for (const [key, { scope, published }] of before) {
        if (after.has(key)) continue
        await sql.all(
          'DELETE FROM placements WHERE scope = ? AND published = ? AND article = ?',
          scope,
          published,
          article,
        )
        addMove(scope, published, -1)
      }
      const newRows: Query[] = []
      for (const [key, placement] of after) {
        if (before.has(key)) continue
        const { published, language, updated, hash, label, rank } = placement
        const scope = scopeId(placement.scope)
        const added = addedBefore.get(`${scope} ${language}`) ?? lateArrival(placement, lateness)
        const values = [scope, published, article, language, updated, hash, label, rank, added]
        newRows.push(query`(${listed(values)})`)
        addMove(scope, published, 1)
      }
      // One statement writes all placements of an article.
      const insertion = query`INSERT INTO placements (scope, published, article, language, updated, hash, label, rank, added) VALUES ${joined(newRows, ', ')}`
      if (newRows.length > 0) await rowsOf(sql, insertion)
      return [...moves.values()]
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
    /** Deletes all placements, to start again with a first edition. */
    async clearPlacements(): Promise<void> {
      await sql.all('DELETE FROM placements')
      await sql.all(CLEAR_MONTHS)
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
function identityOf({ scope, published, language, hash, label, rank }: PlacementRow): string {
  return JSON.stringify([scope, published, language, hash, label, rank])
}
