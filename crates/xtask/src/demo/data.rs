//! What the demo's server keeps: database, master key, logs.

use super::only_line;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

pub struct Data {
    directory: PathBuf,
    /// With which the partner's programs call the API.
    pub api_key: String,
}

impl Data {
    /// Makes the directory, the master key and an API key. One without a name is emptied first.
    pub fn prepare(workspace: &Workspace, server: &Path, chosen: Option<&Path>, port: u16) -> Result<Self> {
        let directory = match chosen {
            Some(directory) => std::path::absolute(directory)?,
            // One for each port: a second demo must not delete the first one's database.
            None => workspace.target.join("demo").join(port.to_string()),
        };
        if chosen.is_none() && directory.exists() {
            fs::remove_dir_all(&directory)
                .with_context(|| format!("could not empty {}", directory.display()))?;
        }
        fs::create_dir_all(directory.join("logs"))
            .with_context(|| format!("could not create {}", directory.display()))?;
        let mut data = Self { directory, api_key: String::new() };
        if !data.master_key().exists() {
            let mut command = workspace.command(server);
            command.args(["master-key", "generate", "--out"]).arg(data.master_key());
            process::output(&mut command)?;
        }
        let mut command = workspace.command(server);
        command.args(["api-key", "create", "--name", "demo", "--database", &data.database_url()]);
        data.api_key = only_line(&mut command)?;
        Ok(data)
    }

    pub fn database_url(&self) -> String {
        format!("sqlite://{}", self.directory.join("maxio-link.db").display())
    }

    pub fn master_key(&self) -> PathBuf {
        self.directory.join("master.key")
    }

    pub fn logs(&self) -> PathBuf {
        self.directory.join("logs")
    }
}
