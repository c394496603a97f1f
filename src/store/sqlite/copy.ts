import { existsSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { TABLES } from '../migrations.ts'
import type { Store } from '../port.ts'
import type { Value } from '../sql.ts'
import { openDatabase, untouchedAddress, versionOf, withStoreErrors } from './database.ts'
import { openSqliteStore, storeOn } from './store.ts'

/**
 * Copies a store into memory, in one transaction. Empty if there is no store at `location`; none is created.
 * `hasBodies`: whether the copy has the bodies of articles, which are most of a store.
 * @throws AppError `store_unusable`
 */
export function copySqliteStore(location: string, hasBodies: boolean): Store {
  if (location === ':memory:' || !existsSync(location)) return openSqliteStore(':memory:')
  return withStoreErrors(location, () => {
    const copy = openDatabase(':memory:')
    copy.prepare('ATTACH ? AS original').run(untouchedAddress(location).href)
    copy.exec('BEGIN')
    versionOf(copy, location, 'original')
    const tables = copy.prepare(`SELECT name FROM original.sqlite_schema WHERE type = 'table'`).all() as Named[]
    // An interrupted first refresh leaves another table.
    for (const { name } of tables) if (TABLES.includes(name)) copyTable(copy, name, hasBodies)
    finish(copy)
    copy.exec('DETACH original')
    return storeOn(copy)
  })
}

type Named = { readonly name: string }

/** SQLite copies pages in place of rows if the columns are the same: https://www.sqlite.org/opcode.html#RowCell */
function copyTable(copy: DatabaseSync, table: string, hasBodies: boolean): void {
  const columnsIn = (schema: string): string[] => {
    const rows = copy.prepare('SELECT name FROM pragma_table_info(?, ?)').all(table, schema) as Named[]
    return rows.map(({ name }) => name)
  }
  const columns = columnsIn('original')
  const isWhole = hasBodies || table === 'head' || !columns.includes('body')
  const values = isWhole ? columns : columns.map((column) => (column === 'body' ? `''` : column))
  const isSame = isWhole && columns.join() === columnsIn('main').join()
  const [into, from] = isSame ? ['', '*'] : [`(${columns.join(', ')})`, values.join(', ')]
  copy.exec(`INSERT OR REPLACE INTO main.${table} ${into} SELECT ${from} FROM original.${table}`)
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
  finish(database)
  return storeOn(database)
}

/** Fills the derived tables that rows of earlier schemas lack. */
function finish(copy: DatabaseSync): void {
  copy.exec(
    'INSERT OR IGNORE INTO twins (article, language) SELECT article, language FROM variants GROUP BY article, language HAVING count(*) > 1; UPDATE counts SET files = (SELECT count(*) FROM files)',
  )
  copy.exec('COMMIT')
}
