-- When a session began: what was linked before it is no outcome of it. (Sessions of before last an hour at most.)
ALTER TABLE sessions ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;

-- When the attempt began that brought the key: a slow check of an earlier attempt must not replace a later one's key.
ALTER TABLE connections ADD COLUMN attempted_at BIGINT;
