//! Node.js and the npm packages: esbuild, the TypeScript compiler, wasm-opt.

use super::{Requirement, State, directory, pins, version};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

const REMEDY: &str = "your system's package manager, or the installer of nodejs.org";

pub fn check(workspace: &Workspace) -> Vec<Requirement> {
    let node = Requirement {
        name: "node",
        state: node_state(),
        wanted: format!("{} or newer", pins::NODE_MAJOR),
        needed_for: "bundles and compresses what browsers load",
        remedy: REMEDY.into(),
        optional: false,
    };
    let npm = Requirement {
        name: "npm",
        state: match which::which("npm").ok().and_then(|npm| version::of_program(&npm)) {
            Some(version) => State::Present(version.to_string()),
            None => State::Missing,
        },
        wanted: "any".into(),
        needed_for: "installs esbuild, TypeScript and wasm-opt",
        remedy: REMEDY.into(),
        optional: false,
    };
    let packages = Requirement {
        name: "npm packages",
        state: match (packages_are_installed(workspace), workspace.npm_bin().is_dir()) {
            (true, _) => State::Present("as locked".into()),
            (false, true) => State::Unfit("not as locked".into()),
            (false, false) => State::Missing,
        },
        wanted: "as in package-lock.json".into(),
        needed_for: "esbuild, TypeScript, wasm-opt",
        remedy: "`cargo xtask build` installs them, with npm ci".into(),
        optional: false,
    };
    vec![node, npm, packages]
}

pub fn ensure(workspace: &Workspace) -> Result<()> {
    match node_state() {
        State::Present(_) => {}
        State::Unfit(found) => {
            bail!("Node.js {found} is too old, {} or newer is needed: {REMEDY}", pins::NODE_MAJOR)
        }
        State::Missing => bail!("Node.js {} or newer is needed: {REMEDY}", pins::NODE_MAJOR),
    }
    if packages_are_installed(workspace) {
        return Ok(());
    }
    let _lock = directory::lock("npm-packages")?;
    if packages_are_installed(workspace) {
        return Ok(());
    }
    let npm = which::which("npm").with_context(|| format!("npm is missing: {REMEDY}"))?;
    // `npm ci` empties node_modules first, and the stamp with it.
    process::run_with_clock(
        workspace.command(npm).args(["ci", "--no-progress"]),
        "Installing the npm packages (esbuild, TypeScript, wasm-opt; under a minute)",
        &directory::tools()?.join("npm-packages.log"),
    )?;
    std::fs::copy(workspace.root.join("package-lock.json"), stamp(workspace))
        .context("could not note that the npm packages are installed")?;
    Ok(())
}

/// A copy of the lock file, written when everything in it had been installed.
fn stamp(workspace: &Workspace) -> PathBuf {
    workspace.root.join("node_modules/.installed-package-lock.json")
}

fn packages_are_installed(workspace: &Workspace) -> bool {
    let wanted = std::fs::read(workspace.root.join("package-lock.json")).ok();
    wanted.is_some() && wanted == std::fs::read(stamp(workspace)).ok()
}

fn node_state() -> State {
    match which::which("node").ok().and_then(|node| version::of_program(&node)) {
        Some(version) if version.major() >= pins::NODE_MAJOR => State::Present(version.to_string()),
        Some(version) => State::Unfit(version.to_string()),
        None => State::Missing,
    }
}
