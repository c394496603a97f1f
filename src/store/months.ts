import type { Instant } from '../domain/article.ts'
import { type Month, monthAfter } from '../domain/calendar.ts'
import type { Extent } from '../domain/edition.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import { column, joined, listed, query, rowsOf, type Sql } from './sql.ts'

export type MonthFacts = {
  /** When its entries, or its links to other months, last changed; `null` if it never had entries. */
  readonly changed: Instant | null
  /** The newest older month that has entries. */
  readonly older: Month | null
  /** The oldest newer month that has entries. */
  readonly newer: Month | null
}

/** `entries` is the change of their number. */
export type MonthChange = { readonly scope: Scope; readonly month: Month; readonly entries: number }

const CLEAR_MONTHS = 'DELETE FROM months'
const MONTH = `SELECT (SELECT changed FROM months WHERE scope = ?1 AND month = ?2) AS changed, (SELECT max(month) FROM months WHERE scope = ?1 AND month < ?2 AND items > 0) AS older, (SELECT min(month) FROM months WHERE scope = ?1 AND month > ?2 AND items > 0) AS newer`
const PUT_MONTHS = 'INSERT INTO months (scope, month, items, changed)'
const ADD_ENTRIES =
  'ON CONFLICT (scope, month) DO UPDATE SET items = months.items + excluded.items, changed = excluded.changed RETURNING scope, items'
const TOUCH_NEIGHBOUR = 'UPDATE months SET changed = ? WHERE scope = ? AND month = ?'

export function monthsOn(sql: Sql) {
  const month = async (scope: Scope, month: Month): Promise<MonthFacts> => {
    const [facts] = await sql.all<MonthFacts>(MONTH, scopeId(scope), month)
    return { changed: facts?.changed ?? null, older: facts?.older ?? null, newer: facts?.newer ?? null }
  }
  return {
    month,
    /** The newest month that has entries, by scope id. */
    async newestMonths(scopes: readonly Scope[]): Promise<ReadonlyMap<string, Month | null>> {
      const rows = joined(
        scopes.map((scope) => query`(${scopeId(scope)})`),
        ', ',
      )
      const newest = query`WITH scopes (scope) AS (VALUES ${rows}) SELECT scope, (SELECT max(month) FROM months m WHERE m.scope = scopes.scope AND items > 0) AS month FROM scopes`
      const months = await rowsOf<{ scope: string; month: Month | null }>(sql, newest)
      return new Map(months.map(({ scope, month }) => [scope, month]))
    },
    /** The months that have entries, newest first. */
    months(scope: Scope): Promise<readonly Month[]> {
      return column(sql, 'SELECT month FROM months WHERE scope = ? AND items > 0 ORDER BY month DESC', scopeId(scope))
    },
    /** The ids of the scopes that have entries in a month. */
    scopesIn(month: Month): Promise<readonly string[]> {
      return column(sql, 'SELECT scope FROM months WHERE month = ? AND items > 0 ORDER BY scope', month)
    },
    /** The extents of the scopes that have entries, by scope id. The id of a language's scope is the language. */
    async extents<Id extends string>(scopes: readonly Id[]): Promise<ReadonlyMap<Id, Extent>> {
      if (scopes.length === 0) return new Map()
      const extents = query`SELECT scope, min(month) AS oldest, CAST(sum(items) AS INTEGER) AS entries FROM months WHERE scope IN (${listed(scopes)}) AND items > 0 GROUP BY scope`
      const rows = await rowsOf<Extent & { scope: Id }>(sql, extents)
      return new Map(rows.map(({ scope, oldest, entries }) => [scope, { oldest, entries }]))
    },
    /**
     * Dates changes in months that have `entries` more or fewer entries, at most one month of each scope. If a month got its
     * first entry or lost its last, the months before and after it change too, because they link to another month.
     */
    async touchMonths(changes: readonly MonthChange[], at: Instant): Promise<void> {
      const rows = changes.map(({ scope, month, entries }) => [scopeId(scope), month, entries, at])
      const touched = await sql.insert<{ scope: string; items: number }>(PUT_MONTHS, rows, ADD_ENTRIES)
      const itemsIn = new Map(touched.map(({ scope, items }) => [scope, items]))
      for (const { scope, month: changed, entries } of changes) {
        const items = itemsIn.get(scopeId(scope))
        if (items !== 0 && items !== entries) continue
        const { older, newer } = await month(scope, changed)
        if (newer) await sql.all(TOUCH_NEIGHBOUR, at, scopeId(scope), newer)
        // The newest month links to the month after it, with or without entries.
        if (older && (newer || monthAfter(older) !== changed)) await sql.all(TOUCH_NEIGHBOUR, at, scopeId(scope), older)
      }
    },
    /** Dates a change in all months of a scope. */
    async touchAllMonths(scope: Scope, at: Instant): Promise<void> {
      await sql.all('UPDATE months SET changed = ? WHERE scope = ?', at, scopeId(scope))
    },
    /** Counts all months again, after a change of the time zone. */
    async recountMonths(monthOf: (published: Instant) => Month, at: Instant): Promise<void> {
      await sql.all(CLEAR_MONTHS)
      const counts = new Map<string, number>()
      const dates = await sql.all<{ scope: string; published: number }>('SELECT scope, published FROM placements')
      for (const { scope, published } of dates) {
        const key = `${scope} ${monthOf(published)}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      const rows = [...counts].map(([key, items]) => [...(key.split(' ') as [string, string]), items, at])
      await sql.insert(PUT_MONTHS, rows)
    },
  }
}
