//! One message on its way to one consumer.
//!
//! Taking a delivery moves its due time into the future: a sender that dies gives it back by doing nothing. Several
//! processes take from the same table, and each delivery goes to one of them.

use sqlx::AssertSqlSafe;

use crate::store::{DAY, Store, StoreError, new_id, now};

/// How long a sender is believed to be alive, in milliseconds: longer than one attempt may take.
const LEASE: i64 = 60 * 1000;

/// How long nothing may arrive at a consumer before a message that is given up switches it off, in milliseconds.
const SILENCE: i64 = 2 * DAY;

/// A delivery that is this process's to attempt.
#[derive(Debug, sqlx::FromRow)]
pub struct Due {
    /// `webhook-id`.
    pub message_id: String,
    /// To whom.
    pub consumer_id: String,
    /// This one included.
    pub attempts: i64,
    /// Where to.
    pub url: String,
    /// Encrypted for the consumer's id.
    pub sealed_secret: String,
    /// See [`super::Event`].
    pub event_type: String,
    /// JSON of a [`super::Snapshot`].
    pub snapshot: String,
    /// When it happened, in milliseconds since 1970.
    pub created_at: i64,
    claim: String,
}

/// What became of an attempt.
#[derive(Debug)]
pub enum Outcome {
    /// 2xx.
    Delivered,
    /// Once more, at this time.
    Again(i64),
    /// Not again. If nothing at all has arrived there for `SILENCE`, the consumer is switched off.
    GivenUp,
    /// The consumer says that it is gone (410): it is switched off at once.
    Gone,
}

/// A delivery as an operator sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Delivery {
    /// `webhook-id`.
    pub message_id: String,
    /// See [`super::Event`].
    pub event_type: String,
    /// Of which company.
    pub company_id: String,
    /// Of which connection.
    pub connection_id: String,
    /// `waiting`, `delivered` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// If it waits: until when, in milliseconds since 1970.
    pub due_at: i64,
    /// HTTP status of the last answer.
    pub status: Option<i64>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it happened.
    pub created_at: i64,
    /// When it was last tried.
    pub updated_at: i64,
}

impl Store {
    /// Takes up to `most` deliveries that are due. Those tried least come first, so that a consumer that does not
    /// answer does not keep the others waiting.
    pub async fn take_due(&self, most: i64) -> Result<Vec<Due>, StoreError> {
        let (claim, now) = (new_id(), now());
        let taken = sqlx::query(AssertSqlSafe(format!(
            "UPDATE webhook_deliveries SET claim = $1, due_at = $2, attempts = attempts + 1, updated_at = $3 \
             WHERE state = 'waiting' AND due_at <= $3 AND (message_id, consumer_id) IN (\
               SELECT d.message_id, d.consumer_id FROM webhook_deliveries d \
               JOIN webhook_consumers c ON c.id = d.consumer_id \
               WHERE d.state = 'waiting' AND d.due_at <= $3 AND c.disabled = 0 \
               ORDER BY d.attempts, d.due_at LIMIT $4 {})",
            self.database.skipping_rows_that_others_hold("d"),
        )))
        .bind(&claim)
        .bind(now + LEASE)
        .bind(now)
        .bind(most)
        .execute(&self.pool)
        .await?;
        if taken.rows_affected() == 0 {
            return Ok(Vec::new());
        }
        Ok(sqlx::query_as(
            "SELECT d.message_id, d.consumer_id, d.attempts, d.claim, c.url, c.sealed_secret, m.event_type, \
             m.snapshot, m.created_at FROM webhook_deliveries d \
             JOIN webhook_messages m ON m.id = d.message_id JOIN webhook_consumers c ON c.id = d.consumer_id \
             WHERE d.claim = $1",
        )
        .bind(claim)
        .fetch_all(&self.pool)
        .await?)
    }

