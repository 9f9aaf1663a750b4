//! `cargo xtask npm`: the npm package, put together from `dist/` and packed.

mod examples;

use crate::build;
use crate::process;
use crate::tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Build and pack the npm package into target/npm/
#[derive(clap::Args)]
#[command(
    long_about = "Builds the widget, puts the npm package together in target/npm/package, packs it as \
    target/npm/maxio-link-VERSION.tgz, and checks it with publint and arethetypeswrong."
)]
pub struct Args {
    /// Pack what is in dist/, without building it again
    #[arg(long)]
    no_build: bool,
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    if args.no_build {
        tools::ensure_for_lint(workspace)?;
    } else {
        build::release_within_budget(workspace)?;
    }
    let tarball = pack(workspace)?;
    check(workspace, &tarball)?;
    println!("{}", tarball.display());
    Ok(())
}

/// What the tests of the examples need: the package, packed and checked, in each of them.
pub fn examples(workspace: &Workspace) -> Result<()> {
    let tarball = pack(workspace)?;
    check(workspace, &tarball)?;
    examples::build(workspace, &tarball)
}

/// Packs what is in `dist/`; the path of the tarball. In the workspace's own `target/`, wherever cargo's is: the
/// examples name it.
pub fn pack(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join("target/npm");
    let package = folder.join("package");
    let mut assemble = workspace.command("node");
    process::run(assemble.arg("js/npm/assemble.mjs").arg(workspace.dist()).arg(&package))?;
    let mut pack = workspace.command("npm");
    pack.args(["pack", "--silent", "--pack-destination"]).arg(&folder).current_dir(&package);
    let name = process::output(&mut pack)?;
    let tarball = folder.join(name.trim());
    fs::metadata(&tarball).with_context(|| format!("npm made no {}", tarball.display()))?;
    Ok(tarball)
}

/// Whether every tool finds the files and their types. Not again for the same bytes.
fn check(workspace: &Workspace, tarball: &Path) -> Result<()> {
    let checked = tarball.with_extension("checked.tgz");
    if fs::read(&checked).ok() == Some(fs::read(tarball)?) {
        return Ok(());
    }
    process::run(workspace.command("publint").arg("--strict").arg(tarball))?;
    let mut types = workspace.command("attw");
    // ES modules only: what `require` would find is not asked.
    types.arg(tarball).args(["--profile", "esm-only", "--no-emoji", "--no-color"]);
    // Nobody imports the wasm for its types: it is named for those who copy it.
    types.args(["--exclude-entrypoints", "maxio-link.wasm"]);
    process::run_with_clock(&mut types, "Checking how the types are found", &tarball.with_extension("log"))?;
    fs::copy(tarball, checked).context("could not note that the package is checked")?;
    Ok(())
}
