-- Where the partner wants to be told.
CREATE TABLE webhook_consumers (
    id              TEXT PRIMARY KEY,
    url             TEXT NOT NULL,
    event_types     TEXT NOT NULL,      -- JSON list of names; empty: all of them
    company_id      TEXT,               -- of this company only; NULL: of all
    sealed_secret   TEXT NOT NULL,      -- signs what is sent: encrypted, base64
    disabled        BIGINT NOT NULL,
    disabled_reason TEXT,               -- NULL: the operator did it
    failing_since   BIGINT,             -- since when nothing has arrived there
    created_at      BIGINT NOT NULL
);

-- What happened, as it was at that moment: the row of a connection may be gone when the message is sent.
CREATE TABLE webhook_messages (
    id            TEXT PRIMARY KEY,     -- `webhook-id`, by which consumers recognise what they have had
    event_type    TEXT NOT NULL,
    company_id    TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    snapshot      TEXT NOT NULL,        -- JSON: company and connection
    created_at    BIGINT NOT NULL
);
CREATE INDEX webhook_messages_by_time ON webhook_messages (created_at);

-- One message on its way to one consumer: the queue.
CREATE TABLE webhook_deliveries (
    message_id  TEXT NOT NULL REFERENCES webhook_messages (id),
    consumer_id TEXT NOT NULL,          -- no reference: a consumer deleted meanwhile must not undo the change
    state       TEXT NOT NULL,          -- waiting, delivered, failed
    attempts    BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,        -- while it is being sent: when the sender is taken for dead
    claim       TEXT,                   -- who is sending it
    status      BIGINT,                 -- HTTP status of the last answer
    error       TEXT,                   -- why the last attempt failed
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (message_id, consumer_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, due_at);
CREATE INDEX webhook_deliveries_of ON webhook_deliveries (consumer_id, updated_at);
