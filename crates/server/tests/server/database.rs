//! A database for each server: a file of SQLite, or a new one in the PostgreSQL that this variable names, whose user
//! may make schemas. `cargo xtask test` runs the suite on both.

use std::path::Path;

use crate::support::Server;

const POSTGRES: &str = "MAXIO_LINK_TEST_POSTGRES";

/// The address of a database that nobody else uses.
pub async fn fresh(folder: &Path) -> String {
    match std::env::var(POSTGRES) {
        Ok(server) => fresh_in(&server).await,
        Err(_) => format!("sqlite://{}/link.db", folder.display()),
    }
}

/// The same, for what only PostgreSQL can do.
pub async fn fresh_postgres() -> String {
    fresh_in(&postgres()).await
}

/// A database for what deals with a whole one, and the user of the same name to whom it belongs.
pub struct Own {
    /// As one who may make databases.
    pub server: url::Url,
    /// As the user.
    pub url: url::Url,
    pub name: String,
}

impl Own {
    pub async fn fresh() -> Self {
        let server = url::Url::parse(&postgres()).unwrap();
        let name = format!("own_{}", uuid::Uuid::new_v4().simple());
        let mut url = server.clone();
        url.set_username(&name).unwrap();
        url.set_path(&name);
        let own = Self { server, url, name };
        own.ask(format!("CREATE ROLE {} LOGIN", own.name)).await;
        own.ask(format!("CREATE DATABASE {0} OWNER {0}", own.name)).await;
        own
    }

    /// Takes it away, whoever is still there.
    pub async fn lose(&self) {
        self.ask(format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }

    async fn ask(&self, command: String) {
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect(self.server.as_str()).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(command)).execute(&pool).await.unwrap();
        pool.close().await;
    }
}

fn postgres() -> String {
    std::env::var(POSTGRES).expect("this test runs in `cargo xtask test`, which starts PostgreSQL")
}

async fn fresh_in(server: &str) -> String {
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(server).await.unwrap();
    // A schema, which takes a tenth of the time and space of a database.
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&pool).await.unwrap();
    pool.close().await;
    let mut url = url::Url::parse(server).unwrap();
    url.query_pairs_mut().append_pair("options[search_path]", &name);
    url.into()
}

impl Server {
    /// Makes a kind of statement on a table fail from now on, as a full disk would.
    pub async fn refuse(&self, statement: &str, table: &str) {
        let name = format!("refuse_{statement}_{table}");
        let commands = if self.is_on_postgres() {
            vec![
                "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger AS \
                 $$ BEGIN RAISE EXCEPTION 'no room'; END $$ LANGUAGE plpgsql"
                    .to_owned(),
                format!("CREATE TRIGGER {name} BEFORE {statement} ON {table} EXECUTE FUNCTION refuse()"),
            ]
        } else {
            vec![format!(
                "CREATE TRIGGER {name} BEFORE {statement} ON {table} BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )]
        };
        for command in commands {
            self.execute(command).await;
        }
    }

    /// Ends that.
    pub async fn refuse_no_more(&self, statement: &str, table: &str) {
        let of_table = if self.is_on_postgres() { format!(" ON {table}") } else { String::new() };
        self.execute(format!("DROP TRIGGER refuse_{statement}_{table}{of_table}")).await;
    }

    /// All that is kept, to be searched: the bytes of every file, after its name, or of every table.
    pub async fn kept(&self) -> Vec<(String, Vec<u8>)> {
        if !self.is_on_postgres() {
            let files = self.files();
            assert!(
                files.iter().any(|(name, _)| name.ends_with("-wal")),
                "the write-ahead log is looked at too"
            );
            return files;
        }
        let database = self.database().await;
        let tables: Vec<(String,)> = sqlx::query_as(
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()",
        )
        .fetch_all(&database)
        .await
        .unwrap();
        let mut kept = Vec::new();
        for (table,) in tables {
            let rows: Vec<(String,)> =
                sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT CAST(t AS TEXT) FROM {table} t")))
                    .fetch_all(&database)
                    .await
                    .unwrap();
            kept.extend(rows.into_iter().map(|(row,)| (table.clone(), row.into_bytes())));
        }
        kept
    }

    /// Every file in the server's folder, after its name.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
            .collect();
        files.sort();
        files
    }

    /// `table.column` of every text that is like this, once for each.
    pub async fn cells_like(&self, pattern: &str) -> Vec<String> {
        let database = self.database().await;
        let columns = if self.is_on_postgres() {
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns \
             WHERE table_schema = current_schema() AND data_type = 'text'"
        } else {
            "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND c.type = 'TEXT'"
        };
        let columns: Vec<(String, String)> = sqlx::query_as(columns).fetch_all(&database).await.unwrap();
        assert!(columns.len() > 20, "{columns:?}");
        let mut found = Vec::new();
        for (table, column) in columns {
            let count = format!("SELECT COUNT(*) FROM {table} WHERE \"{column}\" LIKE $1");
            let (count,): (i64,) =
                sqlx::query_as(sqlx::AssertSqlSafe(count)).bind(pattern).fetch_one(&database).await.unwrap();
            found.extend((0..count).map(|_| format!("{table}.{column}")));
        }
        found
    }

    async fn execute(&self, command: String) {
        sqlx::query(sqlx::AssertSqlSafe(command)).execute(&self.database().await).await.unwrap();
    }

    fn is_on_postgres(&self) -> bool {
        self.database_url.starts_with("postgres")
    }
}
