import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Sql } from './sql.ts'

/** The entries of a feed's version, from which deltas are computed. */
export type ShownVersion = {
  readonly version: string
  /** The marks of its entries, as `editions/feed-versions.ts` writes them. */
  readonly entries: string
}

export type VersionsReader = {
  /** The stored versions of a scope, including the current one. */
  versions(scope: Scope): Promise<readonly ShownVersion[]>
}

export type VersionsWriter = VersionsReader & {
  /** Stores the current version of a scope; the previous one is replaced at `at`. */
  putVersion(scope: Scope, shown: ShownVersion, at: Instant): Promise<void>
  /** `until` is inclusive. */
  forgetVersions(until: Instant): Promise<void>
}

const VERSIONS = 'SELECT version, entries FROM versions WHERE scope = ?'
const REPLACE = 'UPDATE versions SET replaced = ? WHERE scope = ? AND replaced IS NULL'
// A feed may return to an earlier version, which is then the current one again.
const PUT =
  'INSERT INTO versions (scope, version, entries) VALUES (?, ?, ?) ON CONFLICT (scope, version) DO UPDATE SET entries = excluded.entries, replaced = NULL'
const FORGET = 'DELETE FROM versions WHERE replaced <= ?'

export function versionsOn(sql: Sql): VersionsWriter {
  return {
    async versions(scope) {
      return sql.all<ShownVersion>(VERSIONS, scopeId(scope))
    },
    async putVersion(scope, { version, entries }, at) {
      await sql.all(REPLACE, at, scopeId(scope))
      await sql.all(PUT, scopeId(scope), version, entries)
    },
    async forgetVersions(until) {
      await sql.all(FORGET, until)
    },
  }
}
