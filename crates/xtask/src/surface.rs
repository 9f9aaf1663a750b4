//! `cargo xtask surface`: what partners may rely on, compared with tests/surface/surface.txt.

use crate::process;
use crate::tools;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// Compare the public surface with tests/surface/surface.txt
#[derive(clap::Args)]
#[command(long_about = "Compares what the declarations make public (exports, options, callbacks, events, \
    error codes, sentences, parts and custom properties) with tests/surface/surface.txt, and fails where they differ.")]
pub struct Args {
    /// Change the surface on purpose: write that file anew
    #[arg(long)]
    accept: bool,
}

/// What to do with the surface as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Do {
    Compare,
    Accept,
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    tools::ensure_for_lint(workspace)?;
    process::run(&mut command(workspace, if args.accept { Do::Accept } else { Do::Compare }))
}

pub fn command(workspace: &Workspace, what: Do) -> Command {
    let mut command = workspace.command("node");
    command.arg("tests/surface/surface.mjs");
    if what == Do::Accept {
        command.arg("--accept");
    }
    command
}
