-- Reports of refreshes.
CREATE TABLE refreshes (
  at INTEGER PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
