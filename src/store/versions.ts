import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Sql } from './sql.ts'

/** What a version of a feed showed, so that who has that version can be told what has come since. */
export type ShownVersion = {
  readonly version: string
  /** A text that tells its entries apart; what is in it is the business of who wrote it. */
  readonly entries: string
}

export type VersionsReader = {
  /** The versions that are known of a scope, the one that is shown now among them. */
  versions(scope: Scope): Promise<readonly ShownVersion[]>
}

export type VersionsWriter = VersionsReader & {
  /** The version that a scope shows now; the one that it showed until then was replaced at an instant. */
  putVersion(scope: Scope, shown: ShownVersion, at: Instant): Promise<void>
  /** Versions that were replaced at an instant or before it are no longer known. */
  forgetVersions(until: Instant): Promise<void>
}

const VERSIONS = 'SELECT version, entries FROM versions WHERE scope = ?'
const REPLACE = 'UPDATE versions SET replaced = ? WHERE scope = ? AND replaced IS NULL'
// One that comes back is the one that is shown.
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
