//! The integration that Link offers.

use maxio_link_wire::DEFAULT_PLATFORM_KEY;

use super::{Store, StoreError, new_id};

/// Maxio as offered in Link.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Integration {
    /// UUID.
    pub id: String,
    /// What requests call it.
    pub platform_key: String,
    /// UUID of the data source, as the published API has one.
    pub source_id: String,
    /// `Maxio`.
    pub name: String,
    enabled: i64,
}

impl Integration {
    /// Whether the operator has switched it on.
    pub const fn is_enabled(&self) -> bool {
        self.enabled != 0
    }
}

impl Store {
    /// A fresh database knows Maxio, switched off: switching it on is the operator's first step.
    pub(super) async fn seed_integration(&self) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO integrations (id, platform_key, source_id, name, enabled) VALUES ($1, $2, $3, 'Maxio', 0) \
             ON CONFLICT DO NOTHING",
        )
        .bind(new_id())
        .bind(DEFAULT_PLATFORM_KEY)
        .bind(new_id())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The one integration of this server.
    pub async fn integration(&self) -> Result<Integration, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, platform_key, source_id, name, enabled FROM integrations WHERE platform_key = $1",
        )
        .bind(DEFAULT_PLATFORM_KEY)
        .fetch_one(&self.pool)
        .await?)
    }

    /// Switches it on or off.
    pub async fn enable_integration(&self, enabled: bool) -> Result<(), StoreError> {
        sqlx::query("UPDATE integrations SET enabled = $1 WHERE platform_key = $2")
            .bind(i64::from(enabled))
            .bind(DEFAULT_PLATFORM_KEY)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
