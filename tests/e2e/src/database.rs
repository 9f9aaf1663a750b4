//! What a test's server keeps its data in, and all that is in there.

use anyhow::{Context, Result, bail, ensure};
use sqlx::{AnyPool, AssertSqlSafe, Row};
use std::{env, fs, path::PathBuf};
use url::Url;

/// Set by `cargo xtask test`, which starts PostgreSQL: a server on which databases may be made.
const POSTGRES: &str = "MAXIO_LINK_TEST_POSTGRES";

const SQLITE_FILE: &str = "maxio-link.db";

/// A database that nobody else uses.
pub enum Database {
    /// Its address, and the folder that holds the file, its side files, and nothing else.
    Sqlite(String, PathBuf),
    /// Its address.
    Postgres(String),
}

impl Database {
    /// In a new folder, with what is in this file of another; empty for a new database.
    pub fn sqlite(folder: PathBuf, content: &[u8]) -> Result<Self> {
        fs::create_dir(&folder)?;
        let file = folder.join(SQLITE_FILE);
        if !content.is_empty() {
            fs::write(&file, content)?;
        }
        Ok(Self::Sqlite(format!("sqlite://{}", file.display()), folder))
    }

    /// The file of one on SQLite that no program has open: everything is in it, and nothing in files beside it.
    pub fn only_file(&self) -> Result<Vec<u8>> {
        let Self::Sqlite(_, folder) = self else { bail!("only SQLite has a file") };
        let files = fs::read_dir(folder)?.count();
        ensure!(files == 1, "the database has {files} files");
        Ok(fs::read(folder.join(SQLITE_FILE))?)
    }

    /// On the PostgreSQL of this run.
    pub async fn postgres() -> Result<Self> {
        let server =
            env::var(POSTGRES).with_context(|| format!("{POSTGRES} is not set: `cargo xtask test` does"))?;
        sqlx::any::install_default_drivers();
        let pool = AnyPool::connect(&server).await?;
        let name = format!("e2e_{}", uuid::Uuid::new_v4().simple());
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await?;
        pool.close().await;
        let mut url = Url::parse(&server)?;
        url.set_path(&name);
        Ok(Self::Postgres(url.into()))
    }

    /// Its address, as the server's `--database` takes it.
    pub fn url(&self) -> &str {
        match self {
            Self::Sqlite(url, _) | Self::Postgres(url) => url,
        }
    }

    /// Each file, or each table, as bytes in which a secret would be found.
    pub async fn contents(&self) -> Result<Vec<(String, Vec<u8>)>> {
        match self {
            Self::Sqlite(_, folder) => fs::read_dir(folder)?
                .map(|file| {
                    let path = file?.path();
                    Ok((format!("database file {}", path.display()), fs::read(&path)?))
                })
                .collect(),
            Self::Postgres(url) => tables(url).await,
        }
    }
}

async fn tables(url: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let pool = AnyPool::connect(url).await?;
    let names = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'";
    let mut contents = Vec::new();
    for row in sqlx::query(names).fetch_all(&pool).await? {
        let name: String = row.try_get(0)?;
        let all = format!("SELECT COALESCE(STRING_AGG(CAST(t AS TEXT), ' '), '') FROM \"{name}\" t");
        let text: String = sqlx::query_scalar(AssertSqlSafe(all)).fetch_one(&pool).await?;
        contents.push((format!("database table {name}"), text.into_bytes()));
    }
    pool.close().await;
    Ok(contents)
}
