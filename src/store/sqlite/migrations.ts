/**
 * The n-th migrates a database from version n to n + 1. Only append: never edit a migration.
 * `postgres/migrations.ts` translates them.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE files (
    file TEXT PRIMARY KEY,
    modified REAL NOT NULL,
    size INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE variants (
    article TEXT NOT NULL,
    language TEXT NOT NULL,
    file TEXT NOT NULL,
    status TEXT NOT NULL,
    published INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    corrected INTEGER,
    expires INTEGER,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (article, language, file)
  ) STRICT;
  CREATE INDEX variants_by_file ON variants (file);
  CREATE INDEX variants_by_publication ON variants (published);
  CREATE INDEX variants_by_change ON variants (updated);
  CREATE INDEX variants_by_correction ON variants (corrected) WHERE corrected IS NOT NULL;
  CREATE INDEX variants_by_expiry ON variants (expires) WHERE expires IS NOT NULL;

  CREATE TABLE quarantine (
    file TEXT NOT NULL,
    position INTEGER NOT NULL,
    place TEXT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (file, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE placements (
    scope TEXT NOT NULL,
    published INTEGER NOT NULL,
    article TEXT NOT NULL,
    language TEXT NOT NULL,
    updated INTEGER NOT NULL,
    hash TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (scope, published DESC, article)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX placements_by_article ON placements (article);

  CREATE TABLE feeds (
    scope TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    updated INTEGER NOT NULL,
    last_modified INTEGER NOT NULL,
    label TEXT NOT NULL,
    items INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE placements ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX placements_by_change ON placements (scope, updated DESC, published DESC, article);

  ALTER TABLE feeds ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE feeds ADD COLUMN older TEXT;

  CREATE TABLE months (
    scope TEXT NOT NULL,
    month TEXT NOT NULL,
    items INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (scope, month)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE withdrawals (
    article TEXT NOT NULL,
    language TEXT NOT NULL,
    at INTEGER NOT NULL,
    returned INTEGER,
    PRIMARY KEY (article, language)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tombstones (
    scope TEXT NOT NULL,
    at INTEGER NOT NULL,
    article TEXT NOT NULL,
    language TEXT NOT NULL,
    beside TEXT NOT NULL,
    PRIMARY KEY (scope, at DESC, article, language)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tombstones_by_article ON tombstones (article, language);
  CREATE INDEX tombstones_by_time ON tombstones (at);
  `,
  // Incremental refreshes, and processes that share a store.
  `
  CREATE TABLE twins (
    article TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (article, language)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO twins (article, language)
    SELECT article, language FROM variants GROUP BY article, language HAVING count(*) > 1;

  ALTER TABLE feeds ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX feeds_by_revision ON feeds (revision);

  CREATE TABLE begun (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    fingerprint TEXT NOT NULL
  ) STRICT;

  CREATE TABLE counts (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    files INTEGER NOT NULL
  ) STRICT;
  INSERT INTO counts (one, files) SELECT 1, count(*) FROM files;

  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Earlier versions of feeds, for deltas.
  `
  CREATE TABLE versions (
    scope TEXT NOT NULL,
    version TEXT NOT NULL,
    entries TEXT NOT NULL,
    replaced INTEGER,
    PRIMARY KEY (scope, version)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX versions_by_replacement ON versions (replaced) WHERE replaced IS NOT NULL;
  `,
  // Reports of refreshes.
  `
  CREATE TABLE refreshes (
    at INTEGER PRIMARY KEY,
    body TEXT NOT NULL
  ) STRICT;
  `,
  // Entries that became visible later than their dates say.
  `
  ALTER TABLE placements ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
  DROP INDEX placements_by_change;
  CREATE INDEX placements_by_change ON placements (scope, (CASE WHEN added > updated THEN added ELSE updated END) DESC, published DESC, article);
  CREATE INDEX placements_by_addition ON placements (added, scope) WHERE added > 0;
  `,
  // Guids of articles, those that feeds showed, and changes of them.
  `
  ALTER TABLE variants ADD COLUMN guid TEXT;
  CREATE INDEX variants_by_guid ON variants (guid) WHERE guid IS NOT NULL;
  ALTER TABLE tombstones ADD COLUMN guid TEXT;
  CREATE INDEX tombstones_by_guid ON tombstones (guid) WHERE guid IS NOT NULL;

  CREATE TABLE shown_guids (
    article TEXT NOT NULL,
    language TEXT NOT NULL,
    guid TEXT NOT NULL,
    former TEXT,
    changed INTEGER,
    PRIMARY KEY (article, language)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX shown_guids_by_change ON shown_guids (changed) WHERE changed IS NOT NULL;
  `,
  // Articles of running systems, and what fetching them needs to know.
  `
  CREATE TABLE records (
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    stamp INTEGER NOT NULL,
    size INTEGER NOT NULL,
    run INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (source, key)
  ) STRICT;
  CREATE INDEX records_by_sequence ON records (sequence);

  CREATE TABLE fetches (
    source TEXT PRIMARY KEY,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // The block of headlines that an article names.
  `
  ALTER TABLE variants ADD COLUMN headline TEXT;
  CREATE INDEX variants_by_headline ON variants (headline) WHERE headline IS NOT NULL;
  `,
]
