//! `cargo xtask bench`: what Link costs, beside something to compare it with.

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
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// What 200 times open and destroy leave in a page, beside a native dialog
    Embed,
}

impl Which {
    const ALL: [Self; 1] = [Self::Embed];

    fn target(self) -> &'static str {
        match self {
            Self::Embed => "embed",
        }
    }
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    let browser = Engine::Chromium.ensure(workspace)?;
    let built = test::under_test(workspace)?;
    for which in Which::ALL.into_iter().filter(|which| args.which.is_empty() || args.which.contains(which)) {
        let variables = browser.iter().chain(&built);
        let mut command =
            test::end_to_end(workspace, Engine::Chromium, Target::Bench(which.target()), variables);
        process::run(&mut command)?;
    }
    Ok(())
}
