import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Withdrawn } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import { scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { Move, Placed, Placement, StoreWriter } from './port.ts'
import { feedStatements } from './sqlite-statements.ts'
import { listed, newestBeforeQuery, type Query, selectQuery, withdrawnQuery } from './sqlite-union.ts'

type Row = Record<string, SQLOutputValue>

type FeedRows = Pick<
  StoreWriter,
  | ('placementsOf' | 'place' | 'window' | 'select' | 'newestBefore' | 'feeds' | 'putFeed')
  | ('month' | 'newestMonth' | 'touchMonth' | 'touchMonths' | 'recountMonths')
  | ('withdraw' | 'withdrawalsOf' | 'giveBack' | 'withdrawn' | 'withdrawnFrom')
>

/** What stands where, month by month, and what stood there and was withdrawn. */
export function sqliteFeeds(database: DatabaseSync): FeedRows {
  const sql = feedStatements(database)
  const all = ({ sql, values }: Query): Row[] => database.prepare(sql).all(...(values as SQLInputValue[])) as Row[]

  return {
    async placementsOf(article) {
      return (sql.placements.all(article) as PlacementRow[]).map(placementIn)
    },
    async place(article, placements) {
      const before = new Map((sql.placements.all(article) as PlacementRow[]).map((row) => [spelled(row), row]))
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
        sql.displace.run(scope, published, article)
        move(scope, published, -1)
      }
      for (const [key, placement] of after) {
        if (before.has(key)) continue
        const { published, language, updated, hash, label, rank } = placement
        const scope = scopeId(placement.scope)
        sql.place.run(scope, published, article, language, updated, hash, label, rank)
        move(scope, published, 1)
      }
      return [...moves.values()]
    },
    async window(scope, limit) {
      return (sql.window.all(scopeId(scope), limit) as PlacedRow[]).map(placedIn)
    },
    async select(union, limit, span) {
      return (all(selectQuery(union, limit, span)) as PlacedRow[]).map(placedIn)
    },
    async newestBefore(union, before) {
      const [row] = all(newestBeforeQuery(union, before)) as { published: number | null }[]
      return row?.published ?? undefined
    },
    async feeds() {
      return (sql.feeds.all() as FeedRow[]).map(({ scope, last_modified, ...feed }) => ({
        ...feed,
        scope: scopeOf(scope),
        lastModified: last_modified,
      }))
    },
    async putFeed({ scope, version, updated, lastModified, touched, label, items, older }) {
      sql.putFeed.run(scopeId(scope), version, updated, lastModified, touched, label, items, older)
    },
    async month(scope, month) {
      return { ...(sql.month.get(scopeId(scope), month) as { changed: number | null; older: Month | null }) }
    },
    async newestMonth(scope) {
      return (sql.newestMonth.get(scopeId(scope)) as { month: Month | null }).month
    },
    async touchMonth(scope, month, entries, at) {
      const { items } = sql.touchMonth.get(scopeId(scope), month, entries, at) as { items: number }
      if (items === 0 || items === entries) sql.touchNextMonth.run(scopeId(scope), month, at)
    },
    async touchMonths(scope, at) {
      sql.touchMonths.run(at, scopeId(scope))
    },
    async recountMonths(monthOf, at) {
      sql.dropMonths.run()
      const counts = new Map<string, number>()
      for (const { scope, published } of sql.everyPlace.all() as { scope: string; published: number }[]) {
        const key = `${scope} ${monthOf(published)}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      for (const [key, items] of counts) sql.touchMonth.run(...(key.split(' ') as [string, string]), items, at)
    },
    async withdraw({ article, language, at }, scopes, beside) {
      sql.withdraw.run(article, language, at)
      for (const scope of scopes) sql.putTombstone.run(scopeId(scope), at, article, language, listed(beside))
    },
    async withdrawalsOf(article) {
      return sql.withdrawals.all(article) as (Row & Withdrawn)[]
    },
    async giveBack(article, language, at) {
      sql.giveBack.run(at, article, language)
      return (sql.dropTombstones.all(article, language) as { scope: string }[]).map(({ scope }) => scopeOf(scope))
    },
    async withdrawn(union, limit) {
      return all(withdrawnQuery(union, limit)) as (Row & Withdrawn)[]
    },
    async withdrawnFrom(after, until) {
      return (sql.withdrawnFrom.all(after, until) as { scope: string }[]).map(({ scope }) => scopeOf(scope))
    },
  }
}

type PlacementRow = Omit<Placement, 'scope'> & { scope: string }
type PlacedRow = Omit<Placed, 'scope'> & { scope: string }
type FeedRow = {
  scope: string
  version: string
  updated: number
  last_modified: number
  touched: number
  label: string
  items: number
  older: Month | null
}

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
