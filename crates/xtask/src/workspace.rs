//! Where things are, and how a program of ours is started.

use crate::process;
use anyhow::{Context, Result};
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository that this command works on.
pub struct Workspace {
    /// The directory of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory, wherever the environment put it.
    pub target: PathBuf,
    path: OsString,
}

impl Workspace {
    /// Asks cargo, which knows about `CARGO_TARGET_DIR` and configuration files.
    pub fn locate() -> Result<Self> {
        let mut command = Command::new(cargo_program());
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        let metadata: Value = serde_json::from_str(&process::output(&mut command)?)
            .context("cargo metadata did not answer with JSON")?;
        let directory = |key: &str| {
            let path = metadata.get(key).and_then(Value::as_str);
            path.map(PathBuf::from).with_context(|| format!("cargo metadata names no {key}"))
        };
        Ok(Self {
            root: directory("workspace_root")?,
            target: directory("target_directory")?,
            path: std::env::var_os("PATH").unwrap_or_default(),
        })
    }

    /// What `cargo xtask build` makes.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where commands of the npm packages are.
    pub fn npm_bin(&self) -> PathBuf {
        self.root.join("node_modules/.bin")
    }

    /// The search path with which programs are started.
    pub fn path(&self) -> &OsStr {
        &self.path
    }

    /// Programs started from here on find the tools of this directory before all others.
    pub fn put_first_on_path(&mut self, directory: &Path) -> Result<()> {
        let others = std::env::split_paths(&self.path).filter(|other| other != directory);
        let all = std::iter::once(directory.to_path_buf()).chain(others);
        self.path = std::env::join_paths(all)
            .with_context(|| format!("{} cannot stand in PATH", directory.display()))?;
        Ok(())
    }

    /// A program of the search path, to be run in the root.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        for name in variables_of_cargo_run() {
            command.env_remove(name);
        }
        command
    }

    /// The cargo that runs this command.
    pub fn cargo<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Command {
        let mut command = self.command(cargo_program());
        command.args(arguments);
        command
    }
}

fn cargo_program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// `cargo run` describes xtask in these. Build scripts that watch them (those of cryptography crates do) would run
/// again each time that one calls `cargo xtask test` after `cargo test`.
fn variables_of_cargo_run() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || name == "CARGO_PRIMARY_PACKAGE"
        })
    })
}
