-- Who did what, for the operator to read. `actor` is a kind, or a kind and a name; `subject` is the thing's address in
-- the API. No secret is ever in either.
CREATE TABLE audit (
    id      TEXT PRIMARY KEY,
    made_at BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL
);
CREATE INDEX audit_by_time ON audit (made_at);
CREATE INDEX audit_by_subject ON audit (subject);
