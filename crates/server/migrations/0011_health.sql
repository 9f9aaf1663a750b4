-- What reading and re-checking tell of a linked connection. Times in milliseconds since 1970.
ALTER TABLE connections ADD COLUMN last_read_at BIGINT;     -- when data was last read through it
ALTER TABLE connections ADD COLUMN checked_at BIGINT;       -- when its key was last checked, or taken to be
ALTER TABLE connections ADD COLUMN refused_since BIGINT;    -- since when each check was refused; NULL: the last was not
ALTER TABLE connections ADD COLUMN refused_code BIGINT;     -- the error code of the last refusal
CREATE INDEX connections_to_check ON connections (status, checked_at);
