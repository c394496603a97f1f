import type { Instant, Quarantined, Variant } from '../domain/article.ts'
import { type Scope, scopeOf } from '../domain/feed-key.ts'
import type { Sql } from './sql.ts'

const CHANGED =
  'SELECT s.article, s.language, s.guid, s.former, min(v.file) AS file FROM shown_guids s JOIN variants v ON v.article = s.article AND v.language = s.language WHERE s.changed > ? GROUP BY s.article, s.language, s.guid, s.former ORDER BY s.article, s.language'
// Nothing changed for readers if the former guid is back.
const SHOW =
  'INSERT INTO shown_guids (article, language, guid, former, changed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (article, language) DO UPDATE SET guid = excluded.guid, former = CASE WHEN excluded.guid = shown_guids.former THEN NULL ELSE excluded.former END, changed = CASE WHEN excluded.guid = shown_guids.former THEN NULL ELSE excluded.changed END'
const DROP_TOMBSTONES = 'DELETE FROM tombstones WHERE guid = ? AND (article <> ? OR language <> ?) RETURNING scope, at'
// RFC 6721 §3: an entry that is newer than its tombstone is not withdrawn.
const RETURN =
  'INSERT INTO withdrawals (article, language, at, returned) VALUES (?, ?, ?, ?) ON CONFLICT (article, language) DO UPDATE SET returned = excluded.returned'

export function guidsOn(sql: Sql) {
  return {
    /** A warning for each guid of a shown variant that changed after an instant. */
    async changedGuids(after: Instant): Promise<readonly Quarantined[]> {
      const named = (guid: string): string => (guid === '' ? 'the id of this site' : `"${guid}"`)
      const rows = await sql.all<Record<'file' | 'article' | 'language' | 'guid' | 'former', string>>(CHANGED, after)
      return rows.map(({ file, article, language, guid, former }) => ({
        file,
        place: '',
        reason: 'guid_changed',
        message: `Feeds showed "${article}" in ${language} under ${named(former)} and now under ${named(guid)}, so feed readers show it again. To undo this, ${former === '' ? 'remove the guid' : 'write the former guid'}.`,
      }))
    },
    /**
     * Records the guid under which feeds show a variant. `former` is what they showed before: empty for the id of this site,
     * `null` if they did not show the variant. Deletes tombstones of other articles with the guid. Returns their scopes.
     */
    async showGuid(
      { article, language, guid }: Pick<Variant, 'article' | 'language' | 'guid'>,
      former: string | null,
      at: Instant,
    ): Promise<readonly Scope[]> {
      await sql.all(SHOW, article, language, guid ?? '', former, former === null ? null : at)
      const dropped =
        guid === undefined ? [] : await sql.all<{ scope: string; at: number }>(DROP_TOMBSTONES, guid, article, language)
      if (dropped.length > 0) {
        const withdrawn = Math.max(...dropped.map((tombstone) => tombstone.at))
        await sql.all(RETURN, article, language, withdrawn, Math.max(at, withdrawn + 1000))
      }
      return dropped.map(({ scope }) => scopeOf(scope))
    },
  }
}
