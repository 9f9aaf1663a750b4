-- Operators, who sign in to the portal.
CREATE TABLE users (
    name       TEXT PRIMARY KEY,        -- lower case
    password   TEXT NOT NULL,           -- Argon2id, in the PHC string format
    created_at BIGINT NOT NULL
);
CREATE TABLE user_sessions (
    hash       TEXT PRIMARY KEY,        -- SHA-256
    user_name  TEXT NOT NULL REFERENCES users (name),
    expires_at BIGINT NOT NULL
);

-- Sign-ins that failed, or are being tried, for the limit per name. The name is hashed, because people type passwords
-- into the field above.
CREATE TABLE sign_ins (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX sign_ins_by_account ON sign_ins (account, made_at);
