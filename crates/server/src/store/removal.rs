//! Withdrawing: unlinking and deleting connections, deleting companies. Whatever ends here loses its key in the same
//! transaction, and a key that is still being checked for it is not kept (see [`Store::keep_key`]).

use maxio_link_wire::ConnectionStatus;
use sqlx::{Any, Transaction};

use super::{Event, Store, StoreError, StoredConnection, connections, now, webhooks::announce};

/// What became of a request to unlink.
#[derive(Clone, Debug)]
pub enum Unlinked {
    /// It was not unlinked before; as it is now.
    Now(StoredConnection),
    /// Nothing changed.
    Already(StoredConnection),
}

impl Unlinked {
    /// The connection as it is now.
    pub fn into_connection(self) -> StoredConnection {
        match self {
            Self::Now(connection) | Self::Already(connection) => connection,
        }
    }
}

impl Store {
    /// Unlinks a connection and erases its key; the connection and its site stay, and can be linked anew. `None` if
    /// the company has no such connection.
    pub async fn unlink_connection(&self, company: &str, id: &str) -> Result<Option<Unlinked>, StoreError> {
        let mut transaction = self.begin().await?;
        if !connections::hold_company(&mut transaction, company).await? {
            return Ok(None);
        }
        let Some(before) = connections::find(&mut transaction, company, id).await? else { return Ok(None) };
        if before.status == ConnectionStatus::Unlinked {
            return Ok(Some(Unlinked::Already(before)));
        }
        sqlx::query(
            "UPDATE connections SET status = $1, refused_since = NULL, refused_code = NULL WHERE id = $2",
        )
        .bind(ConnectionStatus::Unlinked.as_str())
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        erase_key(&mut transaction, company, id).await?;
        // What was only prepared was never connected.
        if matches!(before.status, ConnectionStatus::Linked | ConnectionStatus::Deauthorized) {
            announce(&mut transaction, Event::Disconnected, company, id).await?;
        }
        transaction.commit().await?;
        let status = ConnectionStatus::Unlinked;
        Ok(Some(Unlinked::Now(StoredConnection { status, refusal: None, ..before })))
    }

    /// Deletes a connection with its key and its site. The answer is the connection as it was; `None` if the company
    /// has no such connection.
    pub async fn delete_connection(
        &self,
        company: &str,
        id: &str,
    ) -> Result<Option<StoredConnection>, StoreError> {
        let mut transaction = self.begin().await?;
        if !connections::hold_company(&mut transaction, company).await? {
            return Ok(None);
        }
        let Some(before) = connections::find(&mut transaction, company, id).await? else { return Ok(None) };
        bury(&mut transaction, company, id).await?;
        transaction.commit().await?;
        Ok(Some(before))
    }

    /// Deletes a company with its connections and their keys. Its links and tokens open nothing any more; their hashes
    /// stay until they expire, so that a page which is still open can say why. The answer is the connections as they
    /// were; `None` if there is no such company.
    pub async fn delete_company(&self, id: &str) -> Result<Option<Vec<StoredConnection>>, StoreError> {
        let mut transaction = self.begin().await?;
        let deleted =
            sqlx::query("UPDATE companies SET deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL")
                .bind(now())
                .bind(id)
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        if deleted != 1 {
            return Ok(None);
        }
        let before = connections::all_of(&mut transaction, id).await?;
        for connection in &before {
            bury(&mut transaction, id, &connection.id).await?;
        }
        for statement in
            ["DELETE FROM idempotency WHERE company_id = $1", "DELETE FROM attempts WHERE company_id = $1"]
        {
            sqlx::query(statement).bind(id).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(Some(before))
    }
}

/// The site goes too: the merchant may link it anew, as another connection.
async fn bury(transaction: &mut Transaction<'_, Any>, company: &str, id: &str) -> Result<(), StoreError> {
    announce(transaction, Event::Deleted, company, id).await?;
    sqlx::query(
        "UPDATE connections SET status = $1, deleted_at = $2, site_id = NULL, site_name = NULL, subdomain = NULL, \
         environment = NULL, test = NULL WHERE id = $3",
    )
    .bind(ConnectionStatus::Unlinked.as_str())
    .bind(now())
    .bind(id)
    .execute(&mut **transaction)
    .await?;
    erase_key(transaction, company, id).await
}

/// The one place where a connection loses its key. What was answered under an idempotency key goes as well: a replay
/// would say that it is linked. (The row may hold what another connection of the company answered; that request, sent
/// again, merely renews the same connection.)
pub(super) async fn erase_key(
    transaction: &mut Transaction<'_, Any>,
    company: &str,
    id: &str,
) -> Result<(), StoreError> {
    let now = now();
    sqlx::query("UPDATE connections SET sealed_key = NULL, withdrawn_at = $1, updated_at = $1 WHERE id = $2")
        .bind(now)
        .bind(id)
        .execute(&mut **transaction)
        .await?;
    sqlx::query("DELETE FROM idempotency WHERE company_id = $1 AND status IS NOT NULL")
        .bind(company)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
