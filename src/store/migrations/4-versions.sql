-- Earlier versions of feeds, for deltas.
CREATE TABLE versions (
  scope TEXT NOT NULL,
  version TEXT NOT NULL,
  entries TEXT NOT NULL,
  replaced INTEGER,
  PRIMARY KEY (scope, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_by_replacement ON versions (replaced) WHERE replaced IS NOT NULL;
