-- How often Maxio refused a key that was linked, beside since when.
ALTER TABLE connections ADD COLUMN refused_times BIGINT NOT NULL DEFAULT 0;  -- since refused_since; some hours apart
ALTER TABLE connections ADD COLUMN refused_at BIGINT;                        -- when one was last counted
