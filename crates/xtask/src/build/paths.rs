//! Keeps the paths of the machine that builds out of the files that partners deploy.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Flags for rustc, as `CARGO_ENCODED_RUSTFLAGS` wants them: panic messages name a crate's file by its place in the
/// crate. What the caller set in `RUSTFLAGS` still counts.
pub fn hidden(workspace: &Workspace) -> Result<OsString> {
    let mut flags: Vec<OsString> =
        std::env::var("RUSTFLAGS").unwrap_or_default().split_whitespace().map(OsString::from).collect();
    let known = [standard_library(workspace)?, workspace.root.clone()];
    for directory in sources()?.into_iter().chain(known) {
        let mut flag = OsString::from("--remap-path-prefix=");
        // With the separator, so that what remains is relative.
        flag.push(directory.join(""));
        flag.push("=");
        flags.push(flag);
    }
    Ok(flags.join(std::ffi::OsStr::new("\u{1f}")))
}

/// Where Rust's own sources are, on machines that have them.
fn standard_library(workspace: &Workspace) -> Result<PathBuf> {
    let sysroot = process::output(workspace.command("rustc").args(["--print", "sysroot"]))?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib/src/rust"))
}

/// Where cargo unpacks the crates of each registry.
fn sources() -> Result<Vec<PathBuf>> {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .context("neither CARGO_HOME nor a home directory is set")?;
    let sources = cargo_home.join("registry/src");
    let entries =
        std::fs::read_dir(&sources).with_context(|| format!("could not read {}", sources.display()))?;
    let mut directories = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    directories.sort();
    Ok(directories)
}
