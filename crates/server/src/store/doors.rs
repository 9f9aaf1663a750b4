//! Everything that opens a door: partner keys, one-time passwords, sessions, company tokens. The database holds their
//! SHA-256 only. Each carries 256 random bits, so a plain hash cannot be turned back and needs no salt.

use secrecy::{ExposeSecret, SecretString};

use super::{DAY, Store, StoreError, now};
use crate::auth::secret;

const HOUR: i64 = 60 * 60 * 1000;
/// Of the hosted page's session.
const SESSION_LIFETIME: i64 = HOUR;

/// What is good for one company and a limited time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// In the Link URL; works once, for a day.
    OneTimePassword,
    /// For the partner's page, an hour.
    AccessToken,
}

impl Door {
    /// How long it is good for, in milliseconds.
    pub const fn lifetime(self) -> i64 {
        match self {
            Self::OneTimePassword => DAY,
            Self::AccessToken => HOUR,
        }
    }
}

impl Store {
    /// Makes a one-time password or an access token for this company. The secret is in the answer and nowhere else.
    pub async fn issue(&self, door: Door, company: &str) -> Result<SecretString, StoreError> {
        let made = secret::generate("")?;
        let statement = match door {
            Door::OneTimePassword => {
                "INSERT INTO one_time_passwords (hash, company_id, expires_at) VALUES ($1, $2, $3)"
            }
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

    /// Spends a one-time password for a session of the hosted page: for exactly one caller, however many come at
    /// once. Both or neither: a password is not lost to a session that was not made.
    pub async fn open_session(
        &self,
        company: &str,
        password: &str,
    ) -> Result<Option<SecretString>, StoreError> {
        let (session, now) = (secret::generate("")?, now());
        let mut transaction = self.begin().await?;
        let spent = sqlx::query(
            "UPDATE one_time_passwords SET used_at = $1 \
             WHERE hash = $2 AND company_id = $3 AND used_at IS NULL AND expires_at > $1",
        )
        .bind(now)
        .bind(secret::hash(password))
        .bind(company)
        .execute(&mut *transaction)
        .await?;
        if spent.rows_affected() != 1 {
            return Ok(None);
        }
        sqlx::query(
            "INSERT INTO sessions (hash, company_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(secret::hash(session.expose_secret()))
        .bind(company)
        .bind(now)
        .bind(now + SESSION_LIFETIME)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(session))
    }

    /// Whether this is a one-time password of this company that can still be spent. It is not.
    pub async fn one_time_password_is_good(&self, company: &str, password: &str) -> Result<bool, StoreError> {
        self.found(
            "SELECT COUNT(*) FROM one_time_passwords \
             WHERE hash = $1 AND company_id = $2 AND expires_at > $3 AND used_at IS NULL",
            company,
            password,
        )
        .await
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

    /// Whose access token this is.
    pub async fn company_of_access_token(&self, token: &str) -> Result<Option<String>, StoreError> {
        let company: Option<(String,)> =
            sqlx::query_as("SELECT company_id FROM access_tokens WHERE hash = $1 AND expires_at > $2")
                .bind(secret::hash(token))
                .bind(now())
                .fetch_optional(&self.pool)
                .await?;
        Ok(company.map(|(id,)| id))
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

    /// Name of each API key, and when it was made, in milliseconds since 1970.
    pub async fn partner_keys(&self) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(sqlx::query_as("SELECT name, created_at FROM partner_keys ORDER BY created_at, hash")
            .fetch_all(&self.pool)
            .await?)
    }

    /// Ends every API key of this name, and says how many that were.
    pub async fn revoke_partner_keys(&self, name: &str) -> Result<u64, StoreError> {
        let revoked =
            sqlx::query("DELETE FROM partner_keys WHERE name = $1").bind(name).execute(&self.pool).await?;
        Ok(revoked.rows_affected())
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
