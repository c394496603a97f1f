import type { Instant } from '../domain/article.ts'
import type { Month } from '../domain/calendar.ts'
import { scopeId } from '../domain/feed-key.ts'
import type { Placement } from './placements.ts'
import { column, type Sql } from './sql.ts'
import { CHANGED } from './union.ts'

/** A placement of the first edition, with the month in which it was published. */
export type FirstPlacement = Placement & { readonly article: string; readonly month: Month }

/** Placements that a first refresh collected. `at` dates the months. */
export type Collection = { readonly run: number; readonly rows: number; readonly at: Instant }

// A table without indexes takes rows in any order. Its types are those of placements.
const CREATE =
  "CREATE TABLE IF NOT EXISTS first_placements AS SELECT published AS run, scope, published, article, language, updated, hash, label, rank, '' AS month FROM placements WHERE 1 = 0"
const COLLECT =
  'INSERT INTO first_placements (run, scope, published, article, language, updated, hash, label, rank, month)'

export function firstPlacementsOn(sql: Sql) {
  return {
    /** Starts to collect the placements of a first edition. Returns the number of this run: another process may have one. */
    async startCollecting(): Promise<number> {
      await sql.all(CREATE)
      const [last] = await column<number | null>(sql, 'SELECT max(abs(run)) FROM first_placements')
      // The latest run may be in progress; earlier ones were interrupted.
      await sql.all('DELETE FROM first_placements WHERE run < ?', last ?? 0)
      const run = (last ?? 0) + 1
      await sql.all('INSERT INTO first_placements (run) VALUES (?)', -run)
      return run
    },
    async collect(run: number, placements: readonly FirstPlacement[]): Promise<void> {
      const rows = placements.map(({ scope, published, article, language, updated, hash, label, rank, month }) => {
        return [run, scopeId(scope), published, article, language, updated, hash, label, rank, month]
      })
      await sql.insert(COLLECT, rows)
    },
    /** Once there is an edition, no process collects placements for the first. */
    async stopCollecting(): Promise<void> {
      await sql.all('DROP TABLE IF EXISTS first_placements')
    },
  }
}

/** @returns whether the collection is complete: no other process made the first edition or collects again */
export async function isComplete(sql: Sql, { run, rows }: Collection): Promise<boolean> {
  if ((await sql.all('SELECT one FROM head')).length > 0) return false
  const [collected] = await column<number>(sql, 'SELECT count(*) FROM first_placements WHERE run = ?', run)
  return collected === rows
}

/** How a database empties a table, and the statements that drop and add the primary key if it is an index beside the rows. */
type Filling = { readonly empty: string; readonly dropKey: string; readonly addKey: string }

/** SQLite's rows are in their primary key. */
const SQLITE_FILLING: Filling = { empty: 'DELETE FROM', dropKey: '', addKey: '' }

/**
 * Makes the collected placements those of the store. They are sorted like the primary key and indexed at the end: placed one
 * by one, each would change another page of each index.
 */
export function fillingStatements(
  { run, at }: Collection,
  { empty, dropKey, addKey }: Filling = SQLITE_FILLING,
): string {
  const columns = 'scope, published, article, language, updated, hash, label, rank'
  return `
${empty} placements;
${empty} months;
${dropKey}
DROP INDEX placements_by_article;
DROP INDEX placements_by_change;
INSERT INTO placements (${columns}) SELECT ${columns} FROM first_placements WHERE run = ${run} ORDER BY scope, published DESC, article;
INSERT INTO months (scope, month, items, changed) SELECT scope, month, count(*), ${at} FROM first_placements WHERE run = ${run} GROUP BY scope, month ORDER BY scope, month;
${empty} first_placements;
${addKey}
CREATE INDEX placements_by_article ON placements (article);
CREATE INDEX placements_by_change ON placements (scope, (${CHANGED}) DESC, published DESC, article);`
}
