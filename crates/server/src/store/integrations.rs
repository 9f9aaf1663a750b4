//! The integration that Link offers, and the server's settings.

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

const ALLOWED_ORIGINS: &str = "allowedOrigins";
const ENCRYPTION_CHECK: &str = "encryptionCheck";

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

    /// The sealed check value of the encryption key that this database was first served with; if there is none yet,
    /// it is `sealed`.
    pub async fn first_encryption_check(&self, sealed: &str) -> Result<String, StoreError> {
        let json = serde_json::to_string(sealed).map_err(|_| StoreError::Unreadable("setting"))?;
        sqlx::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(ENCRYPTION_CHECK)
            .bind(json)
            .execute(&self.pool)
            .await?;
        let (kept,): (String,) = sqlx::query_as("SELECT value FROM settings WHERE name = $1")
            .bind(ENCRYPTION_CHECK)
            .fetch_one(&self.pool)
            .await?;
        serde_json::from_str(&kept).map_err(|_| StoreError::Unreadable("setting"))
    }

    /// The origins that the operator allowed through the API (those of the command line are not among them).
    pub async fn allowed_origins(&self) -> Result<Vec<String>, StoreError> {
        let stored: Option<(String,)> = sqlx::query_as("SELECT value FROM settings WHERE name = $1")
            .bind(ALLOWED_ORIGINS)
            .fetch_optional(&self.pool)
            .await?;
        stored.map_or_else(
            || Ok(Vec::new()),
            |(json,)| serde_json::from_str(&json).map_err(|_| StoreError::Unreadable("setting")),
        )
    }

    /// Replaces them.
    pub async fn set_allowed_origins(&self, origins: &[String]) -> Result<(), StoreError> {
        let json = serde_json::to_string(origins).map_err(|_| StoreError::Unreadable("setting"))?;
        sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(ALLOWED_ORIGINS)
        .bind(json)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
