/** The n-th migrates a database from version n to n + 1. Only append: never edit a migration. */
export const MIGRATIONS: readonly string[] = [
  // COLLATE "C" compares text by code point, as SQLite does.
  `
  CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL
  );

  CREATE TABLE files (
    file TEXT COLLATE "C" PRIMARY KEY,
    modified DOUBLE PRECISION NOT NULL,
    size BIGINT NOT NULL,
    hash TEXT NOT NULL
  );

  CREATE TABLE variants (
    article TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    file TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL,
    published BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    corrected BIGINT,
    expires BIGINT,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (article, language, file)
  );
  CREATE INDEX variants_by_file ON variants (file);
  CREATE INDEX variants_by_publication ON variants (published);
  CREATE INDEX variants_by_change ON variants (updated);
  CREATE INDEX variants_by_correction ON variants (corrected) WHERE corrected IS NOT NULL;
  CREATE INDEX variants_by_expiry ON variants (expires) WHERE expires IS NOT NULL;

  CREATE TABLE quarantine (
    file TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    place TEXT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (file, position)
  );

  CREATE TABLE placements (
    scope TEXT COLLATE "C" NOT NULL,
    published BIGINT NOT NULL,
    article TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    updated BIGINT NOT NULL,
    hash TEXT NOT NULL,
    label TEXT NOT NULL,
    rank INTEGER NOT NULL,
    PRIMARY KEY (scope, published, article)
  );
  CREATE INDEX placements_by_article ON placements (article);
  CREATE INDEX placements_by_change ON placements (scope, updated DESC, published DESC, article);

  CREATE TABLE feeds (
    scope TEXT COLLATE "C" PRIMARY KEY,
    version TEXT NOT NULL,
    updated BIGINT NOT NULL,
    last_modified BIGINT NOT NULL,
    touched BIGINT NOT NULL,
    label TEXT NOT NULL,
    items INTEGER NOT NULL,
    older TEXT
  );

  CREATE TABLE months (
    scope TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    items INTEGER NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (scope, month)
  );

  CREATE TABLE withdrawals (
    article TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    returned BIGINT,
    PRIMARY KEY (article, language)
  );

  CREATE TABLE tombstones (
    scope TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    article TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    beside TEXT NOT NULL,
    PRIMARY KEY (scope, at, article, language)
  );
  CREATE INDEX tombstones_by_article ON tombstones (article, language);
  CREATE INDEX tombstones_by_time ON tombstones (at);
  `,
  // Incremental refreshes, and processes that share a store.
  `
  CREATE TABLE twins (
    article TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (article, language)
  );
  INSERT INTO twins (article, language)
    SELECT article, language FROM variants GROUP BY article, language HAVING count(*) > 1;

  ALTER TABLE feeds ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX feeds_by_revision ON feeds (revision);

  CREATE TABLE begun (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    fingerprint TEXT NOT NULL
  );

  CREATE TABLE counts (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    files BIGINT NOT NULL
  );
  INSERT INTO counts (one, files) SELECT 1, count(*) FROM files;

  CREATE TABLE leases (
    name TEXT COLLATE "C" PRIMARY KEY,
    until BIGINT NOT NULL
  );
  `,
  // Earlier versions of feeds, for deltas.
  `
  CREATE TABLE versions (
    scope TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    entries TEXT NOT NULL,
    replaced BIGINT,
    PRIMARY KEY (scope, version)
  );
  CREATE INDEX versions_by_replacement ON versions (replaced) WHERE replaced IS NOT NULL;
  `,
  // Reports of refreshes.
  `
  CREATE TABLE refreshes (
    at BIGINT PRIMARY KEY,
    body TEXT NOT NULL
  );
  `,
  // Entries that became visible later than their dates say.
  `
  ALTER TABLE placements ADD COLUMN added BIGINT NOT NULL DEFAULT 0;
  DROP INDEX placements_by_change;
  CREATE INDEX placements_by_change ON placements (scope, (CASE WHEN added > updated THEN added ELSE updated END) DESC, published DESC, article);
  CREATE INDEX placements_by_addition ON placements (added, scope) WHERE added > 0;
  `,
  // Guids of articles, those that feeds showed, and changes of them.
  `
  ALTER TABLE variants ADD COLUMN guid TEXT COLLATE "C";
  CREATE INDEX variants_by_guid ON variants (guid) WHERE guid IS NOT NULL;
  ALTER TABLE tombstones ADD COLUMN guid TEXT COLLATE "C";
  CREATE INDEX tombstones_by_guid ON tombstones (guid) WHERE guid IS NOT NULL;

  CREATE TABLE shown_guids (
    article TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    guid TEXT COLLATE "C" NOT NULL,
    former TEXT COLLATE "C",
    changed BIGINT,
    PRIMARY KEY (article, language)
  );
  CREATE INDEX shown_guids_by_change ON shown_guids (changed) WHERE changed IS NOT NULL;
  `,
]
