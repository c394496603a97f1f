import type { Instant, Withdrawn } from '../domain/article.ts'
import { type Scope, scopeId, scopeOf } from '../domain/feed-key.ts'
import type { Language } from '../domain/language.ts'
import { column, listed, query, rowsOf, type Sql } from './sql.ts'
import { spacedLanguages, type Union, withdrawnQuery } from './union.ts'

export type WithdrawalsWriter = ReturnType<typeof withdrawalsOn>

const WITHDRAW =
  'INSERT INTO withdrawals (article, language, at) VALUES (?, ?, ?) ON CONFLICT (article, language) DO UPDATE SET at = excluded.at, returned = NULL'
// An entry whose guid another published variant has now, such as a renamed article, is not withdrawn.
const PUT_TOMBSTONE =
  "INSERT INTO tombstones (scope, at, article, language, beside, guid) SELECT ?1, ?2, ?3, ?4, ?5, (SELECT nullif(guid, '') FROM shown_guids WHERE article = ?3 AND language = ?4) WHERE NOT EXISTS (SELECT 1 FROM shown_guids s JOIN variants v ON v.guid = s.guid WHERE s.article = ?3 AND s.language = ?4 AND v.status = 'published' AND (v.article <> s.article OR v.language <> s.language)) ON CONFLICT DO NOTHING"
// Tombstones of another time are those of ended fallbacks.
const DROP_TOMBSTONES =
  'DELETE FROM tombstones WHERE article = ?1 AND language = ?2 AND at = (SELECT at FROM withdrawals w WHERE w.article = ?1 AND w.language = ?2) RETURNING scope'
const DROP_TOMBSTONE = 'DELETE FROM tombstones WHERE article = ? AND language = ? AND scope = ? RETURNING scope'

export function withdrawalsOn(sql: Sql) {
  const putTombstone = async (withdrawn: Withdrawn, scope: Scope, beside: readonly Language[]): Promise<void> => {
    const { article, language, at } = withdrawn
    await sql.all(PUT_TOMBSTONE, scopeId(scope), at, article, language, spacedLanguages(beside))
  }
  return {
    /** The `limit` newest withdrawals from a union, newest first. */
    async withdrawn(union: Union, limit: number): Promise<readonly Withdrawn[]> {
      const rows = await rowsOf<Withdrawn & { guid: string | null }>(sql, withdrawnQuery(union, limit))
      return rows.map(({ guid, ...withdrawn }) => (guid === null ? withdrawn : { ...withdrawn, guid }))
    },
    /** Those of the scopes that have withdrawals, by scope id. */
    async scopesWithWithdrawals(scopes: readonly Scope[]): Promise<ReadonlySet<string>> {
      const some = query`SELECT DISTINCT scope FROM tombstones WHERE scope IN (${listed(scopes.map(scopeId))})`
      return new Set((await rowsOf<{ scope: string }>(sql, some)).map(({ scope }) => scope))
    },
    /**
     * Records the withdrawal of a variant from the scopes that showed it. `beside` has all languages that the article was
     * shown in, because a feed of several languages showed only one of them.
     */
    async withdraw(withdrawn: Withdrawn, scopes: readonly Scope[], beside: readonly Language[]): Promise<void> {
      await sql.all(WITHDRAW, withdrawn.article, withdrawn.language, withdrawn.at)
      for (const scope of scopes) await putTombstone(withdrawn, scope, beside)
    },
    /** Records that a scope shows another variant now: like a withdrawal, but in this scope only. */
    endFallback: putTombstone,
    /** Deletes a variant's tombstone in a scope that shows it again. Returns whether there was one. */
    async resumeFallback(article: string, language: Language, scope: Scope): Promise<boolean> {
      return (await sql.all(DROP_TOMBSTONE, article, language, scopeId(scope))).length > 0
    },
    /** The withdrawals of articles, except those of variants that were published again. */
    async withdrawalsOf(articles: readonly string[]): Promise<readonly Withdrawn[]> {
      const withdrawn = query`SELECT article, language, at FROM withdrawals WHERE article IN (${listed(articles)}) AND returned IS NULL ORDER BY article, language`
      return rowsOf<Withdrawn>(sql, withdrawn)
    },
    /** Records that a variant is published again, and deletes its tombstones. Returns their scopes. */
    async restore(article: string, language: Language, at: Instant): Promise<readonly Scope[]> {
      await sql.all('UPDATE withdrawals SET returned = ? WHERE article = ? AND language = ?', at, article, language)
      return (await column<string>(sql, DROP_TOMBSTONES, article, language)).map(scopeOf)
    },
    /** The scopes that have withdrawals after `after` and not after `until`. */
    async withdrawnFrom(after: Instant, until: Instant): Promise<readonly Scope[]> {
      const scopes = 'SELECT DISTINCT scope FROM tombstones WHERE at > ? AND at <= ?'
      return (await column<string>(sql, scopes, after, until)).map(scopeOf)
    },
  }
}
