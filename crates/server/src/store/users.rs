//! Operators: who may sign in to the portal, their sessions, and how often a sign-in may fail.

use secrecy::{ExposeSecret, SecretString};

use super::{Store, StoreError, new_id, now};
use crate::auth::secret;

/// Of a session of the portal: a long working day.
const SESSION_LIFETIME: i64 = 12 * 60 * 60 * 1000;
/// Sign-ins that may fail for a name within the window, which is in milliseconds.
const SIGN_INS: i64 = 10;
const SIGN_INS_WINDOW: i64 = 15 * 60 * 1000;

/// An operator.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct User {
    /// Lower case.
    pub name: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// A sign-in that counts against the limit until it is forgiven.
#[derive(Debug)]
pub struct SignIn(String);

impl Store {
    /// A new operator with a hashed password; `false` if there is one of this name.
    pub async fn create_user(&self, name: &str, password: &str) -> Result<bool, StoreError> {
        let made = sqlx::query(
            "INSERT INTO users (name, password, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(name)
        .bind(password)
        .bind(now())
        .execute(&self.pool)
        .await?;
        Ok(made.rows_affected() == 1)
    }

    /// Replaces an operator's hashed password and ends all sessions; `false` if there is none of this name.
    pub async fn set_password(&self, name: &str, password: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let changed = sqlx::query("UPDATE users SET password = $1 WHERE name = $2")
            .bind(password)
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM user_sessions WHERE user_name = $1")
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(changed.rows_affected() == 1)
    }

    /// Removes an operator and ends all sessions; `false` if there is none of this name.
    pub async fn delete_user(&self, name: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM user_sessions WHERE user_name = $1")
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        let gone =
            sqlx::query("DELETE FROM users WHERE name = $1").bind(name).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(gone.rows_affected() == 1)
    }

    /// Every operator, by name.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        Ok(sqlx::query_as("SELECT name, created_at FROM users ORDER BY name").fetch_all(&self.pool).await?)
    }

    /// The hashed password of an operator.
    pub async fn password_of(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as("SELECT password FROM users WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|(password,)| password))
    }

    /// Counts a sign-in under this name, whether or not there is such an operator, unless too many have failed: then
    /// the answer is how many milliseconds remain until one is forgotten. It counts before the password is looked at,
    /// so that many at the same moment cannot all be tried.
    pub async fn begin_sign_in(&self, name: &str) -> Result<Result<SignIn, i64>, StoreError> {
        let (id, now, account) = (new_id(), now(), secret::hash(name));
        sqlx::query("INSERT INTO sign_ins (id, account, made_at) VALUES ($1, $2, $3)")
            .bind(&id)
            .bind(&account)
            .bind(now)
            .execute(&self.pool)
            .await?;
        let one_too_many: Option<(i64,)> = sqlx::query_as(
            "SELECT made_at FROM sign_ins WHERE account = $1 AND made_at > $2 AND id <> $3 \
             ORDER BY made_at DESC LIMIT 1 OFFSET $4",
        )
        .bind(&account)
        .bind(now - SIGN_INS_WINDOW)
        .bind(&id)
        .bind(SIGN_INS - 1)
        .fetch_optional(&self.pool)
        .await?;
        let sign_in = SignIn(id);
        let Some((made_at,)) = one_too_many else { return Ok(Ok(sign_in)) };
        // Nothing was tried: somebody who goes on knocking does not keep the door shut.
        self.forgive_sign_in(&sign_in).await?;
        Ok(Err((made_at + SIGN_INS_WINDOW - now).max(1000)))
    }

    /// Takes a sign-in back that succeeded.
    pub async fn forgive_sign_in(&self, SignIn(id): &SignIn) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sign_ins WHERE id = $1").bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Begins a session of the portal for an operator whose password was right.
    pub async fn open_user_session(&self, name: &str) -> Result<SecretString, StoreError> {
        let session = secret::generate("")?;
        sqlx::query("INSERT INTO user_sessions (hash, user_name, expires_at) VALUES ($1, $2, $3)")
            .bind(secret::hash(session.expose_secret()))
            .bind(name)
            .bind(now() + SESSION_LIFETIME)
            .execute(&self.pool)
            .await?;
        Ok(session)
    }

    /// Whose session this is.
    pub async fn user_of_session(&self, session: &SecretString) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT user_name FROM user_sessions WHERE hash = $1 AND expires_at > $2")
                .bind(secret::hash(session.expose_secret()))
                .bind(now())
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(name,)| name))
    }

    /// Notes that the company's page is to show this session a new Link URL.
    pub async fn want_link(&self, session: &SecretString, company: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE user_sessions SET link_wanted = $1 WHERE hash = $2")
            .bind(company)
            .bind(secret::hash(session.expose_secret()))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Whether it is to do so: the first who asks is told yes.
    pub async fn take_wanted_link(&self, session: &SecretString, company: &str) -> Result<bool, StoreError> {
        let taken =
            sqlx::query("UPDATE user_sessions SET link_wanted = NULL WHERE hash = $1 AND link_wanted = $2")
                .bind(secret::hash(session.expose_secret()))
                .bind(company)
                .execute(&self.pool)
                .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// Ends a session of the portal.
    pub async fn close_user_session(&self, session: &SecretString) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM user_sessions WHERE hash = $1")
            .bind(secret::hash(session.expose_secret()))
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
