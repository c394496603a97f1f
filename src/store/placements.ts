import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { CLEAR_MONTHS } from './months.ts'
import type { Sql, Value } from './sql.ts'
import { newestBeforeQuery, type Query, type Span, selectQuery, type Union } from './union.ts'

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

export type PlacementsReader = {
  /** The `limit` placements of a scope that changed last: by rank, then by date descending, then by article. */
  window(scope: Scope, limit: number): Promise<readonly Placed[]>
  /** The same of a union, or (where `span` is given) of what was published in it. */
  select(union: Union, limit: number, span?: Span): Promise<readonly Placed[]>
  /** When the newest placement of a union before an instant was published. */
  newestBefore(union: Union, before: Instant): Promise<Instant | undefined>
}

export type PlacementsWriter = PlacementsReader & {
  placementsOf(article: string): Promise<readonly Placement[]>
  /**
   * Puts an article where it now belongs, and nowhere else. Returns where anything moved, as dates, languages, labels,
   * ranks and hashes tell (whatever else changes, a hash does too).
   */
  place(article: string, placements: readonly Placement[]): Promise<readonly Move[]>
  /** Nothing is placed anywhere any more: before there is an edition, placing begins anew. */
  clearPlacements(): Promise<void>
}

const PLACEMENTS = 'SELECT scope, published, language, updated, hash, label, rank FROM placements WHERE article = ?'
const PLACE = 'INSERT INTO placements (scope, published, article, language, updated, hash, label, rank) VALUES'
const DISPLACE = 'DELETE FROM placements WHERE scope = ? AND published = ? AND article = ?'
// RFC 5005 §4: a subscription document has what was added or changed last.
const WINDOW =
  'SELECT * FROM (SELECT scope, published, article, language, updated, hash, label, rank FROM placements WHERE scope = ? ORDER BY updated DESC, published DESC, article LIMIT ?) AS newest ORDER BY rank, published DESC, article'
const CLEAR = 'DELETE FROM placements'

export function placementsOn(sql: Sql): PlacementsWriter {
  const all = <R extends object>({ text, values }: Query): Promise<R[]> => sql.all<R>(text, ...values)

  return {
    async window(scope, limit) {
      return (await sql.all<PlacedRow>(WINDOW, scopeId(scope), limit)).map(placedIn)
    },
    async select(union, limit, span) {
      return (await all<PlacedRow>(selectQuery(union, limit, span))).map(placedIn)
    },
    async newestBefore(union, before) {
      const [row] = await all<{ published: number | null }>(newestBeforeQuery(union, before))
      return row?.published ?? undefined
    },
    async placementsOf(article) {
      return (await sql.all<PlacementRow>(PLACEMENTS, article)).map(placementIn)
    },
    async place(article, placements) {
      const rows = await sql.all<PlacementRow>(PLACEMENTS, article)
      const before = new Map(rows.map((row) => [spelled(row), row]))
      const after = new Map(
        placements.map((placement) => [spelled({ ...placement, scope: scopeId(placement.scope) }), placement]),
      )
      const moves = new Map<string, Move>()
      const move = (scope: string, published: number, entries: number): void => {
        const key = `${scope} ${published}`
        moves.set(key, { scope: scopeOf(scope), published, entries: (moves.get(key)?.entries ?? 0) + entries })
      }
      for (const [key, { scope, published }] of before) {
        if (after.has(key)) continue
        await sql.all(DISPLACE, scope, published, article)
        move(scope, published, -1)
      }
      const values: Value[] = []
      for (const [key, placement] of after) {
        if (before.has(key)) continue
        const { published, language, updated, hash, label, rank } = placement
        const scope = scopeId(placement.scope)
        values.push(scope, published, article, language, updated, hash, label, rank)
        move(scope, published, 1)
      }
      if (values.length > 0) await sql.all(`${PLACE} ${rowsOf(values.length / PLACEMENT)}`, ...values)
      return [...moves.values()]
    },
    async clearPlacements() {
      await sql.all(CLEAR)
      await sql.all(CLEAR_MONTHS)
    },
  }
}

/** Columns of a placement. */
const PLACEMENT = 8

/** Question marks for so many rows: one statement writes all placements of an article. */
function rowsOf(count: number): string {
  return Array.from({ length: count }, () => `(${Array(PLACEMENT).fill('?').join(', ')})`).join(', ')
}

type PlacementRow = Omit<Placement, 'scope'> & { scope: string }
type PlacedRow = Omit<Placed, 'scope'> & { scope: string }

function placementIn(row: PlacementRow): Placement {
  return { ...row, scope: scopeOf(row.scope), language: row.language as Language }
}

function placedIn(row: PlacedRow): Placed {
  return { ...row, scope: scopeOf(row.scope) }
}

/** What tells one placement from another; `updated` is in the hash. */
function spelled({ scope, published, language, hash, label, rank }: PlacementRow): string {
  return JSON.stringify([scope, published, language, hash, label, rank])
}
