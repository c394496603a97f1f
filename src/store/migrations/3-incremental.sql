-- Incremental refreshes, and processes that share a store.
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
