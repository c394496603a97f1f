import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import type { Sql } from './sql.ts'

/** The entries of a feed's version, from which deltas are computed. */
export type ShownVersion = {
  readonly version: string
  /** The marks of its entries, as `editions/feed-versions.ts` writes them. */
  readonly entries: string
}

// A feed may return to an earlier version, which is then the current one again.
const PUT =
  'INSERT INTO versions (scope, version, entries) VALUES (?, ?, ?) ON CONFLICT (scope, version) DO UPDATE SET entries = excluded.entries, replaced = NULL'

export function versionsOn(sql: Sql) {
  return {
    /** The stored versions of a scope, including the current one. */
    async versions(scope: Scope): Promise<readonly ShownVersion[]> {
      return sql.all<ShownVersion>('SELECT version, entries FROM versions WHERE scope = ?', scopeId(scope))
    },
    /** Stores the current version of a scope; the previous one is replaced at `at`. */
    async putVersion(scope: Scope, { version, entries }: ShownVersion, at: Instant): Promise<void> {
      await sql.all('UPDATE versions SET replaced = ? WHERE scope = ? AND replaced IS NULL', at, scopeId(scope))
      await sql.all(PUT, scopeId(scope), version, entries)
    },
    /** `until` is inclusive. */
    async forgetVersions(until: Instant): Promise<void> {
      await sql.all('DELETE FROM versions WHERE replaced <= ?', until)
    },
  }
}
