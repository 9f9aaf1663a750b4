//! Everything that opens a door: partner keys, one-time passwords, sessions, company tokens. The database holds their
//! SHA-256 only. Each carries 256 random bits, so a plain hash cannot be turned back and needs no salt.

use secrecy::{ExposeSecret, SecretString};

use super::{DAY, Store, StoreError, now};
use crate::auth::secret;

const HOUR: i64 = 60 * 60 * 1000;

/// What is good for one company and a limited time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// In the Link URL; works once, for a day.
    OneTimePassword,
    /// The hosted page's cookie, an hour.
    Session,
    /// For the partner's page, an hour.
    AccessToken,
}

impl Door {
    /// How long it is good for, in milliseconds.
    pub const fn lifetime(self) -> i64 {
        match self {
            Self::OneTimePassword => DAY,
            Self::Session | Self::AccessToken => HOUR,
        }
    }
}

impl Store {
    /// Makes a new one for this company. The secret is in the answer and nowhere else.
    pub async fn issue(&self, door: Door, company: &str) -> Result<SecretString, StoreError> {
        let made = secret::generate("")?;
        let statement = match door {
            Door::OneTimePassword => {
                "INSERT INTO one_time_passwords (hash, company_id, expires_at) VALUES ($1, $2, $3)"
            }
            Door::Session => "INSERT INTO sessions (hash, company_id, expires_at) VALUES ($1, $2, $3)",
            Door::AccessToken => {
                "INSERT INTO access_tokens (hash, company_id, expires_at) VALUES ($1, $2, $3)"
            }
        };
        sqlx::query(statement)
            .bind(secret::hash(made.expose_secret()))
            .bind(company)
            .bind(now() + door.lifetime())
            .execute(&self.pool)
            .await?;
        Ok(made)
    }

    /// Spends a one-time password: `true` for exactly one caller, however many come at once.
    pub async fn spend_one_time_password(&self, company: &str, password: &str) -> Result<bool, StoreError> {
        let now = now();
        let spent = sqlx::query(
            "UPDATE one_time_passwords SET used_at = $1 \
             WHERE hash = $2 AND company_id = $3 AND used_at IS NULL AND expires_at > $1",
        )
        .bind(now)
        .bind(secret::hash(password))
        .bind(company)
        .execute(&self.pool)
        .await?;
        Ok(spent.rows_affected() == 1)
    }

    /// Whether this is a session of this company.
    pub async fn session_is_good(&self, company: &str, session: &str) -> Result<bool, StoreError> {
        self.found(
            "SELECT COUNT(*) FROM sessions WHERE hash = $1 AND company_id = $2 AND expires_at > $3",
            company,
            session,
        )
        .await
    }

    /// Whether this is an access token of this company.
    pub async fn access_token_is_good(&self, company: &str, token: &str) -> Result<bool, StoreError> {
        self.found(
            "SELECT COUNT(*) FROM access_tokens WHERE hash = $1 AND company_id = $2 AND expires_at > $3",
            company,
            token,
        )
        .await
    }

    async fn found(&self, statement: &'static str, company: &str, token: &str) -> Result<bool, StoreError> {
        let (count,): (i64,) = sqlx::query_as(statement)
            .bind(secret::hash(token))
            .bind(company)
            .bind(now())
            .fetch_one(&self.pool)
            .await?;
        Ok(count == 1)
    }

    /// Makes a partner's API key; `name` is for the operator to tell keys apart.
    pub async fn create_partner_key(&self, name: &str) -> Result<SecretString, StoreError> {
        let made = secret::generate(secret::PARTNER_KEY_PREFIX)?;
        sqlx::query("INSERT INTO partner_keys (hash, name, created_at) VALUES ($1, $2, $3)")
            .bind(secret::hash(made.expose_secret()))
            .bind(name)
            .bind(now())
            .execute(&self.pool)
            .await?;
        Ok(made)
    }

    /// Whether this is one of the partner's API keys.
    pub async fn partner_key_is_good(&self, key: &str) -> Result<bool, StoreError> {
        let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM partner_keys WHERE hash = $1")
            .bind(secret::hash(key))
            .fetch_one(&self.pool)
            .await?;
        Ok(count == 1)
    }
}
