import { existsSync } from 'node:fs'
import type { StatementSync } from 'node:sqlite'
import { TABLES } from '../migrations.ts'
import type { Store } from '../port.ts'
import type { Value } from '../sql.ts'
import { openDatabase, openUntouched, versionOf, withStoreErrors } from './database.ts'
import { openSqliteStore, storeOn } from './store.ts'

/**
 * Copies a store into memory, in one transaction. Empty if there is no store at `location`; none is created.
 * @throws AppError `store_unusable`
 */
export function copySqliteStore(location: string): Store {
  if (location === ':memory:' || !existsSync(location)) return openSqliteStore(':memory:')
  return withStoreErrors(location, () => {
    const original = openUntouched(location)
    try {
      original.exec('PRAGMA busy_timeout = 5000; BEGIN')
      versionOf(original, location)
      const tables = original.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { name: string }[]
      // An interrupted first refresh leaves another table.
      const known = tables.filter(({ name }) => TABLES.includes(name))
      return filledSqliteStore(known.map(({ name }) => [name, original.prepare(`SELECT * FROM ${name}`).iterate()]))
    } finally {
      original.close()
    }
  })
}

/** Creates a store in memory from the rows of another, which may have an earlier schema. */
export function filledSqliteStore(tables: Iterable<readonly [table: string, rows: Iterable<object>]>): Store {
  const database = openDatabase(':memory:')
  database.exec('BEGIN')
  for (const [table, rows] of tables) {
    let insert: StatementSync | undefined
    for (const row of rows) {
      const columns = Object.keys(row)
      insert ??= database.prepare(
        `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      insert.run(...(Object.values(row) as Value[]))
    }
  }
  // Rows of earlier schemas lack these derived tables.
  database.exec(
    'INSERT OR IGNORE INTO twins (article, language) SELECT article, language FROM variants GROUP BY article, language HAVING count(*) > 1; UPDATE counts SET files = (SELECT count(*) FROM files)',
  )
  database.exec('COMMIT')
  return storeOn(database)
}
