//! `cargo xtask soak`: random sequences of what merchants, pages and networks do, for as long as one likes.

use crate::process;
use crate::test::{self, Target};
use crate::tools::Engine;
use crate::workspace::Workspace;
use anyhow::Result;

/// Play random sequences on Link in a real browser
#[derive(clap::Args)]
#[command(
    long_about = "Builds the widget, and plays random sequences of clicks, typing, pasting, options, moves, network \
    faults and the like on it, in a real browser with the real server. After each act nothing may be stuck, nothing may \
    be left, and no key may be anywhere. A sequence is made of its seed and number alone; one that fails is made \
    shorter, and printed with the command that plays it again."
)]
pub struct Args {
    /// How many
    #[arg(long, default_value_t = 1_000)]
    sequences: u32,
    /// Where they come from; the same number makes the same sequences
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Number of the first
    #[arg(long, default_value_t = 0)]
    first: u32,
    /// In this browser
    #[arg(long, default_value = "chromium", value_name = "BROWSER")]
    engine: Engine,
    /// Print every act, and the screen that it was done on
    #[arg(long)]
    trace: bool,
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    let browser = args.engine.ensure_for_tests(workspace)?;
    let built = test::under_test(workspace)?;
    let variables = browser.iter().chain(&built);
    let mut command = test::end_to_end(workspace, args.engine, Target::Bench("soak"), variables);
    for (name, number) in [("SEQUENCES", args.sequences), ("SEED", args.seed), ("FIRST", args.first)] {
        command.env(format!("MAXIO_LINK_SOAK_{name}"), number.to_string());
    }
    if args.trace {
        command.env("MAXIO_LINK_SOAK_TRACE", "yes");
    }
    process::run(&mut command)
}
