//! Debian's packages, installed where that can be done.

use crate::process;
use crate::tools::directory;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::process::Command;

/// What a program of tests or benchmarks needs of the system.
pub struct Packages {
    /// The program, as a sentence names it.
    pub program: &'static str,
    /// What needs it.
    pub needed_for: &'static str,
    /// In Debian.
    pub names: &'static [&'static str],
    /// What else a developer can do.
    pub otherwise: &'static str,
}

impl Packages {
    /// What `find` finds, after an installation if it must be.
    pub fn ensure<T>(&self, workspace: &Workspace, find: impl Fn() -> Option<T>) -> Result<T> {
        if let Some(found) = find() {
            return Ok(found);
        }
        // One lock for all: apt-get has one as well, and fails at once.
        let _lock = directory::lock("packages")?;
        if let Some(found) = find() {
            return Ok(found);
        }
        self.install(workspace)?;
        find().with_context(|| format!("{} was installed, but something of it is not on PATH", self.program))
    }

    /// For `cargo xtask doctor`.
    pub fn remedy(&self) -> String {
        format!("{}, or {}", self.command().join(" "), self.otherwise)
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        let Self { program, needed_for, otherwise, .. } = self;
        let command = self.command();
        if !is_debian() || which::which("apt-get").is_err() {
            bail!(
                "{needed_for} need {program}, which is missing: install it with your system's packages \
                 (Debian: `{}`), or {otherwise}",
                command.join(" ")
            );
        }
        let root = is_root();
        if !root && process::output(Command::new("sudo").args(["-n", "true"])).is_err() {
            bail!(
                "{needed_for} need {program}, which is missing, and installing it needs root: `sudo {}`, \
                 or {otherwise}",
                command.join(" ")
            );
        }
        let tools = directory::tools()?;
        let run = |arguments: &[&str], what: &str, log: &str| {
            let mut command = workspace.command(if root { "env" } else { "sudo" });
            if !root {
                command.args(["-n", "env"]);
            }
            command.arg("DEBIAN_FRONTEND=noninteractive").args(arguments);
            process::run_with_clock(&mut command, what, &tools.join(log))
        };
        run(
            &["apt-get", "update"],
            &format!("Reading Debian's package lists (to install {program}; under a minute)"),
            "apt-update.log",
        )?;
        let what = format!("Installing {program} ({needed_for}; a few minutes)");
        run(&command, &what, "apt-install.log")
    }

    fn command(&self) -> Vec<&'static str> {
        let words = ["apt-get", "install", "--yes", "--no-install-recommends"];
        words.into_iter().chain(self.names.iter().copied()).collect()
    }
}

/// Only Debian's own packages are real ones: those of some of its descendants are stubs for another installer.
fn is_debian() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
}

pub fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
