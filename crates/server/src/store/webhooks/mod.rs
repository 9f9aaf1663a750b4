//! The durable queue of webhooks: what happened, and its way to each consumer.
//!
//! A message is written in the transaction of the change that it tells of: both or neither.

mod consumers;
mod deliveries;

pub use consumers::{Consumer, NewConsumer};
pub use deliveries::{Delivery, Due, Outcome};

use std::collections::BTreeMap;

use maxio_link_wire::Connection;
use serde::{Deserialize, Serialize};
use sqlx::{Any, Transaction};

use super::{Store, StoreError, connections, new_id, now};
use consumers::listening;

/// What consumers are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// There is a new connection, authorised or not.
    Created,
    /// Its key was checked and is kept, for the first time.
    Connected,
    /// A key for it was refused.
    Failed,
    /// It has no key any more, or one that Maxio refuses.
    Disconnected,
    /// A key came for one that had one before.
    Reconnected,
    /// It is gone.
    Deleted,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 6] =
        [Self::Created, Self::Connected, Self::Failed, Self::Disconnected, Self::Reconnected, Self::Deleted];

    /// `eventType` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "connection.created",
            Self::Connected => "connection.connected",
            Self::Failed => "connection.failed",
            Self::Disconnected => "connection.disconnected",
            Self::Reconnected => "connection.reconnected",
            Self::Deleted => "connection.deleted",
        }
    }

    /// The event with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == name)
    }
}

/// Company and connection as they were.
#[derive(Debug, Serialize, Deserialize)]
pub struct Snapshot {
    /// Whose.
    pub company: CompanySnapshot,
    /// With an empty `linkUrl`: the store does not know the server's address.
    pub connection: Connection,
}

/// A company as it was.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompanySnapshot {
    /// UUID.
    pub id: String,
    /// As the operator named it.
    pub name: String,
    /// The operator's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The operator's labels.
    pub tags: BTreeMap<String, String>,
}

/// Queues a message for every consumer that listens. In the transaction of the change, after it; of a deletion,
/// before it: the rows of company and connection must be there. For a connection that is not there, nothing happens.
pub(in crate::store) async fn announce(
    transaction: &mut Transaction<'_, Any>,
    event: Event,
    company: &str,
    connection: &str,
) -> Result<(), StoreError> {
    let consumers = listening(transaction, event, company).await?;
    if consumers.is_empty() {
        return Ok(());
    }
    let Some(snapshot) = snapshot(transaction, company, connection).await? else { return Ok(()) };
    let snapshot = serde_json::to_string(&snapshot).map_err(|_| StoreError::Unreadable("connection"))?;
    let (message, now) = (format!("msg_{}", new_id()), now());
    sqlx::query(
        "INSERT INTO webhook_messages (id, event_type, company_id, connection_id, snapshot, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&message)
    .bind(event.as_str())
    .bind(company)
    .bind(connection)
    .bind(snapshot)
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    for consumer in consumers {
        sqlx::query(
            "INSERT INTO webhook_deliveries (message_id, consumer_id, state, attempts, due_at, updated_at) \
             VALUES ($1, $2, 'waiting', 0, $3, $3)",
        )
        .bind(&message)
        .bind(consumer)
        .bind(now)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

async fn snapshot(
    transaction: &mut Transaction<'_, Any>,
    company: &str,
    connection: &str,
) -> Result<Option<Snapshot>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct CompanyRow {
        name: String,
        description: Option<String>,
        tags: String,
    }
    let row: Option<CompanyRow> =
        sqlx::query_as("SELECT name, description, tags FROM companies WHERE id = $1")
            .bind(company)
            .fetch_optional(&mut **transaction)
            .await?;
    let stored = connections::within(transaction, company, connection).await?;
    let (Some(row), Some((stored, integration))) = (row, stored) else { return Ok(None) };
    Ok(Some(Snapshot {
        company: CompanySnapshot {
            id: company.to_owned(),
            name: row.name,
            description: row.description,
            tags: serde_json::from_str(&row.tags).map_err(|_| StoreError::Unreadable("tags"))?,
        },
        connection: stored.on_wire(&integration, String::new())?,
    }))
}

impl Store {
    /// `announce` in a transaction of its own, for what no change of the store belongs to.
    pub async fn announce(&self, event: Event, company: &str, connection: &str) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        announce(&mut transaction, event, company, connection).await?;
        Ok(transaction.commit().await?)
    }
}
