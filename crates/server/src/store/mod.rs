//! What is kept. Statements are plain SQL that SQLite and PostgreSQL both run; `database` is the one place that knows
//! which of them it is.
//!
//! | file | tables |
//! |---|---|
//! | `database` | opening one, and what differs between the two |
//! | `companies` | companies |
//! | `integrations` | integrations |
//! | `settings` | settings |
//! | `connections` | connections, consents |
//! | `doors` | partner keys, one-time passwords, sessions, access tokens: looked up by hash |
//! | `health` | of connections: what reading and re-checking tell |
//! | `retention` | how long what is kept is kept |
//! | `removal` | what unlinking and deleting erase, in all of them |
//! | `sealed` | server secrets; every column of encrypted secrets |
//! | `attempts` | attempts, idempotency keys |
//! | `strikes` | strikes: what failed, by network address and by token |
//! | `webhooks` | webhook consumers, messages, and the queue of deliveries |
//! | `audit` | who did what |
//! | `users` | operators, their sessions, sign-ins |
//! | `overview` | companies with their connections, as the portal lists them |

mod attempts;
mod audit;
mod companies;
mod connections;
mod database;
mod doors;
mod health;
mod integrations;
mod listing;
mod overview;
mod removal;
mod retention;
mod sealed;
mod settings;
mod strikes;
mod users;
mod webhooks;

use std::path::PathBuf;

use sqlx::{Any, AnyPool, Transaction};

use database::Database;

pub use attempts::{Attempt, Claim};
pub use audit::{Action, Actor, Entry, Subject};
pub use companies::{Company, NewCompany, Site};
pub use connections::{LinkedSite, NewConsent, Refusal, Settle, StoreKey, StoredConnection, Upserted};
pub use doors::Door;
pub use health::ToCheck;
pub use integrations::Integration;
pub use listing::Order;
pub use overview::CompanyLine;
pub use removal::Unlinked;
pub use retention::Retention;
pub use sealed::{SEALED_COLUMNS, Sealed, SealedColumn};
pub use strikes::Strike;
pub use users::{SignIn, User};
pub use webhooks::{CompanySnapshot, Consumer, Delivery, Due, Event, NewConsumer, Outcome, Snapshot};

/// Why the database did not do what was asked. The messages name columns and files, never values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not an address of a database that this build knows.
    #[error("the database must be given as sqlite://PATH or postgres://USER@HOST/NAME, not {0:?}")]
    UnsupportedUrl(String),
    /// The file cannot be made or opened.
    #[error("cannot open the database file {path}: {source}", path = path.display())]
    File {
        /// Where it was looked for.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A command that makes no database was given the path of none.
    #[error("there is no database at {path}: `serve`, `migrate` and `api-key create` make one", path = .0.display())]
    NoDatabase(PathBuf),
    /// The server of the database cannot be reached, or refuses us.
    #[error("cannot connect to the database: {0}")]
    Connection(sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A statement failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A row holds what this version cannot read.
    #[error("the database holds an unreadable {0}")]
    Unreadable(&'static str),
    /// A new id or secret could not be made.
    #[error(transparent)]
    Crypto(#[from] crate::crypto::CryptoError),
}

impl StoreError {
    /// Whether a value cannot be kept as text: PostgreSQL takes every character but NUL.
    pub fn is_unfit_text(&self) -> bool {
        const CHARACTER_NOT_IN_REPERTOIRE: &str = "22021";
        matches!(self, Self::Database(sqlx::Error::Database(error))
            if error.code().as_deref() == Some(CHARACTER_NOT_IN_REPERTOIRE))
    }
}

/// The database.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    database: Database,
}

impl Store {
    /// Opens `sqlite://PATH`, making the file where there is none (readable by its owner alone), or
    /// `postgres://USER@HOST/NAME`, and brings the schema up to date. Several processes may do so at once.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        database::prepare(url)?;
        Self::open_existing(url).await
    }

    /// The same, but a path at which there is nothing is an error, for it is more likely a mistake.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        let store = Self::connect(url).await?;
        MIGRATOR.run(&store.pool).await?;
        store.seed_integration().await?;
        Ok(store)
    }

    /// Opens it as it is.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let (database, pool) = database::open(url).await?;
        Ok(Self { pool, database })
    }

    /// How many migrations were made, and how many this version knows.
    pub async fn schema(&self) -> Result<(usize, usize), StoreError> {
        let known = MIGRATOR.iter().count();
        let statement = self.database.count_of_migration_tables();
        let (tables,): (i64,) = sqlx::query_as(statement).fetch_one(&self.pool).await?;
        if tables == 0 {
            return Ok((0, known));
        }
        let (made,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM _sqlx_migrations").fetch_one(&self.pool).await?;
        Ok((usize::try_from(made).unwrap_or_default(), known))
    }

    /// Whether a server has ever used it.
    pub async fn was_served(&self) -> Result<bool, StoreError> {
        let (count,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM server_secrets").fetch_one(&self.pool).await?;
        Ok(count > 0)
    }

    /// A transaction that will write.
    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(match self.database.begin() {
            Some(statement) => self.pool.begin_with(statement).await?,
            None => self.pool.begin().await?,
        })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Waits for running statements and closes the connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Milliseconds in a day.
pub const DAY: i64 = 24 * 60 * 60 * 1000;

/// Milliseconds since 1970.
pub fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// ISO 8601 in UTC, to the second, as the API writes times.
pub fn iso(milliseconds: i64) -> Result<String, StoreError> {
    jiff::Timestamp::from_second(milliseconds.div_euclid(1000))
        .map(|time| time.to_string())
        .map_err(|_| StoreError::Unreadable("time"))
}

/// A new id.
fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
