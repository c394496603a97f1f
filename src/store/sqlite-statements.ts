import type { DatabaseSync } from 'node:sqlite'

/** Of two files that hold the same article in the same language, the first by path counts. */
const COUNTS = `file = (SELECT min(file) FROM variants twin WHERE twin.article = v.article AND twin.language = v.language)`

/** Every statement that the store runs, prepared once on its connection. */
export function prepared(database: DatabaseSync) {
  return {
    head: database.prepare('SELECT body FROM head'),
    putHead: database.prepare(
      'INSERT INTO head (one, body) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET body = excluded.body',
    ),
    files: database.prepare('SELECT file, modified, size, hash FROM files'),
    putFile: database.prepare(
      'INSERT INTO files (file, modified, size, hash) VALUES (?, ?, ?, ?) ON CONFLICT (file) DO UPDATE SET modified = excluded.modified, size = excluded.size, hash = excluded.hash',
    ),
    dropFile: database.prepare('DELETE FROM files WHERE file = ?'),
    quarantine: database.prepare('SELECT file, place, reason, message FROM quarantine ORDER BY file, position'),
    duplicates: database.prepare(
      `SELECT v.file, v.article, v.language, min(first.file) AS first FROM variants v JOIN variants first ON first.article = v.article AND first.language = v.language AND first.file < v.file GROUP BY v.file, v.article, v.language ORDER BY v.file, v.language`,
    ),
    putQuarantined: database.prepare(
      'INSERT INTO quarantine (file, position, place, reason, message) VALUES (?, ?, ?, ?, ?)',
    ),
    dropQuarantined: database.prepare('DELETE FROM quarantine WHERE file = ?'),
    articlesIn: database.prepare('SELECT DISTINCT article FROM variants WHERE file = ?'),
    languagesIn: database.prepare('SELECT DISTINCT language FROM variants WHERE file = ?'),
    variantsIn: database.prepare('SELECT body FROM variants WHERE file = ?'),
    dropVariants: database.prepare('DELETE FROM variants WHERE file = ? AND language = ?'),
    putVariant: database.prepare(
      'INSERT INTO variants (article, language, file, status, published, updated, corrected, expires, title, url, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    variants: database.prepare(`SELECT body FROM variants v WHERE article = ? AND ${COUNTS} ORDER BY language`),
    variant: database.prepare(`SELECT body FROM variants v WHERE article = ? AND language = ? ORDER BY file LIMIT 1`),
    siblings: database.prepare(
      `SELECT language, title, url, status, published, expires FROM variants v WHERE article = ? AND ${COUNTS} ORDER BY language`,
    ),
    articles: database.prepare('SELECT DISTINCT article FROM variants ORDER BY article'),
    due: database.prepare(
      ['published', 'updated', 'corrected', 'expires']
        .map((instant) => `SELECT article FROM variants WHERE ${instant} > ?1 AND ${instant} <= ?2`)
        .join(' UNION '),
    ),
    placements: database.prepare(
      'SELECT scope, published, language, updated, hash, label FROM placements WHERE article = ?',
    ),
    place: database.prepare(
      'INSERT INTO placements (scope, published, article, language, updated, hash, label) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    displace: database.prepare('DELETE FROM placements WHERE scope = ? AND published = ? AND article = ?'),
    window: database.prepare(
      'SELECT scope, published, article, language, updated, hash, label FROM placements WHERE scope = ? ORDER BY published DESC, article LIMIT ?',
    ),
    feeds: database.prepare('SELECT scope, version, updated, last_modified, label, items FROM feeds'),
    putFeed: database.prepare(
      'INSERT INTO feeds (scope, version, updated, last_modified, label, items) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (scope) DO UPDATE SET version = excluded.version, updated = excluded.updated, last_modified = excluded.last_modified, label = excluded.label, items = excluded.items',
    ),
  }
}
