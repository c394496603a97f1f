-- Guids of articles, those that feeds showed, and changes of them.
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
