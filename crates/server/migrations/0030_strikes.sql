-- What failed, or is being tried, for the limits per network address and per token.
CREATE TABLE strikes (
    id      TEXT PRIMARY KEY,
    subject TEXT NOT NULL,              -- HMAC of what is counted, and for whom
    made_at BIGINT NOT NULL
);
CREATE INDEX strikes_by_subject ON strikes (subject, made_at);
CREATE INDEX strikes_by_time ON strikes (made_at);
