//! SQLite or PostgreSQL: how each is opened, and the few words in which they differ.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    AnyPool,
    any::{AnyConnectOptions, AnyPoolOptions},
};

use super::StoreError;

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Database {
    Sqlite,
    Postgres,
}

/// Connections of one process.
const MEMBERS: u32 = 8;
const PATIENCE: Duration = Duration::from_secs(10);
const SQLITE: &str = "sqlite://";
const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

impl Database {
    /// How a transaction that will write begins, where not as usual. SQLite takes the lock at once: one that has read
    /// first and then finds that another has written meanwhile could not go on.
    pub const fn begin(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("BEGIN IMMEDIATE"),
            Self::Postgres => None,
        }
    }

    /// The end of a subquery that takes rows of `table` for itself. SQLite has one writer at a time.
    pub fn skipping_rows_that_others_hold(self, table: &str) -> String {
        match self {
            Self::Sqlite => String::new(),
            Self::Postgres => format!("FOR UPDATE OF {table} SKIP LOCKED"),
        }
    }

    /// Whether sqlx has kept count of migrations here.
    pub const fn count_of_migration_tables(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
            Self::Postgres => {
                "SELECT COUNT(*) FROM pg_tables WHERE tablename = '_sqlx_migrations' \
                 AND schemaname = current_schema()"
            }
        }
    }

    /// What each connection is told first.
    const fn settings(self) -> &'static [&'static str] {
        match self {
            // WAL: readers go on while one writes. FULL: what was answered survives a power cut. Erased rows are
            // overwritten, not just unlisted.
            Self::Sqlite => &[
                "PRAGMA busy_timeout = 5000",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
                "PRAGMA secure_delete = ON",
            ],
            // A process that hangs must not hold the others up for ever.
            Self::Postgres => &[
                "SET lock_timeout = '10s'",
                "SET statement_timeout = '30s'",
                "SET idle_in_transaction_session_timeout = '30s'",
            ],
        }
    }
}

/// Makes the file of an SQLite database where there is none, before SQLite does, because SQLite would make it readable
/// by everybody; the side files follow it.
pub(super) fn prepare(url: &str) -> Result<(), StoreError> {
    let Some(path) = url.strip_prefix(SQLITE).filter(|path| !path.is_empty()) else { return Ok(()) };
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| StoreError::File { path: path.into(), source })?;
    Ok(())
}

/// Opens the database at this address.
pub(super) async fn open(url: &str) -> Result<(Database, AnyPool), StoreError> {
    sqlx::any::install_default_drivers();
    let (database, address) = match url.strip_prefix(SQLITE) {
        Some(path) if !path.is_empty() => (Database::Sqlite, file_url(&existing(Path::new(path))?)?),
        None if POSTGRES.iter().any(|scheme| url.starts_with(scheme)) => (Database::Postgres, url.to_owned()),
        _ => return Err(StoreError::UnsupportedUrl(scheme_only(url))),
    };
    // Its error would quote the address, which may hold a password.
    let options: AnyConnectOptions =
        address.parse().map_err(|_| StoreError::UnsupportedUrl(scheme_only(url)))?;
    let pool = AnyPoolOptions::new()
        .max_connections(MEMBERS)
        .acquire_timeout(PATIENCE)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                for statement in database.settings() {
                    sqlx::query(*statement).execute(&mut *connection).await?;
                }
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .map_err(StoreError::Connection)?;
    Ok((database, pool))
}

/// A database's address can hold a password: an error shows no more than its scheme.
fn scheme_only(url: &str) -> String {
    url.split_once("://").map_or_else(|| url.to_owned(), |(scheme, _)| format!("{scheme}://…"))
}

/// The file's absolute path. Without this, SQLite would make one.
fn existing(path: &Path) -> Result<PathBuf, StoreError> {
    let failed = |source| StoreError::File { path: path.to_owned(), source };
    let absolute = std::path::absolute(path).map_err(failed)?;
    let has_folder = absolute.parent().is_some_and(Path::is_dir);
    match std::fs::OpenOptions::new().append(true).open(&absolute) {
        Ok(_) => Ok(absolute),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound && has_folder => {
            Err(StoreError::NoDatabase(path.to_owned()))
        }
        Err(source) => Err(failed(source)),
    }
}

/// `sqlite:///absolute/path`, escaped: a path may hold what means something in a URL.
fn file_url(path: &Path) -> Result<String, StoreError> {
    let file = url::Url::from_file_path(path)
        .map_err(|()| StoreError::UnsupportedUrl(path.display().to_string()))?;
    Ok(format!("{SQLITE}{}", file.path()))
}
