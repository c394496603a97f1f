-- Articles of running systems, and what fetching them needs to know.
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
