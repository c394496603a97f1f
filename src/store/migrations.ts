import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const FOLDER = path.join(import.meta.dirname, 'migrations')

/** The n-th migrates a database from version n to n + 1. Only append: never edit a migration. */
export const SQLITE_MIGRATIONS: readonly string[] = readdirSync(FOLDER)
  .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  .map((file) => readFileSync(path.join(FOLDER, file), 'utf8'))

/** All tables of the store. */
export const TABLES: readonly string[] = SQLITE_MIGRATIONS.flatMap((migration) =>
  [...migration.matchAll(/CREATE TABLE (\w+)/g)].map(([, name = '']) => name),
)

const [first, second, ...rest] = SQLITE_MIGRATIONS

/** The first one makes the tables of two versions of SQLite's. */
export const POSTGRES_MIGRATIONS: readonly string[] = [`${first}${second}`, ...rest].map(translated)

/** Translates SQLite's names of types, and what only SQLite has. `COLLATE "C"` compares text by code point, as SQLite does. */
function translated(migration: string): string {
  return migration
    .replace(/\) STRICT(?:, WITHOUT ROWID)?/g, ')')
    .replace(/\bINTEGER\b/g, 'BIGINT')
    .replace(/\bREAL\b/g, 'DOUBLE PRECISION')
    .replace(/\bTEXT\b/g, 'TEXT COLLATE "C"')
    .replace(/PRIMARY KEY \([^)]*\)/g, (key) => key.replaceAll(' DESC', ''))
}
