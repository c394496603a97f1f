-- The episode that a variant is in podcasts.
ALTER TABLE variants ADD COLUMN recording TEXT;
CREATE INDEX variants_by_recording ON variants (article, language) WHERE recording IS NOT NULL;
