-- When a connection last lost its key: the check of a key that was posted before then must not bring one back.
ALTER TABLE connections ADD COLUMN withdrawn_at BIGINT;

-- A deleted connection has neither key nor site; its consents stay until the retention that the operator set is over.
ALTER TABLE connections ADD COLUMN deleted_at BIGINT;
