//! Where the partner wants to be told.

use sqlx::{Any, Transaction};

use super::Event;
use crate::store::{Store, StoreError, now};

/// An address that is told of events.
#[derive(Clone, Debug)]
pub struct Consumer {
    /// UUID.
    pub id: String,
    /// https, checked.
    pub url: String,
    /// Which events; none listed means all.
    pub event_types: Vec<String>,
    /// Of this company only.
    pub company: Option<String>,
    /// Nothing is sent there; what waits goes on waiting.
    pub disabled: bool,
    /// Why the server did that; none if the operator did.
    pub disabled_reason: Option<String>,
    /// Since when nothing has arrived there, in milliseconds since 1970.
    pub failing_since: Option<i64>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// A consumer as it will be kept; everything in it is checked already.
#[derive(Debug)]
pub struct NewConsumer {
    /// UUID: the secret is sealed for it.
    pub id: String,
    /// https.
    pub url: String,
    /// Names of [`Event`]s.
    pub event_types: Vec<String>,
    /// Of this company only.
    pub company: Option<String>,
    /// Encrypted.
    pub sealed_secret: String,
    /// Whether to begin switched off.
    pub disabled: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    url: String,
    event_types: String,
    company_id: Option<String>,
    disabled: i64,
    disabled_reason: Option<String>,
    failing_since: Option<i64>,
    created_at: i64,
}

impl TryFrom<Row> for Consumer {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            url: row.url,
            event_types: types(&row.event_types)?,
            company: row.company_id,
            disabled: row.disabled != 0,
            disabled_reason: row.disabled_reason,
            failing_since: row.failing_since,
            created_at: row.created_at,
        })
    }
}

fn types(json: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Unreadable("list of event types"))
}

/// The ids of those who want to know. A switched-off consumer is not told later of what happened meanwhile.
pub(super) async fn listening(
    transaction: &mut Transaction<'_, Any>,
    event: Event,
    company: &str,
) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT id, event_types FROM webhook_consumers \
         WHERE disabled = 0 AND (company_id IS NULL OR company_id = $1) ORDER BY id",
    )
    .bind(company)
    .fetch_all(&mut **transaction)
    .await?;
    let mut ids = Vec::with_capacity(rows.len());
    for (id, wanted) in rows {
        let wanted = types(&wanted)?;
        if wanted.is_empty() || wanted.iter().any(|name| name == event.as_str()) {
            ids.push(id);
        }
    }
    Ok(ids)
}

impl Store {
    /// Keeps a new consumer.
    pub async fn create_consumer(&self, new: &NewConsumer) -> Result<(), StoreError> {
        let types = serde_json::to_string(&new.event_types)
            .map_err(|_| StoreError::Unreadable("list of event types"))?;
        sqlx::query(
            "INSERT INTO webhook_consumers (id, url, event_types, company_id, sealed_secret, disabled, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&new.id)
        .bind(&new.url)
        .bind(types)
        .bind(&new.company)
        .bind(&new.sealed_secret)
        .bind(i64::from(new.disabled))
        .bind(now())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// All of them, oldest first.
    pub async fn consumers(&self) -> Result<Vec<Consumer>, StoreError> {
        sqlx::query_as::<_, Row>(
            "SELECT id, url, event_types, company_id, disabled, disabled_reason, failing_since, created_at \
             FROM webhook_consumers ORDER BY created_at, id",
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(Consumer::try_from)
        .collect()
    }

    /// One of them.
    pub async fn consumer(&self, id: &str) -> Result<Option<Consumer>, StoreError> {
        sqlx::query_as::<_, Row>(
            "SELECT id, url, event_types, company_id, disabled, disabled_reason, failing_since, created_at \
             FROM webhook_consumers WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?
        .map(Consumer::try_from)
        .transpose()
    }

    /// Switches a consumer on, with a clean slate, or off. `false` if there is none.
    pub async fn switch_consumer(&self, id: &str, disabled: bool) -> Result<bool, StoreError> {
        let switched = sqlx::query(
            "UPDATE webhook_consumers SET disabled = $1, disabled_reason = NULL, failing_since = NULL WHERE id = $2",
        )
        .bind(i64::from(disabled))
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(switched.rows_affected() == 1)
    }

    /// Deletes a consumer with its secret and what is on its way there. `false` if there is none.
    pub async fn delete_consumer(&self, id: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM webhook_deliveries WHERE consumer_id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        let deleted = sqlx::query("DELETE FROM webhook_consumers WHERE id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        transaction.commit().await?;
        Ok(deleted == 1)
    }
}
