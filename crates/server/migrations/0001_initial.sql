-- Only TEXT and BIGINT columns (times in milliseconds since 1970, UTC; flags 0 or 1): both SQLite and PostgreSQL
-- have them, and sqlx's `Any` driver reads them from either.

CREATE TABLE companies (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    description TEXT,
    tags        TEXT NOT NULL,          -- JSON object of strings
    subdomain   TEXT,                   -- the company's Maxio site, where the operator gave it
    environment TEXT,                   -- US or EU, with the site
    created_at  BIGINT NOT NULL,
    deleted_at  BIGINT
);

CREATE TABLE integrations (
    id           TEXT PRIMARY KEY,
    platform_key TEXT NOT NULL UNIQUE,
    source_id    TEXT NOT NULL,
    name         TEXT NOT NULL,
    enabled      BIGINT NOT NULL
);

CREATE TABLE connections (
    id             TEXT PRIMARY KEY,
    company_id     TEXT NOT NULL REFERENCES companies (id),
    integration_id TEXT NOT NULL REFERENCES integrations (id),
    status         TEXT NOT NULL,
    site_id        TEXT,
    site_name      TEXT,
    subdomain      TEXT,                -- NULL until the key was checked
    environment    TEXT,
    test           BIGINT,
    sealed_key     TEXT,                -- the merchant's API key: encrypted, base64
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);
-- One connection a site; NULLs differ from each other in both databases, so pending ones do not collide.
CREATE UNIQUE INDEX connections_site ON connections (company_id, integration_id, environment, subdomain);

CREATE TABLE consents (
    id            TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL REFERENCES connections (id),
    version       TEXT NOT NULL,
    body          TEXT NOT NULL,
    locale        TEXT NOT NULL,
    accepted_at   TEXT NOT NULL,        -- as the client said
    verified      BIGINT NOT NULL,      -- 1: `body` is this server's own text of that version
    recorded_at   BIGINT NOT NULL
);

-- Everything that opens a door is looked up by its SHA-256 and never kept itself.
CREATE TABLE partner_keys (
    hash       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE one_time_passwords (
    hash       TEXT PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    expires_at BIGINT NOT NULL
);
CREATE TABLE access_tokens (
    hash       TEXT PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    expires_at BIGINT NOT NULL
);

-- Attempts to link that failed, or are being made, for the limit per company.
CREATE TABLE attempts (
    id         TEXT PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    made_at    BIGINT NOT NULL
);
CREATE INDEX attempts_by_company ON attempts (company_id, made_at);

CREATE TABLE idempotency (
    company_id  TEXT NOT NULL REFERENCES companies (id),
    key         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,          -- HMAC of the body
    claim       TEXT NOT NULL,          -- who works on it
    claimed_at  BIGINT NOT NULL,
    status      BIGINT,                 -- NULL while in flight
    answer      TEXT,
    PRIMARY KEY (company_id, key)
);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL                 -- JSON
);
