//! `cargo xtask gallery`: every screen and state of Link, for people who work on it, and the pictures of the documentation.

use crate::demo::{Servers, Stop, check_port};
use crate::tools::{self, Engine};
use crate::workspace::Workspace;
use crate::{build, process};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// Show every state of Link, or write the pictures of the documentation
#[derive(clap::Args)]
#[command(
    long_about = "Builds the widget and serves a page with every screen and state of it, by theme, language, width and \
    mode, with an endpoint that is played. Prints its address and runs until Ctrl-C. The files are read anew each time: \
    build in another terminal (`cargo xtask build --dev`) and reload, or let `cargo xtask dev` do both."
)]
pub struct Args {
    /// Take what is in dist/, without building it again
    #[arg(long)]
    no_build: bool,
    /// Instead, write the pictures of README and docs into docs/images, with Chromium
    #[arg(long)]
    pictures: bool,
    /// Only print the address, do not open it in the browser
    #[arg(long)]
    no_open: bool,
    /// The port of the page
    #[arg(long, default_value_t = 8790, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
}

/// Where the pictures are.
const PICTURES: &str = "docs/images";

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    if !args.pictures {
        // Found out before anything is built: the build may take minutes.
        check_port(args.port, "gallery")?;
    }
    if args.no_build {
        tools::ensure_for_lint(workspace)?;
        let dist = workspace.dist();
        if !dist.join("maxio-link.js").is_file() {
            bail!("{} has no build: leave out --no-build", dist.display());
        }
    } else {
        build::dev(workspace)?;
    }
    if args.pictures { pictures(workspace) } else { page(workspace, args) }
}

fn page(workspace: &Workspace, args: &Args) -> Result<()> {
    let stop = Stop::on_signals()?;
    let logs = workspace.target.join("gallery");
    std::fs::create_dir_all(&logs).with_context(|| format!("could not make {}", logs.display()))?;
    let mut command = workspace.command("node");
    command.args(["tests/gallery/serve.mjs", "--port", &args.port.to_string()]);
    let mut servers = Servers::new(logs);
    servers.start("gallery", command, &stop)?;
    let address = format!("http://127.0.0.1:{}/", args.port);
    println!("\nGallery: {address}");
    println!("Theming: {address}docs/theming.html");
    println!("Press Ctrl-C to stop.");
    if !args.no_open
        && let Err(error) = open::that_detached(&address)
    {
        println!("The browser could not be opened ({error}): open the address yourself.");
    }
    servers.run_until(&stop)?;
    println!("\nStopped.");
    Ok(())
}

fn pictures(workspace: &Workspace) -> Result<()> {
    let browser = Engine::Chromium.ensure(workspace)?;
    let mut command = workspace.command("node");
    command.arg("tests/gallery/pictures.mjs").arg(PICTURES);
    process::run(command.envs(browser.iter().map(|(name, path): &(&str, PathBuf)| (name, path))))
}
