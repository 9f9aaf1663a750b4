//! Schemathesis, from PyPI, in an environment of its own.

use super::{directory, pins};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

/// With all that it needs, each in the version that was tried.
const REQUIREMENTS: &str = include_str!("schemathesis.txt");

/// The program; installed unless this very version is there.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let folder = directory::tools()?.join(format!("schemathesis-{}", pins::SCHEMATHESIS));
    let program = folder.join("bin/schemathesis");
    let installed = folder.join("installed");
    let _lock = directory::lock("schemathesis")?;
    if installed.exists() {
        return Ok(program);
    }
    let python =
        env::var_os("PYTHON").filter(|name| !name.is_empty()).unwrap_or_else(|| OsString::from("python3"));
    let mut environment = workspace.command(&python);
    process::run(environment.args(["-m", "venv", "--clear"]).arg(&folder))
        .context("Python 3.10 or newer, with its module venv, is needed: see PYTHON")?;
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).context("could not write the requirements")?;
    let mut install = workspace.command(folder.join("bin/pip"));
    install
        .args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"])
        .arg(&requirements);
    process::run_with_clock(&mut install, "Installing schemathesis", &folder.join("install.log"))?;
    // Last of all: an installation that was interrupted is made anew.
    fs::write(&installed, "").context("could not note that schemathesis is installed")?;
    Ok(program)
}
