import type { DatabaseSync } from 'node:sqlite'

/** Of two files that hold the same article in the same language, the first by path counts. */
const COUNTS = `file = (SELECT min(file) FROM variants twin WHERE twin.article = v.article AND twin.language = v.language)`

/** When a variant came back from its last withdrawal. */
const RETURNED =
  '(SELECT returned FROM withdrawals w WHERE w.article = v.article AND w.language = v.language) AS returned'

const MOMENTS = ['published', 'updated', 'corrected', 'expires']

/** The statements about what files hold, prepared once on their connection. */
export function contentStatements(database: DatabaseSync) {
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
    published: database.prepare(
      "SELECT max(status <> 'draft' AND published <= ?) AS published FROM variants WHERE file = ?",
    ),
    articlesIn: database.prepare('SELECT DISTINCT article FROM variants WHERE file = ?'),
    languagesIn: database.prepare('SELECT DISTINCT language FROM variants WHERE file = ?'),
    variantsIn: database.prepare('SELECT body FROM variants WHERE file = ?'),
    dropVariants: database.prepare('DELETE FROM variants WHERE file = ? AND language = ?'),
    putVariant: database.prepare(
      'INSERT INTO variants (article, language, file, status, published, updated, corrected, expires, title, url, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    variants: database.prepare(
      `SELECT body, ${RETURNED} FROM variants v WHERE article = ? AND ${COUNTS} ORDER BY language`,
    ),
    variant: database.prepare(
      `SELECT body, ${RETURNED} FROM variants v WHERE article = ? AND language = ? ORDER BY file LIMIT 1`,
    ),
    siblings: database.prepare(
      `SELECT language, title, url, status, published, expires FROM variants v WHERE article = ? AND ${COUNTS} ORDER BY language`,
    ),
    articles: database.prepare('SELECT DISTINCT article FROM variants ORDER BY article'),
    due: database.prepare(
      MOMENTS.map((moment) => `SELECT article FROM variants WHERE ${moment} > ?1 AND ${moment} <= ?2`).join(' UNION '),
    ),
    nextDue: database.prepare(
      `SELECT min(next) AS next FROM (${MOMENTS.map((moment) => `SELECT min(${moment}) AS next FROM variants WHERE ${moment} > ?1 AND status = 'published'`).join(' UNION ALL ')})`,
    ),
  }
}

/** The statements about what feeds show. */
export function feedStatements(database: DatabaseSync) {
  return {
    placements: database.prepare(
      'SELECT scope, published, language, updated, hash, label, rank FROM placements WHERE article = ?',
    ),
    place: database.prepare(
      'INSERT INTO placements (scope, published, article, language, updated, hash, label, rank) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    displace: database.prepare('DELETE FROM placements WHERE scope = ? AND published = ? AND article = ?'),
    // RFC 5005 §4: a subscription document has what was added or changed last.
    window: database.prepare(
      'SELECT * FROM (SELECT scope, published, article, language, updated, hash, label, rank FROM placements WHERE scope = ? ORDER BY updated DESC, published DESC, article LIMIT ?) ORDER BY rank, published DESC, article',
    ),
    everyPlace: database.prepare('SELECT scope, published FROM placements'),
    feeds: database.prepare('SELECT scope, version, updated, last_modified, touched, label, items, older FROM feeds'),
    putFeed: database.prepare(
      'INSERT INTO feeds (scope, version, updated, last_modified, touched, label, items, older) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope) DO UPDATE SET version = excluded.version, updated = excluded.updated, last_modified = excluded.last_modified, touched = excluded.touched, label = excluded.label, items = excluded.items, older = excluded.older',
    ),
    month: database.prepare(
      `SELECT (SELECT changed FROM months WHERE scope = ?1 AND month = ?2) AS changed, (SELECT max(month) FROM months WHERE scope = ?1 AND month < ?2 AND items > 0) AS older`,
    ),
    newestMonth: database.prepare('SELECT max(month) AS month FROM months WHERE scope = ? AND items > 0'),
    touchMonth: database.prepare(
      'INSERT INTO months (scope, month, items, changed) VALUES (?, ?, ?, ?) ON CONFLICT (scope, month) DO UPDATE SET items = items + excluded.items, changed = excluded.changed RETURNING items',
    ),
    touchNextMonth: database.prepare(
      'UPDATE months SET changed = ?3 WHERE scope = ?1 AND month = (SELECT min(month) FROM months WHERE scope = ?1 AND month > ?2 AND items > 0)',
    ),
    touchMonths: database.prepare('UPDATE months SET changed = ? WHERE scope = ?'),
    dropMonths: database.prepare('DELETE FROM months'),
    withdraw: database.prepare(
      'INSERT INTO withdrawals (article, language, at) VALUES (?, ?, ?) ON CONFLICT (article, language) DO UPDATE SET at = excluded.at, returned = NULL',
    ),
    withdrawals: database.prepare(
      'SELECT article, language, at FROM withdrawals WHERE article = ? AND returned IS NULL ORDER BY language',
    ),
    giveBack: database.prepare('UPDATE withdrawals SET returned = ? WHERE article = ? AND language = ?'),
    putTombstone: database.prepare(
      'INSERT INTO tombstones (scope, at, article, language, beside) VALUES (?, ?, ?, ?, ?)',
    ),
    dropTombstones: database.prepare('DELETE FROM tombstones WHERE article = ? AND language = ? RETURNING scope'),
    withdrawnFrom: database.prepare('SELECT DISTINCT scope FROM tombstones WHERE at > ? AND at <= ?'),
  }
}
