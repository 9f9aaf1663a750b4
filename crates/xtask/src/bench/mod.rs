//! `cargo xtask bench`: what Link costs, beside something to compare it with.

mod server;
mod widget;

use crate::process;
use crate::test::{self, Target};
use crate::tools::Engine;
use crate::workspace::Workspace;
use anyhow::Result;

/// Print a benchmark
#[derive(clap::Args)]
#[command(long_about = "Builds what it needs as partners get it, runs the benchmark and prints its table. \
    Benchmarks compare within one run, so that a noisy machine does not matter.")]
pub struct Args {
    /// Which one; all of them if none is named
    which: Vec<Which>,
    /// Of `widget`: how often each page is opened in each profile
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=99))]
    runs: u32,
    /// Of `widget`: put the chart and the tables into docs/PERFORMANCE.md
    #[arg(long)]
    publish: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// What 200 times open and destroy leave in a page, beside a native dialog
    Embed,
    /// The server's static files beside nginx, its connection endpoint beside a bare handler
    Server,
    /// How soon the key can be entered and what that costs, beside a form without any script and a peer
    Widget,
}

impl Which {
    const ALL: [Self; 3] = [Self::Embed, Self::Server, Self::Widget];
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    for which in Which::ALL.into_iter().filter(|which| args.which.is_empty() || args.which.contains(which)) {
        match which {
            Which::Embed => embed(workspace)?,
            Which::Server => server::run(workspace)?,
            Which::Widget => widget::run(workspace, args.runs, args.publish)?,
        }
    }
    Ok(())
}

fn embed(workspace: &mut Workspace) -> Result<()> {
    let browser = Engine::Chromium.ensure(workspace)?;
    let built = test::under_test(workspace)?;
    let variables = browser.iter().chain(&built);
    process::run(&mut test::end_to_end(workspace, Engine::Chromium, Target::Bench("embed"), variables))
}
