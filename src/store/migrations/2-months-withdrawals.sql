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
