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
    // This variable replaces the flags of .cargo/config.toml.
    flags.extend(["--cfg", "erase_components"].map(OsString::from));
    // With the separator, so that what remains is relative.
    let relative = |directory: PathBuf| (directory.join(""), String::new());
    let known = [relative(workspace.root.clone()), standard_library(workspace)?];
    for (directory, name) in sources()?.into_iter().map(relative).chain(known) {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(directory);
        flag.push("=");
        flag.push(name);
        flags.push(flag);
    }
    Ok(flags.join(std::ffi::OsStr::new("\u{1f}")))
}

/// Where Rust's own sources are, on machines that have them, and what they are called where they are not: so the files
/// are the same on both.
fn standard_library(workspace: &Workspace) -> Result<(PathBuf, String)> {
    let sysroot = process::output(workspace.command("rustc").args(["--print", "sysroot"]))?;
    let version = process::output(workspace.command("rustc").arg("-vV"))?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
    Ok((Path::new(sysroot.trim()).join("lib/rustlib/src/rust"), format!("/rustc/{commit}")))
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
