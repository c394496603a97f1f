import { MIGRATIONS as SQLITE_MIGRATIONS } from '../sqlite/migrations.ts'

const [first, second, ...rest] = SQLITE_MIGRATIONS

/** The n-th migrates a database from version n to n + 1. The first one makes the tables of two versions of SQLite's. */
export const MIGRATIONS: readonly string[] = [`${first}${second}`, ...rest].map(translated)

/** Translates SQLite's names of types, and what only SQLite has. `COLLATE "C"` compares text by code point, as SQLite does. */
function translated(migration: string): string {
  return migration
    .replace(/\) STRICT(?:, WITHOUT ROWID)?/g, ')')
    .replace(/\bINTEGER\b/g, 'BIGINT')
    .replace(/\bREAL\b/g, 'DOUBLE PRECISION')
    .replace(/\bTEXT\b/g, 'TEXT COLLATE "C"')
    .replace(/PRIMARY KEY \([^)]*\)/g, (key) => key.replaceAll(' DESC', ''))
}
