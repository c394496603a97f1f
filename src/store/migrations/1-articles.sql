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
