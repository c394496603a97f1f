-- Counts of a day (UTC): of a feed's folder, of all other feeds (`*`), and of the whole server (empty).
CREATE TABLE daily (
  feed TEXT NOT NULL,
  day TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (feed, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX daily_by_day ON daily (day);
