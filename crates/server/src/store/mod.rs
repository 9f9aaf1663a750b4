//! What is kept. Statements are plain SQL that SQLite and PostgreSQL both run; this file is the one place that knows
//! which database it is.
//!
//! | file | tables |
//! |---|---|
//! | `companies` | companies |
//! | `integrations` | integrations |
//! | `settings` | settings |
//! | `connections` | connections, consents |
//! | `doors` | partner keys, one-time passwords, sessions, access tokens: looked up by hash |
//! | `removal` | what unlinking and deleting erase, in all of them |
//! | `attempts` | attempts, idempotency keys |
//! | `webhooks` | webhook consumers, messages, and the queue of deliveries |

mod attempts;
mod companies;
mod connections;
mod doors;
mod integrations;
mod removal;
mod settings;
mod webhooks;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::{
    Any, AnyPool, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
};

pub use attempts::{Attempt, Claim};
pub use companies::{Company, NewCompany, Site};
pub use connections::{LinkedSite, NewConsent, StoreKey, StoredConnection, Upserted};
pub use doors::Door;
pub use integrations::Integration;
pub use removal::Unlinked;
pub use webhooks::{CompanySnapshot, Consumer, Delivery, Due, Event, NewConsumer, Outcome, Snapshot};

/// Why the database did not do what was asked. The messages name columns and files, never values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not an address of a database that this build knows.
    #[error("the database must be given as sqlite://PATH, not {0:?}")]
    UnsupportedUrl(String),
    /// The file cannot be made or opened.
    #[error("cannot open the database file {path}: {source}", path = path.display())]
    File {
        /// Where it was looked for.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
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

/// The database.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
}

const MEMBERS: u32 = 8;
const SCHEME: &str = "sqlite://";

impl Store {
    /// Opens `sqlite://PATH`, makes the file where there is none (readable by its owner alone), and brings the
    /// schema up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let path = url
            .strip_prefix(SCHEME)
            .filter(|path| !path.is_empty())
            .ok_or_else(|| StoreError::UnsupportedUrl(scheme_only(url)))?;
        let path = prepare_file(Path::new(path))?;
        sqlx::any::install_default_drivers();
        let options: AnyConnectOptions = file_url(&path)?.parse()?;
        let pool = AnyPoolOptions::new()
            .max_connections(MEMBERS)
            .acquire_timeout(Duration::from_secs(10))
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // WAL: readers go on while one writes. FULL: what was answered survives a power cut. Erased rows
                    // are overwritten, not just unlisted.
                    for pragma in [
                        "PRAGMA busy_timeout = 5000",
                        "PRAGMA journal_mode = WAL",
                        "PRAGMA synchronous = FULL",
                        "PRAGMA foreign_keys = ON",
                        "PRAGMA secure_delete = ON",
                    ] {
                        sqlx::query(pragma).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        let store = Self { pool };
        store.seed_integration().await?;
        Ok(store)
    }

    /// A transaction that will write. SQLite takes the lock at once: one that read first and then found that another
    /// had written meanwhile could not go on.
    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Waits for running statements and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Removes what has expired and can no longer open or answer anything.
    pub async fn purge_expired(&self) -> Result<(), StoreError> {
        let now = now();
        for statement in [
            "DELETE FROM one_time_passwords WHERE expires_at < $1",
            "DELETE FROM sessions WHERE expires_at < $1",
            "DELETE FROM access_tokens WHERE expires_at < $1",
        ] {
            sqlx::query(statement).bind(now - DAY).execute(&self.pool).await?;
        }
        for statement in
            ["DELETE FROM attempts WHERE made_at < $1", "DELETE FROM idempotency WHERE claimed_at < $1"]
        {
            sqlx::query(statement).bind(now - DAY).execute(&self.pool).await?;
        }
        Ok(())
    }
}

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

/// A database's address can hold a password: an error shows no more than its scheme.
fn scheme_only(url: &str) -> String {
    url.split_once("://").map_or_else(|| url.to_owned(), |(scheme, _)| format!("{scheme}://…"))
}

/// Makes the file before SQLite does, because SQLite would make it readable by everybody; the side files follow it.
fn prepare_file(path: &Path) -> Result<PathBuf, StoreError> {
    let failed = |source| StoreError::File { path: path.to_owned(), source };
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(failed)?;
    std::path::absolute(path).map_err(failed)
}

/// `sqlite:///absolute/path`, escaped: a path may hold what means something in a URL.
fn file_url(path: &Path) -> Result<String, StoreError> {
    let file = url::Url::from_file_path(path)
        .map_err(|()| StoreError::UnsupportedUrl(path.display().to_string()))?;
    Ok(format!("{SCHEME}{}", file.path()))
}
