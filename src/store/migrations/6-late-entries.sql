-- Entries that became visible later than their dates say.
ALTER TABLE placements ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
DROP INDEX placements_by_change;
CREATE INDEX placements_by_change ON placements (scope, (CASE WHEN added > updated THEN added ELSE updated END) DESC, published DESC, article);
CREATE INDEX placements_by_addition ON placements (added, scope) WHERE added > 0;
