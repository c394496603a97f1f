-- The block of headlines that an article names.
ALTER TABLE variants ADD COLUMN headline TEXT;
CREATE INDEX variants_by_headline ON variants (headline) WHERE headline IS NOT NULL;