    /// Notes what became of an attempt, unless another process has taken the delivery over.
    pub async fn settle_delivery(
        &self,
        due: &Due,
        status: Option<u16>,
        error: Option<&str>,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let now = now();
        let (state, due_at) = match outcome {
            Outcome::Delivered => ("delivered", now),
            Outcome::Again(at) => ("waiting", *at),
            Outcome::GivenUp | Outcome::Gone => ("failed", now),
        };
        let mut transaction = self.begin().await?;
        let settled = sqlx::query(
            "UPDATE webhook_deliveries SET state = $1, due_at = $2, status = $3, error = $4, claim = NULL, \
             updated_at = $5 WHERE message_id = $6 AND consumer_id = $7 AND claim = $8",
        )
        .bind(state)
        .bind(due_at)
        .bind(status.map(i64::from))
        .bind(error)
        .bind(now)
        .bind(&due.message_id)
        .bind(&due.consumer_id)
        .bind(&due.claim)
        .execute(&mut *transaction)
        .await?;
        if settled.rows_affected() == 1 {
            let id = &due.consumer_id;
            let noted = match outcome {
                Outcome::Delivered => sqlx::query(
                    "UPDATE webhook_consumers SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL",
                )
                .bind(id),
                Outcome::Again(_) => sqlx::query(
                    "UPDATE webhook_consumers SET failing_since = $2 WHERE id = $1 AND failing_since IS NULL",
                )
                .bind(id)
                .bind(now),
                Outcome::GivenUp => sqlx::query(
                    "UPDATE webhook_consumers SET disabled = 1, disabled_reason = $2 \
                     WHERE id = $1 AND disabled = 0 AND failing_since < $3",
                )
                .bind(id)
                .bind("Nothing has arrived there for days.")
                .bind(now - SILENCE),
                Outcome::Gone => sqlx::query(
                    "UPDATE webhook_consumers SET disabled = 1, disabled_reason = $2 WHERE id = $1 AND disabled = 0",
                )
                .bind(id)
                .bind("It answered 410 Gone."),
            };
            noted.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// A page of what was, or will be, sent to a consumer, newest first, and how many there are.
    pub async fn deliveries(
        &self,
        consumer: &str,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<Delivery>, i64), StoreError> {
        let (total,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM webhook_deliveries WHERE consumer_id = $1")
                .bind(consumer)
                .fetch_one(&self.pool)
                .await?;
        let page = sqlx::query_as(
            "SELECT d.message_id, m.event_type, m.company_id, m.connection_id, d.state, d.attempts, d.due_at, \
             d.status, d.error, m.created_at, d.updated_at FROM webhook_deliveries d \
             JOIN webhook_messages m ON m.id = d.message_id \
             WHERE d.consumer_id = $1 ORDER BY m.created_at DESC, m.id LIMIT $2 OFFSET $3",
        )
        .bind(consumer)
        .bind(limit)
        .bind(offset)
        .fetch_all(&self.pool)
        .await?;
        Ok((page, total))
    }

    /// Sends a message once more, now, as if for the first time. `false` if this consumer never had it.
    pub async fn resend(&self, consumer: &str, message: &str) -> Result<bool, StoreError> {
        let now = now();
        let put_back = sqlx::query(
            "UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, due_at = $1, claim = NULL, \
             updated_at = $1 WHERE consumer_id = $2 AND message_id = $3",
        )
        .bind(now)
        .bind(consumer)
        .bind(message)
        .execute(&self.pool)
        .await?;
        Ok(put_back.rows_affected() == 1)
    }

    /// How many deliveries wait for a consumer that is switched on.
    pub async fn deliveries_waiting(&self) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM webhook_deliveries d JOIN webhook_consumers c ON c.id = d.consumer_id \
             WHERE d.state = 'waiting' AND c.disabled = 0",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(count)
    }

    /// Forgets messages of before this time, but for what still waits for a consumer that is switched on.
    pub(in crate::store) async fn forget_messages(&self, before: i64) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM webhook_deliveries \
             WHERE message_id IN (SELECT id FROM webhook_messages WHERE created_at < $1) \
             AND (state <> 'waiting' \
               OR consumer_id IN (SELECT id FROM webhook_consumers WHERE disabled = 1))",
            "DELETE FROM webhook_messages WHERE created_at < $1 \
             AND id NOT IN (SELECT message_id FROM webhook_deliveries)",
        ] {
            sqlx::query(statement).bind(before).execute(&self.pool).await?;
        }
        Ok(())
    }
}
