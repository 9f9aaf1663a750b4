//! `cargo xtask build`: everything that browsers load, in `dist/`.

mod crates;
mod manifest;
mod paths;
mod programs;
mod size;

use crate::process;
use crate::tools::{self, WASM_TARGET};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

pub use programs::{programs, programs_under_test};

/// Merchants on a mobile network wait for this: the loader with its glue and the wasm, in brotli, in bytes.
const BUDGET: u64 = 120_000;

/// What the budget counts: the least that a partner's page must load to show Link.
const BUDGETED: [&str; 2] = ["maxio-link.js", "maxio-link.wasm"];

/// The wasm while its functions have names: before `js/slim.mjs` makes it smaller and takes them away.
const NAMED: &str = "wasm-bindgen/release/maxio-link_bg.wasm";

/// What an embedder and the server rely on finding.
const EXPECTED: [&str; 8] = [
    "index.html",
    "page.js",
    "page.css",
    "frame.js",
    "frame.css",
    "maxio-link.js",
    "maxio-link.wasm",
    "maxio-link.d.ts",
];

/// Text and wasm shrink; images and fonts are compressed already.
const COMPRESSIBLE: [&str; 9] = ["html", "css", "js", "mjs", "ts", "json", "map", "svg", "wasm"];

/// Build the hosted page and the widget into dist/
#[derive(clap::Args)]
#[command(
    long_about = "Compiles the widget to WebAssembly, bundles it with the loader and the hosted page into dist/, \
    compresses every file with brotli, writes their hashes to dist/manifest.json, prints the sizes, the part that each crate has in them and the tag to paste, and fails if the widget is over its budget."
)]
pub struct Args {
    /// Build quickly: not optimised, not compressed, no check of the budget
    #[arg(long)]
    dev: bool,
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    if args.dev { dev(workspace) } else { release_within_budget(workspace) }
}

/// What partners get, or an error if it has become too large.
pub fn release_within_budget(workspace: &mut Workspace) -> Result<()> {
    let size = release(workspace)?;
    if size > BUDGET {
        bail!("the widget is {} bytes over its budget of {BUDGET}", size - BUDGET);
    }
    Ok(())
}

/// What partners get: optimised and compressed. Returns the size that counts for the budget.
pub fn release(workspace: &mut Workspace) -> Result<u64> {
    trunk(workspace, &["--release"])?;
    let files = files_in(&workspace.dist())?;
    compress(workspace, &files)?;
    let manifest = manifest::write(&workspace.dist(), &files)?;
    let sizes = size::measure(&files)?;
    print!("{}", size::table(&sizes));
    let sum = size::brotli_sum(&sizes, &BUDGETED)?;
    println!("{}: {sum} of {BUDGET} bytes in brotli", BUDGETED.join(" + "));
    // A report, which need not stop a build that is good.
    match crates::report(&workspace.target.join(NAMED)) {
        Ok(table) => print!("\n{table}"),
        Err(error) => eprintln!("What each crate has in the wasm cannot be told: {error:#}"),
    }
    print!(
        "\nTo pin this build (every file's hash is in dist/manifest.json):\n\n{}",
        manifest::tag(&manifest)?
    );
    Ok(sum)
}

/// What partners paste to pin the build that is there.
pub fn tag(workspace: &Workspace) -> Result<String> {
    manifest::tag(&manifest::read(&workspace.dist())?)
}

/// Quickly: neither optimised nor compressed.
pub fn dev(workspace: &mut Workspace) -> Result<()> {
    trunk(workspace, &[])?;
    let files = files_in(&workspace.dist())?;
    manifest::write(&workspace.dist(), &files)?;
    print!("{}", size::table(&size::measure(&files)?));
    println!("Not optimised and not compressed: for the real sizes leave out --dev.");
    Ok(())
}

/// Trunk's watcher, with all that it needs installed: it builds like [`dev`], and again whenever a file changes. Its builds
/// contain a script that reloads the page, and js/build.mjs writes their manifest.
pub fn watcher(workspace: &mut Workspace) -> Result<Command> {
    let mut trunk = trunk_command(workspace)?;
    // A build that fails says why; where in Trunk it was noticed would only stand in the way.
    trunk.arg("watch").env("MAXIO_LINK_RELOAD", "1").env("RUST_LIB_BACKTRACE", "0");
    Ok(trunk)
}

/// The example in Leptos, in `target/leptos`: what Trunk makes of it, and its server.
pub fn leptos_example(workspace: &mut Workspace) -> Result<()> {
    let example = workspace.root.join("examples/leptos");
    let target = workspace.root.join("target/leptos");
    std::fs::create_dir_all(&target)?;
    let mut trunk = trunk_command(workspace)?;
    // The flags of .cargo/config.toml, as for the component tests: cargo then compiles Leptos once for both.
    trunk.env_remove("CARGO_ENCODED_RUSTFLAGS").current_dir(&example);
    trunk.args(["build", "--offline", "--dist"]).arg(target.join("dist"));
    process::run(&mut trunk)?;
    std::fs::copy(example.join("server.mjs"), target.join("server.mjs"))?;
    Ok(())
}

fn trunk_command(workspace: &mut Workspace) -> Result<Command> {
    tools::ensure_for_build(workspace)?;
    fetch_crates(workspace)?;
    let mut trunk = workspace.command("trunk");
    // Trunk takes NO_COLOR for a yes-or-no option and stops at the usual `NO_COLOR=1`.
    if trunk_must_not_color() {
        trunk.args(["--color", "never"]);
    }
    trunk.env_remove("NO_COLOR").env("CARGO_ENCODED_RUSTFLAGS", paths::hidden(workspace)?);
    Ok(trunk)
}

fn trunk(workspace: &mut Workspace, arguments: &[&str]) -> Result<()> {
    let mut trunk = trunk_command(workspace)?;
    trunk.arg("build").args(arguments);
    // It empties dist/ before it moves a finished build there: nothing of an earlier one stays.
    process::run(&mut trunk)?;
    let dist = workspace.dist();
    let missing: Vec<&str> = EXPECTED.into_iter().filter(|name| !dist.join(name).is_file()).collect();
    if !missing.is_empty() {
        bail!("the build made no {} in {}", missing.join(", "), dist.display());
    }
    Ok(())
}

fn trunk_must_not_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Trunk itself is kept from downloading anything, so that it cannot fetch tools of other versions.
fn fetch_crates(workspace: &Workspace) -> Result<()> {
    let host = process::output(workspace.command("rustc").args(["--print", "host-tuple"]))?;
    let mut fetch = workspace.cargo(["fetch", "--quiet", "--locked", "--target", WASM_TARGET, "--target"]);
    process::run(fetch.arg(host.trim()))
}

/// Writes a `.br` file beside each file that shrinks.
pub fn compress(workspace: &Workspace, files: &[PathBuf]) -> Result<()> {
    let compressible = files.iter().filter(|file| {
        let extension = file.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| COMPRESSIBLE.contains(&extension))
    });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/build/compress.mjs");
    process::run(workspace.command("node").arg(script).args(compressible))
}

fn files_in(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(directory);
    for entry in entries.with_context(|| format!("could not read {}", directory.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
