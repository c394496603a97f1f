import { existsSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { Store } from '../port.ts'
import type { Value } from '../sql.ts'
import { migrate, openDatabase, openUntouched, versionOf, withStoreErrors } from './database.ts'
import { openSqliteStore, storeOn } from './store.ts'

/**
 * Copies a store into memory. Empty if there is no store at `location`; none is created.
 * @throws AppError `store_unusable`
 */
export function copySqliteStore(location: string): Store {
  if (location === ':memory:' || !existsSync(location)) return openSqliteStore(':memory:')
  return storeOn(withStoreErrors(location, () => copied(location)))
}

/** Creates a store in memory from the rows of another adapter, which may have an earlier schema. */
export function filledSqliteStore(tables: ReadonlyMap<string, readonly object[]>): Store {
  const database = openDatabase(':memory:')
  database.exec('BEGIN')
  for (const [table, rows] of tables) {
    const columns = Object.keys(rows[0] ?? {})
    if (columns.length === 0) continue
    const insert = database.prepare(
      `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    for (const row of rows) insert.run(...(Object.values(row) as Value[]))
  }
  // Rows of earlier schemas lack these derived tables.
  database.exec(
    'INSERT OR IGNORE INTO twins (article, language) SELECT article, language FROM variants GROUP BY article, language HAVING count(*) > 1; UPDATE counts SET files = (SELECT count(*) FROM files)',
  )
  database.exec('COMMIT')
  return storeOn(database)
}

/** Copies all tables in one transaction, then migrates the copy. */
function copied(location: string): DatabaseSync {
  const original = openUntouched(location)
  try {
    original.exec('PRAGMA busy_timeout = 5000; BEGIN')
    const database = new DatabaseSync(':memory:')
    migrate(database, location, versionOf(original, location))
    const tables = original.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { name: string }[]
    database.exec('BEGIN')
    for (const { name } of tables) {
      const rows = original.prepare(`SELECT * FROM ${name}`)
      rows.setReturnArrays(true)
      let insert: StatementSync | undefined
      for (const row of rows.iterate() as Iterable<unknown>) {
        const values = row as SQLInputValue[]
        insert ??= database.prepare(`INSERT OR REPLACE INTO ${name} VALUES (${values.map(() => '?').join(', ')})`)
        insert.run(...values)
      }
    }
    database.exec('COMMIT')
    migrate(database, location)
    return database
  } finally {
    original.close()
  }
}
