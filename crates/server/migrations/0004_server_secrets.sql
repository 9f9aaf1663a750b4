-- What the server needs for itself and must not lose: encrypted like everything that is secret.
CREATE TABLE server_secrets (
    name   TEXT PRIMARY KEY,
    sealed TEXT NOT NULL
);
