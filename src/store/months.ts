import type { Instant } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import type { Extent } from '../domain/edition.ts'
import { type Scope, scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { one, type Sql } from './sql.ts'

/** A month of a scope among those around it: those that have no entries are passed over. */
export type MonthFacts = {
  /** When its entries, or the month that it links back to, last changed; `null` where it never had any. */
  readonly changed: Instant | null
  readonly older: Month | null
}

export type MonthsReader = {
  month(scope: Scope, month: Month): Promise<MonthFacts>
  newestMonth(scope: Scope): Promise<Month | null>
  /** Those that have entries, the newest first. */
  months(scope: Scope): Promise<readonly Month[]>
  /** How far back each language goes, and how much it has; those that have nothing are left out. */
  extents(languages: readonly Language[]): Promise<ReadonlyMap<Language, Extent>>
}

export type MonthsWriter = MonthsReader & {
  /** `entries` more are in a month, which is another now; where it has its first or has lost its last, so is the next. */
  touchMonth(scope: Scope, month: Month, entries: number, at: Instant): Promise<void>
  /** All months of a scope are others now. */
  touchMonths(scope: Scope, at: Instant): Promise<void>
  /** Counts all months anew, by another calendar. */
  recountMonths(monthOf: (published: Instant) => Month, at: Instant): Promise<void>
}

export const CLEAR_MONTHS = 'DELETE FROM months'
const MONTH = `SELECT (SELECT changed FROM months WHERE scope = ?1 AND month = ?2) AS changed, (SELECT max(month) FROM months WHERE scope = ?1 AND month < ?2 AND items > 0) AS older`
const NEWEST_MONTH = 'SELECT max(month) AS month FROM months WHERE scope = ? AND items > 0'
const MONTHS = 'SELECT month FROM months WHERE scope = ? AND items > 0 ORDER BY month DESC'
const TOUCH_MONTH =
  'INSERT INTO months (scope, month, items, changed) VALUES (?, ?, ?, ?) ON CONFLICT (scope, month) DO UPDATE SET items = months.items + excluded.items, changed = excluded.changed RETURNING items'
const TOUCH_NEXT_MONTH =
  'UPDATE months SET changed = ?3 WHERE scope = ?1 AND month = (SELECT min(month) FROM months WHERE scope = ?1 AND month > ?2 AND items > 0)'
const TOUCH_MONTHS = 'UPDATE months SET changed = ? WHERE scope = ?'
const PLACES = 'SELECT scope, published FROM placements'

export function monthsOn(sql: Sql): MonthsWriter {
  return {
    async month(scope, month) {
      const facts = await one<MonthFacts>(sql, MONTH, scopeId(scope), month)
      return { changed: facts?.changed ?? null, older: facts?.older ?? null }
    },
    async newestMonth(scope) {
      return (await one<{ month: Month | null }>(sql, NEWEST_MONTH, scopeId(scope)))?.month ?? null
    },
    async months(scope) {
      return (await sql.all<{ month: Month }>(MONTHS, scopeId(scope))).map(({ month }) => month)
    },
    async extents(languages) {
      const scopes = languages.map((language) => scopeId({ language, kind: 'all' }))
      const rows = await sql.all<Extent & { scope: string }>(extentsOf(scopes.length), ...scopes)
      return new Map(rows.map(({ scope, oldest, entries }) => [scopeOf(scope).language, { oldest, entries }]))
    },
    async touchMonth(scope, month, entries, at) {
      const touched = await one<{ items: number }>(sql, TOUCH_MONTH, scopeId(scope), month, entries, at)
      if (touched?.items === 0 || touched?.items === entries) {
        await sql.all(TOUCH_NEXT_MONTH, scopeId(scope), month, at)
      }
    },
    async touchMonths(scope, at) {
      await sql.all(TOUCH_MONTHS, at, scopeId(scope))
    },
    async recountMonths(monthOf, at) {
      await sql.all(CLEAR_MONTHS)
      const counts = new Map<string, number>()
      for (const { scope, published } of await sql.all<{ scope: string; published: number }>(PLACES)) {
        const key = `${scope} ${monthOf(published)}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      for (const [key, items] of counts) {
        await sql.all(TOUCH_MONTH, ...(key.split(' ') as [string, string]), items, at)
      }
    },
  }
}

/** Of so many scopes: how far back each goes, and how much is in it. */
function extentsOf(scopes: number): string {
  const marks = Array.from({ length: scopes }, () => '?').join(', ')
  return `SELECT scope, min(month) AS oldest, CAST(sum(items) AS INTEGER) AS entries FROM months WHERE scope IN (${marks}) AND items > 0 GROUP BY scope`
}
