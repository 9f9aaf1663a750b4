//! The programs that a merchant's browser talks to: the server, and the sandbox in place of Maxio.

use crate::{
    database::Database,
    process::{Log, Process, first_line},
    programs,
};
use anyhow::{Context, Result, ensure};
use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::Stdio,
};
use tempfile::TempDir;
use tokio::{
    io::AsyncWriteExt,
    process::Command,
    sync::{Mutex, OnceCell},
};

/// The partner's name on every screen.
pub const PARTNER: &str = "Northwind Lending";

/// A server with a database of its own, and a sandbox that only it asks.
pub struct Stack {
    /// Where the server is.
    pub url: String,
    /// Where it listens: there as well, unless something stands before it.
    pub address: String,
    /// With which a partner's server calls it.
    pub api_key: String,
    server: Mutex<Process>,
    /// Of the servers before this one.
    earlier: Mutex<Vec<Log>>,
    sandbox: Process,
    settings: Vec<OsString>,
    database: Database,
    _folder: TempDir,
}

impl Stack {
    /// Starts both. Pages of `partner_origin` may embed Link.
    pub async fn start(partner_origin: &str, postgres: bool) -> Result<Self> {
        Self::start_as(None, partner_origin, postgres).await
    }

    /// As [`Stack::start`], on SQLite; `public_url` is where the server is for everybody else.
    pub async fn start_behind(public_url: &str, partner_origin: &str) -> Result<Self> {
        Self::start_as(Some(public_url), partner_origin, false).await
    }

    async fn start_as(public_url: Option<&str>, partner_origin: &str, postgres: bool) -> Result<Self> {
        let (sandbox, sandbox_url) = Process::start(
            "sandbox",
            Command::new(programs::sandbox()?).args(["serve", "--listen", "127.0.0.1:0"]),
            "listening on ",
        )
        .await?;

        let folder = tempfile::tempdir()?;
        let master_key = folder.path().join("master.key");
        let prepared = PREPARED.get_or_try_init(Prepared::make).await?;
        prepared.write_master_key(&master_key)?;
        let (database, api_key) = if postgres {
            let database = Database::postgres().await?;
            let api_key = create_api_key(&database).await?;
            (database, api_key)
        } else {
            let database = Database::sqlite(folder.path().join("database"), &prepared.database)?;
            (database, prepared.api_key.clone())
        };
        let mut settings = Vec::new();
        for (option, value) in [
            ("--database", database.url().into()),
            ("--partner-name", PARTNER.into()),
            ("--allow-origin", partner_origin.into()),
            ("--support-url", "https://support.example.com/".into()),
            ("--maxio-base-url", format!("{sandbox_url}/{{environment}}/{{site}}").into()),
            ("--master-key-file", master_key.into()),
            ("--versions", folder.path().join("versions").into()),
        ] {
            settings.extend([OsString::from(option), value]);
        }
        if let Some(url) = public_url {
            settings.extend([OsString::from("--public-url"), url.into()]);
        }
        let (server, address) = serve(&settings, "127.0.0.1:0", &programs::dist()?).await?;
        let (server, earlier) = (Mutex::new(server), Mutex::default());
        let url = public_url.unwrap_or(&address).to_owned();
        Ok(Self { url, address, api_key, server, earlier, sandbox, settings, database, _folder: folder })
    }

    /// Ends the server.
    pub async fn stop(&self) -> Result<()> {
        let log = self.server.lock().await.kill().await?;
        self.earlier.lock().await.push(log);
        Ok(())
    }

    /// Starts it again at the same address, with this build of the widget.
    pub async fn start_again(&self, assets: &Path) -> Result<()> {
        let address = self.address.trim_start_matches("http://");
        (*self.server.lock().await, _) = serve(&self.settings, address, assets).await?;
        Ok(())
    }

    /// Makes an operator, as on the server's machine.
    pub async fn make_operator(&self, name: &str, password: &str) -> Result<()> {
        let mut command = server_command()?;
        command.args(["user", "create", "--name", name, "--database", self.database.url()]);
        let mut running = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        running.stdin.take().context("no standard input")?.write_all(password.as_bytes()).await?;
        let output = running.wait_with_output().await?;
        ensure!(output.status.success(), "no operator: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// Each program's name and log.
    pub async fn logs(&self) -> Vec<(&'static str, Log)> {
        let earlier = self.earlier.lock().await.clone();
        let server = self.server.lock().await.log.clone();
        let servers = earlier.into_iter().chain([server]).map(|log| ("server log", log));
        servers.chain([("sandbox log", self.sandbox.log.clone())]).collect()
    }

    /// What the server logged.
    pub async fn server_log(&self) -> String {
        self.server.lock().await.log.text()
    }

    /// What the server keeps.
    pub fn database(&self) -> &Database {
        &self.database
    }
}

/// What each server on SQLite starts with. It is made once for all tests of the process, because it takes two programs
/// and every migration.
struct Prepared {
    master_key: Vec<u8>,
    api_key: String,
    /// The file of a database that has nothing but the API key in it.
    database: Vec<u8>,
}

static PREPARED: OnceCell<Prepared> = OnceCell::const_new();

impl Prepared {
    async fn make() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let master_key = folder.path().join("master.key");
        first_line(server_command()?.args(["master-key", "generate", "--out"]).arg(&master_key)).await?;
        let database = Database::sqlite(folder.path().join("database"), &[])?;
        let api_key = create_api_key(&database).await?;
        Ok(Self { master_key: fs::read(master_key)?, api_key, database: database.only_file()? })
    }

    /// For nobody else to read, as the server wants it.
    fn write_master_key(&self, path: &Path) -> Result<()> {
        let mut file = File::options().create_new(true).write(true).mode(0o600).open(path)?;
        Ok(file.write_all(&self.master_key)?)
    }
}

async fn create_api_key(database: &Database) -> Result<String> {
    let create = ["api-key", "create", "--name", "e2e", "--database", database.url()];
    first_line(server_command()?.args(create)).await
}

/// A server in a folder that has nothing else in it; and where it is.
pub async fn serve_alone(folder: &Path) -> Result<(Process, String)> {
    first_line(server_command()?.current_dir(folder).args(["master-key", "generate", "--out", "key"]))
        .await?;
    let mut command = server_command()?;
    command.current_dir(folder).args(["serve", "--listen", "127.0.0.1:0", "--master-key-file", "key"]);
    Process::start("server", &mut command, "listening on ").await
}

async fn serve(settings: &[OsString], address: &str, assets: &Path) -> Result<(Process, String)> {
    let mut command = server_command()?;
    command
        .args(["serve", "--log-format", "text", "--listen", address, "--assets"])
        .arg(assets)
        .args(settings);
    // A secret must not even be in the most talkative log that an operator may switch on.
    command.env("MAXIO_LINK_LOG", "debug");
    Process::start("server", &mut command, "listening on ").await
}

/// Settings meant for another server have no place here.
fn server_command() -> Result<Command> {
    let mut command = Command::new(programs::server()?);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MAXIO_LINK_")) {
        command.env_remove(name);
    }
    Ok(command)
}
