//! Every secret that is kept encrypted, wherever it is: for the server's own, and for a change of the master key.

use sqlx::AssertSqlSafe;

use super::{Store, StoreError};

/// A column of encrypted secrets.
#[derive(Clone, Copy, Debug)]
pub struct SealedColumn {
    table: &'static str,
    column: &'static str,
    id: &'static str,
    /// What each is bound to besides its id: an expression.
    kind: &'static str,
}

/// All of them. What is sealed and not listed here is lost when the old master key is thrown away.
pub const SEALED_COLUMNS: [SealedColumn; 3] = [
    SealedColumn { table: "connections", column: "sealed_key", id: "id", kind: "company_id" },
    SealedColumn {
        table: "webhook_consumers",
        column: "sealed_secret",
        id: "id",
        kind: "'webhook consumer'",
    },
    SealedColumn { table: "server_secrets", column: "sealed", id: "name", kind: "'server'" },
];

/// One of them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Sealed {
    /// What it is bound to.
    pub kind: String,
    /// And its id.
    pub id: String,
    /// The ciphertext.
    pub sealed: String,
}

impl Store {
    /// A secret of the server's own; if there is none of this name yet, it is `sealed`.
    pub async fn first_secret(&self, name: &str, sealed: &str) -> Result<String, StoreError> {
        sqlx::query("INSERT INTO server_secrets (name, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(sealed)
            .execute(&self.pool)
            .await?;
        let (kept,): (String,) = sqlx::query_as("SELECT sealed FROM server_secrets WHERE name = $1")
            .bind(name)
            .fetch_one(&self.pool)
            .await?;
        Ok(kept)
    }

    /// Secrets of a column that are not under this master key, in the order of their ids, after this one.
    pub async fn sealed_otherwise(
        &self,
        column: SealedColumn,
        master_key: &str,
        after: &str,
        most: i64,
    ) -> Result<Vec<Sealed>, StoreError> {
        let SealedColumn { table, column, id, kind } = column;
        Ok(sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {kind} AS kind, {id} AS id, {column} AS sealed FROM {table} \
             WHERE {column} IS NOT NULL AND {column} NOT LIKE $1 AND {id} > $2 ORDER BY {id} LIMIT $3"
        )))
        .bind(format!("2.{master_key}.%"))
        .bind(after)
        .bind(most)
        .fetch_all(&self.pool)
        .await?)
    }

    /// Replaces a ciphertext, unless somebody else has meanwhile.
    pub async fn replace_sealed(
        &self,
        column: SealedColumn,
        before: &Sealed,
        rewrapped: &str,
    ) -> Result<bool, StoreError> {
        let SealedColumn { table, column, id, .. } = column;
        let replaced = sqlx::query(AssertSqlSafe(format!(
            "UPDATE {table} SET {column} = $1 WHERE {id} = $2 AND {column} = $3"
        )))
        .bind(rewrapped)
        .bind(&before.id)
        .bind(&before.sealed)
        .execute(&self.pool)
        .await?;
        Ok(replaced.rows_affected() == 1)
    }
}
