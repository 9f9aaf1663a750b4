//! The server's settings: one row each, JSON.

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Any, Executor};

use super::{Store, StoreError};
use crate::settings::Settings;

const ALLOWED_ORIGINS: &str = "allowedOrigins";
const REDIRECT_URLS: &str = "redirectUrls";
const BRANDING: &str = "branding";
const PERMISSIONS: &str = "permissions";

impl Store {
    /// All that the operator set.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT name, value FROM settings WHERE name IN ($1, $2, $3, $4)")
                .bind(ALLOWED_ORIGINS)
                .bind(REDIRECT_URLS)
                .bind(BRANDING)
                .bind(PERMISSIONS)
                .fetch_all(&self.pool)
                .await?;
        let mut settings = Settings::default();
        for (name, json) in rows {
            match name.as_str() {
                ALLOWED_ORIGINS => settings.allowed_origins = parse(&json)?,
                REDIRECT_URLS => settings.redirect_urls = parse(&json)?,
                BRANDING => settings.branding = parse(&json)?,
                _ => settings.permissions = parse(&json)?,
            }
        }
        Ok(settings)
    }

    /// Replaces all of them at once.
    pub async fn set_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        set(&mut *transaction, ALLOWED_ORIGINS, &settings.allowed_origins).await?;
        set(&mut *transaction, REDIRECT_URLS, &settings.redirect_urls).await?;
        set(&mut *transaction, BRANDING, &settings.branding).await?;
        set(&mut *transaction, PERMISSIONS, &settings.permissions).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The origins that the operator allowed through the API (those of the command line are not among them).
    pub async fn allowed_origins(&self) -> Result<Vec<String>, StoreError> {
        let stored: Option<(String,)> = sqlx::query_as("SELECT value FROM settings WHERE name = $1")
            .bind(ALLOWED_ORIGINS)
            .fetch_optional(&self.pool)
            .await?;
        stored.map_or_else(|| Ok(Vec::new()), |(json,)| parse(&json))
    }

    /// Replaces them.
    pub async fn set_allowed_origins(&self, origins: &[String]) -> Result<(), StoreError> {
        set(&self.pool, ALLOWED_ORIGINS, &origins).await
    }
}

fn parse<T: DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Unreadable("setting"))
}

async fn set<'e>(
    database: impl Executor<'e, Database = Any>,
    name: &str,
    value: &impl Serialize,
) -> Result<(), StoreError> {
    let json = serde_json::to_string(value).map_err(|_| StoreError::Unreadable("setting"))?;
    sqlx::query(
        "INSERT INTO settings (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(json)
    .execute(database)
    .await?;
    Ok(())
}
