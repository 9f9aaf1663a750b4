//! The programs that a merchant's browser talks to: the server, and the sandbox in place of Maxio.

use crate::{
    process::{Log, Process, first_line},
    programs,
};
use anyhow::Result;
use std::{env, path::PathBuf};
use tempfile::TempDir;
use tokio::process::Command;

/// The partner's name on every screen.
pub const PARTNER: &str = "Northwind Lending";

/// A server with a database of its own, and a sandbox that only it asks.
pub struct Stack {
    /// Where the server is.
    pub url: String,
    /// With which a partner's server calls it.
    pub api_key: String,
    server: Process,
    sandbox: Process,
    folder: TempDir,
}

impl Stack {
    /// Starts both. Pages of `partner_origin` may embed Link.
    pub async fn start(partner_origin: &str) -> Result<Self> {
        let (sandbox, sandbox_url) = Process::start(
            "sandbox",
            Command::new(programs::sandbox()?).args(["serve", "--listen", "127.0.0.1:0"]),
            "listening on ",
        )
        .await?;

        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("database"))?;
        let database = format!("sqlite://{}", folder.path().join("database/maxio-link.db").display());
        let encryption_key = folder.path().join("encryption.key");
        first_line(server_command()?.args(["encryption-key", "generate", "--out"]).arg(&encryption_key))
            .await?;
        let api_key = first_line(server_command()?.args([
            "api-key",
            "create",
            "--name",
            "e2e",
            "--database",
            &database,
        ]))
        .await?;
        let mut command = server_command()?;
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &database, "--partner-name", PARTNER])
            .args(["--allow-origin", partner_origin, "--support-url", "https://support.example.com/"])
            .args(["--maxio-base-url", &format!("{sandbox_url}/{{environment}}/{{site}}")])
            .arg("--assets")
            .arg(programs::dist()?)
            .arg("--encryption-key-file")
            .arg(&encryption_key)
            // A secret must not even be in the most talkative log that an operator may switch on.
            .env("MAXIO_LINK_LOG", "debug");
        let (server, url) = Process::start("server", &mut command, "listening on ").await?;
        Ok(Self { url, api_key, server, sandbox, folder })
    }

    /// Each program's name and log.
    pub fn logs(&self) -> [(&'static str, &Log); 2] {
        [("server log", &self.server.log), ("sandbox log", &self.sandbox.log)]
    }

    /// What the server logged.
    pub fn server_log(&self) -> String {
        self.server.log.text()
    }

    /// The folder that holds the database and its side files, and nothing else.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("database")
    }
}

/// Settings meant for another server have no place here.
fn server_command() -> Result<Command> {
    let mut command = Command::new(programs::server()?);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MAXIO_LINK_")) {
        command.env_remove(name);
    }
    Ok(command)
}
