import type { Instant } from '../domain/article.ts'
import { type Scope, scopeId } from '../domain/feed-key.ts'
import { listed, query, rowsOf, type Sql } from './sql.ts'

/** The entries of a feed's version, from which deltas are computed. */
export type ShownVersion = {
  readonly version: string
  /** The marks of its entries, as `editions/feed-versions.ts` writes them. */
  readonly entries: string
}

// A feed may return to an earlier version, which is then the current one again.
const PUT = 'INSERT INTO versions (scope, version, entries)'
const RENEW = 'ON CONFLICT (scope, version) DO UPDATE SET entries = excluded.entries, replaced = NULL'

export function versionsOn(sql: Sql) {
  return {
    /** The stored versions of a scope, including the current one. */
    async versions(scope: Scope): Promise<readonly ShownVersion[]> {
      return sql.all<ShownVersion>('SELECT version, entries FROM versions WHERE scope = ?', scopeId(scope))
    },
    /** Stores the current versions of scopes; the previous ones of those that are not new are replaced at `at`. */
    async putVersions(
      versions: readonly (ShownVersion & { readonly scope: Scope; readonly isNew?: boolean })[],
      at: Instant,
    ): Promise<void> {
      const rows = versions.map(({ scope, version, entries }) => [scopeId(scope), version, entries])
      const replaced = versions.flatMap(({ scope, isNew }) => (isNew ? [] : scopeId(scope)))
      if (replaced.length > 0)
        await rowsOf(
          sql,
          query`UPDATE versions SET replaced = ${at} WHERE scope IN (${listed(replaced)}) AND replaced IS NULL`,
        )
      await sql.insert(PUT, rows, RENEW)
    },
    /** `until` is inclusive. */
    async forgetVersions(until: Instant): Promise<void> {
      await sql.all('DELETE FROM versions WHERE replaced <= ?', until)
    },
  }
}
