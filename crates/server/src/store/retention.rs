//! How long what is kept is kept.

use super::{DAY, Store, StoreError, now};

/// In days; the operator sets them. What opens doors is not among them: it goes a day after it has expired.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// Of deleted companies and connections, with the consents given for them. (Their keys go at once.)
    pub deleted: u32,
    /// Of webhook messages that do not wait any more.
    pub deliveries: u32,
    /// Of the audit log.
    pub audit: u32,
}

impl Store {
    /// Removes what is older than that, and what has expired and can no longer open or answer anything.
    pub async fn purge(&self, retention: Retention) -> Result<(), StoreError> {
        let now = now();
        let days = |days: u32| now - i64::from(days) * DAY;
        for (before, statements) in [
            (now - DAY, EXPIRED.as_slice()),
            (days(retention.audit), ["DELETE FROM audit WHERE made_at < $1"].as_slice()),
            (days(retention.deleted), DELETED.as_slice()),
        ] {
            let mut transaction = self.begin().await?;
            for statement in statements {
                sqlx::query(*statement).bind(before).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        }
        self.forget_messages(days(retention.deliveries)).await
    }
}

const EXPIRED: [&str; 8] = [
    "DELETE FROM one_time_passwords WHERE expires_at < $1",
    "DELETE FROM sessions WHERE expires_at < $1",
    "DELETE FROM access_tokens WHERE expires_at < $1",
    "DELETE FROM user_sessions WHERE expires_at < $1",
    "DELETE FROM sign_ins WHERE made_at < $1",
    "DELETE FROM attempts WHERE made_at < $1",
    "DELETE FROM strikes WHERE made_at < $1",
    "DELETE FROM idempotency WHERE claimed_at < $1",
];

/// What refers to a row goes before it.
const DELETED: [&str; 8] = [
    "DELETE FROM consents WHERE connection_id IN (SELECT id FROM connections WHERE deleted_at < $1)",
    "DELETE FROM connections WHERE deleted_at < $1",
    "DELETE FROM one_time_passwords WHERE company_id IN (SELECT id FROM companies WHERE deleted_at < $1)",
    "DELETE FROM sessions WHERE company_id IN (SELECT id FROM companies WHERE deleted_at < $1)",
    "DELETE FROM access_tokens WHERE company_id IN (SELECT id FROM companies WHERE deleted_at < $1)",
    "DELETE FROM attempts WHERE company_id IN (SELECT id FROM companies WHERE deleted_at < $1)",
    "DELETE FROM idempotency WHERE company_id IN (SELECT id FROM companies WHERE deleted_at < $1)",
    "DELETE FROM companies WHERE deleted_at < $1 \
     AND NOT EXISTS (SELECT 1 FROM connections WHERE company_id = companies.id)",
];
