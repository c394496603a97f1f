import type { Withdrawn } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { Extent } from '../domain/edition.ts'
import type { FeedState } from '../domain/feed.ts'
import { packedFeeds } from '../domain/feed-index.ts'
import { scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import type { MonthFacts, Move, Placed, Placement, StoreWriter } from './port.ts'
import { one, type Sql, type Value } from './sql.ts'
import { extentsOf, FEEDS } from './statements.ts'
import { listed, newestBeforeQuery, type Query, selectQuery, withdrawnQuery } from './union.ts'

type FeedRows = Pick<
  StoreWriter,
  | (
      | 'placementsOf'
      | 'place'
      | 'clearPlacements'
      | 'window'
      | 'select'
      | 'newestBefore'
      | 'feedIndex'
      | 'feeds'
      | 'putFeed'
    )
  | ('month' | 'newestMonth' | 'months' | 'extents' | 'touchMonth' | 'touchMonths' | 'recountMonths')
  | ('withdraw' | 'withdrawalsOf' | 'restore' | 'withdrawn' | 'withdrawnFrom')
>

/** What stands where, month by month, and what stood there and was withdrawn. */
export function feedRows(sql: Sql): FeedRows {
  const all = <R extends object>({ text, values }: Query): Promise<R[]> => sql.all<R>(text, ...values)

  return {
    async placementsOf(article) {
      return (await sql.all<PlacementRow>(FEEDS.placements, article)).map(placementIn)
    },
    async place(article, placements) {
      const rows = await sql.all<PlacementRow>(FEEDS.placements, article)
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
        await sql.all(FEEDS.displace, scope, published, article)
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
      if (values.length > 0) await sql.all(`${FEEDS.place} ${rowsOf(values.length / PLACEMENT)}`, ...values)
      return [...moves.values()]
    },
    async clearPlacements() {
      await sql.all(FEEDS.dropPlacements)
      await sql.all(FEEDS.dropMonths)
    },
    async window(scope, limit) {
      return (await sql.all<PlacedRow>(FEEDS.window, scopeId(scope), limit)).map(placedIn)
    },
    async select(union, limit, span) {
      return (await all<PlacedRow>(selectQuery(union, limit, span))).map(placedIn)
    },
    async newestBefore(union, before) {
      const [row] = await all<{ published: number | null }>(newestBeforeQuery(union, before))
      return row?.published ?? undefined
    },
    async feedIndex(languages) {
      const wanted = new Set<string>(languages)
      const packed = new Map<string, string>()
      for (const row of await sql.all<{ scope: string; packed: string }>(FEEDS.packedFeeds)) {
        const end = row.scope.indexOf('/')
        if (wanted.has(end < 0 ? row.scope : row.scope.slice(0, end))) packed.set(row.scope, row.packed)
      }
      return packedFeeds(packed, unpacked)
    },
    async feeds(after = -1) {
      return (await sql.all<FeedRow>(FEEDS.feeds, after)).map(({ scope, last_modified, ...feed }) => ({
        ...feed,
        scope: scopeOf(scope),
        lastModified: last_modified,
      }))
    },
    async putFeed({ scope, version, updated, lastModified, touched, label, items, older }, revision) {
      const facts = [version, updated, lastModified, touched, label, items, older]
      await sql.all(FEEDS.putFeed, scopeId(scope), ...facts, revision)
    },
    async month(scope, month) {
      const facts = await one<MonthFacts>(sql, FEEDS.month, scopeId(scope), month)
      return { changed: facts?.changed ?? null, older: facts?.older ?? null }
    },
    async months(scope) {
      return (await sql.all<{ month: Month }>(FEEDS.months, scopeId(scope))).map(({ month }) => month)
    },
    async newestMonth(scope) {
      return (await one<{ month: Month | null }>(sql, FEEDS.newestMonth, scopeId(scope)))?.month ?? null
    },
    async extents(languages) {
      const scopes = languages.map((language) => scopeId({ language, kind: 'all' }))
      const rows = await sql.all<Extent & { scope: string }>(extentsOf(scopes.length), ...scopes)
      return new Map(rows.map(({ scope, oldest, entries }) => [scopeOf(scope).language, { oldest, entries }]))
    },
    async touchMonth(scope, month, entries, at) {
      const touched = await one<{ items: number }>(sql, FEEDS.touchMonth, scopeId(scope), month, entries, at)
      if (touched?.items === 0 || touched?.items === entries) {
        await sql.all(FEEDS.touchNextMonth, scopeId(scope), month, at)
      }
    },
    async touchMonths(scope, at) {
      await sql.all(FEEDS.touchMonths, at, scopeId(scope))
    },
    async recountMonths(monthOf, at) {
      await sql.all(FEEDS.dropMonths)
      const counts = new Map<string, number>()
      for (const { scope, published } of await sql.all<{ scope: string; published: number }>(FEEDS.everyPlace)) {
        const key = `${scope} ${monthOf(published)}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      for (const [key, items] of counts) {
        await sql.all(FEEDS.touchMonth, ...(key.split(' ') as [string, string]), items, at)
      }
    },
    async withdraw({ article, language, at }, scopes, beside) {
      await sql.all(FEEDS.withdraw, article, language, at)
      for (const scope of scopes) {
        await sql.all(FEEDS.putTombstone, scopeId(scope), at, article, language, listed(beside))
      }
    },
    async withdrawalsOf(article) {
      return sql.all<Withdrawn>(FEEDS.withdrawals, article)
    },
    async restore(article, language, at) {
      await sql.all(FEEDS.giveBack, at, article, language)
      return (await sql.all<ScopeRow>(FEEDS.dropTombstones, article, language)).map(({ scope }) => scopeOf(scope))
    },
    async withdrawn(union, limit) {
      return all<Withdrawn>(withdrawnQuery(union, limit))
    },
    async withdrawnFrom(after, until) {
      return (await sql.all<ScopeRow>(FEEDS.withdrawnFrom, after, until)).map(({ scope }) => scopeOf(scope))
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

/** Columns of a placement. */
const PLACEMENT = 8

/** Question marks for so many rows: one statement writes all placements of an article. */
function rowsOf(count: number): string {
  return Array.from({ length: count }, () => `(${Array(PLACEMENT).fill('?').join(', ')})`).join(', ')
}

type ScopeRow = { scope: string }
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
