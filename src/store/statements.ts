/** Of two files that hold the same article in the same language, the first by path counts. */
const COUNTS = `file = (SELECT min(file) FROM variants twin WHERE twin.article = v.article AND twin.language = v.language)`

/** When a variant came back from its last withdrawal. */
const RETURNED =
  '(SELECT returned FROM withdrawals w WHERE w.article = v.article AND w.language = v.language) AS returned'

const MOMENTS = ['published', 'updated', 'corrected', 'expires']

/** The statements about what files hold. */
export const CONTENT = {
  head: 'SELECT body FROM head',
  putHead: 'INSERT INTO head (one, body) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET body = excluded.body',
  begun: 'SELECT fingerprint FROM begun',
  begin:
    'INSERT INTO begun (one, fingerprint) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET fingerprint = excluded.fingerprint',
  forgetMarks: "UPDATE files SET modified = -1, hash = ''",
  files: 'SELECT file, modified, size, hash FROM files',
  fileCount: 'SELECT files AS count FROM counts',
  addFile:
    'INSERT INTO files (file, modified, size, hash) VALUES (?, ?, ?, ?) ON CONFLICT (file) DO NOTHING RETURNING file',
  changeFile: 'UPDATE files SET modified = ?2, size = ?3, hash = ?4 WHERE file = ?1',
  dropFile: 'DELETE FROM files WHERE file = ? RETURNING file',
  countFiles: 'UPDATE counts SET files = files + ?',
  quarantine: 'SELECT file, place, reason, message FROM quarantine ORDER BY file, position',
  // With IN, both databases begin with the twins, which are few.
  duplicates:
    'SELECT v.file, v.article, v.language, min(first.file) AS first FROM variants v JOIN variants first ON first.article = v.article AND first.language = v.language AND first.file < v.file WHERE (v.article, v.language) IN (SELECT article, language FROM twins) GROUP BY v.file, v.article, v.language ORDER BY v.file, v.language',
  dropTwins: 'DELETE FROM twins WHERE article = ?',
  putTwins:
    'INSERT INTO twins (article, language) SELECT article, language FROM variants WHERE article = ? GROUP BY article, language HAVING count(*) > 1',
  putQuarantined: 'INSERT INTO quarantine (file, position, place, reason, message) VALUES (?, ?, ?, ?, ?)',
  dropQuarantined: 'DELETE FROM quarantine WHERE file = ?',
  published:
    "SELECT max(CASE WHEN status <> 'draft' AND published <= ? THEN 1 ELSE 0 END) AS published FROM variants WHERE file = ?",
  articlesIn: 'SELECT DISTINCT article FROM variants WHERE file = ?',
  languagesIn: 'SELECT DISTINCT language FROM variants WHERE file = ?',
  variantsIn: 'SELECT body FROM variants WHERE file = ?',
  dropVariants: 'DELETE FROM variants WHERE file = ? AND language = ?',
  putVariant:
    'INSERT INTO variants (article, language, file, status, published, updated, corrected, expires, title, url, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  variants: `SELECT body, ${RETURNED} FROM variants v WHERE article = ? AND ${COUNTS} ORDER BY language`,
  variant: `SELECT body, ${RETURNED} FROM variants v WHERE article = ? AND language = ? ORDER BY file LIMIT 1`,
  siblings: `SELECT language, title, url, status, published, expires FROM variants v WHERE article = ? AND ${COUNTS} ORDER BY language`,
  articles: 'SELECT DISTINCT article FROM variants ORDER BY article',
  due: MOMENTS.map((moment) => `SELECT article FROM variants WHERE ${moment} > ?1 AND ${moment} <= ?2`).join(' UNION '),
  nextDue: `SELECT min(next) AS next FROM (${MOMENTS.map((moment) => `SELECT min(${moment}) AS next FROM variants WHERE ${moment} > ?1 AND status = 'published'`).join(' UNION ALL ')}) AS moments`,
} as const

/** The statements about what feeds show. */
export const FEEDS = {
  placements: 'SELECT scope, published, language, updated, hash, label, rank FROM placements WHERE article = ?',
  place: 'INSERT INTO placements (scope, published, article, language, updated, hash, label, rank) VALUES',
  displace: 'DELETE FROM placements WHERE scope = ? AND published = ? AND article = ?',
  // RFC 5005 §4: a subscription document has what was added or changed last.
  window:
    'SELECT * FROM (SELECT scope, published, article, language, updated, hash, label, rank FROM placements WHERE scope = ? ORDER BY updated DESC, published DESC, article LIMIT ?) AS newest ORDER BY rank, published DESC, article',
  dropPlacements: 'DELETE FROM placements',
  everyPlace: 'SELECT scope, published FROM placements',
  feeds: 'SELECT scope, version, updated, last_modified, touched, label, items, older FROM feeds WHERE revision > ?',
  // One text a feed, the label last: it may have anything in it.
  packedFeeds:
    "SELECT scope, version || ' ' || updated || ' ' || last_modified || ' ' || touched || ' ' || items || ' ' || coalesce(older, '-') || ' ' || label AS packed FROM feeds",
  putFeed:
    'INSERT INTO feeds (scope, version, updated, last_modified, touched, label, items, older, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope) DO UPDATE SET revision = excluded.revision, version = excluded.version, updated = excluded.updated, last_modified = excluded.last_modified, touched = excluded.touched, label = excluded.label, items = excluded.items, older = excluded.older',
  month: `SELECT (SELECT changed FROM months WHERE scope = ?1 AND month = ?2) AS changed, (SELECT max(month) FROM months WHERE scope = ?1 AND month < ?2 AND items > 0) AS older`,
  newestMonth: 'SELECT max(month) AS month FROM months WHERE scope = ? AND items > 0',
  months: 'SELECT month FROM months WHERE scope = ? AND items > 0 ORDER BY month DESC',
  touchMonth:
    'INSERT INTO months (scope, month, items, changed) VALUES (?, ?, ?, ?) ON CONFLICT (scope, month) DO UPDATE SET items = months.items + excluded.items, changed = excluded.changed RETURNING items',
  touchNextMonth:
    'UPDATE months SET changed = ?3 WHERE scope = ?1 AND month = (SELECT min(month) FROM months WHERE scope = ?1 AND month > ?2 AND items > 0)',
  touchMonths: 'UPDATE months SET changed = ? WHERE scope = ?',
  dropMonths: 'DELETE FROM months',
  withdraw:
    'INSERT INTO withdrawals (article, language, at) VALUES (?, ?, ?) ON CONFLICT (article, language) DO UPDATE SET at = excluded.at, returned = NULL',
  withdrawals: 'SELECT article, language, at FROM withdrawals WHERE article = ? AND returned IS NULL ORDER BY language',
  giveBack: 'UPDATE withdrawals SET returned = ? WHERE article = ? AND language = ?',
  putTombstone: 'INSERT INTO tombstones (scope, at, article, language, beside) VALUES (?, ?, ?, ?, ?)',
  dropTombstones: 'DELETE FROM tombstones WHERE article = ? AND language = ? RETURNING scope',
  withdrawnFrom: 'SELECT DISTINCT scope FROM tombstones WHERE at > ? AND at <= ?',
} as const

/** Of so many scopes: how far back each goes, and how much is in it. */
export function extentsOf(scopes: number): string {
  const marks = Array.from({ length: scopes }, () => '?').join(', ')
  return `SELECT scope, min(month) AS oldest, CAST(sum(items) AS INTEGER) AS entries FROM months WHERE scope IN (${marks}) AND items > 0 GROUP BY scope`
}
