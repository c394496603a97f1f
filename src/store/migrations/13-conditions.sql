-- Problems: when they began, and when they ended.
CREATE TABLE conditions (
  id TEXT NOT NULL,
  began INTEGER NOT NULL,
  ended INTEGER,
  body TEXT NOT NULL,
  PRIMARY KEY (id, began)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX conditions_open ON conditions (id) WHERE ended IS NULL;
