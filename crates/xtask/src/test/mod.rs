//! `cargo xtask test`: every suite, in order, with a table of counts at the end.

mod report;
mod run;

use crate::tools::{self, Browser, WASM_TARGET};
use crate::workspace::Workspace;
use crate::{build, lint, npm, process};
use anyhow::Result;
use report::Outcome;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

pub use report::Counts;

/// Run every check and every test
#[derive(clap::Args)]
#[command(
    long_about = "Runs the suites in order: lint, native, components, e2e, frameworks. Installs what they need. \
    All suites run, even after one failed; a table of counts comes last. \
    Exit code 1 if anything failed, or if a suite found no test to run."
)]
pub struct Args {
    /// Run this suite alone; may be given several times
    #[arg(long, value_name = "SUITE")]
    only: Vec<Suite>,
    /// Run the tests whose names contain this; leaves out lint unless asked for
    #[arg(long, value_name = "NAME")]
    filter: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Suite {
    /// What `cargo xtask lint` checks
    Lint,
    /// All crates, natively, with their documentation's examples
    Native,
    /// The widget's screens, in a headless browser
    Components,
    /// A merchant's whole way, in a headless browser, with the real server
    E2e,
    /// The packed npm package in each example, in a headless browser, with the real server
    Frameworks,
}

impl Suite {
    const ALL: [Self; 5] = [Self::Lint, Self::Native, Self::Components, Self::E2e, Self::Frameworks];

    fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Native => "native",
            Self::Components => "components",
            Self::E2e => "e2e",
            Self::Frameworks => "frameworks",
        }
    }
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<ExitCode> {
    let filter = args.filter.as_deref();
    let mut outcomes = Vec::new();
    for suite in chosen(args) {
        println!("\n═══ {} ═══", suite.name());
        let start = Instant::now();
        let result = run_suite(workspace, suite, filter);
        if let Err(error) = &result {
            eprintln!("error: {error:#}");
        }
        let outcome = Outcome::new(suite.name(), result, start.elapsed());
        println!(
            "═══ {}: {} after {}",
            suite.name(),
            outcome.verdict(filter.is_some()),
            process::clock(start.elapsed())
        );
        outcomes.push(outcome);
    }
    print!("\n{}", report::table(&outcomes, filter.is_some()));
    if let Some(filter) = filter.filter(|_| report::nothing_ran(&outcomes)) {
        eprintln!("error: no test has `{filter}` in its name");
        return Ok(ExitCode::FAILURE);
    }
    let failed = outcomes.iter().any(|outcome| outcome.is_failure(filter.is_some()));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn chosen(args: &Args) -> Vec<Suite> {
    let wanted = |suite: &Suite| match (args.only.is_empty(), &args.filter) {
        (false, _) => args.only.contains(suite),
        (true, Some(_)) => *suite != Suite::Lint,
        (true, None) => true,
    };
    Suite::ALL.into_iter().filter(wanted).collect()
}

/// The counts of a suite's tests, and whether its command succeeded.
fn run_suite(workspace: &mut Workspace, suite: Suite, filter: Option<&str>) -> Result<(Counts, bool)> {
    let mut command = match suite {
        Suite::Lint => {
            let counts = lint::checks(workspace)?;
            return Ok((counts, counts.failed == 0));
        }
        Suite::Native => {
            workspace.cargo(["test", "--workspace", "--exclude", "maxio-link-e2e", "--no-fail-fast"])
        }
        Suite::Components => components(workspace)?,
        Suite::E2e => end_to_end(workspace, &["--lib", "--test", "e2e"])?,
        Suite::Frameworks => {
            let command = end_to_end(workspace, &["--test", "frameworks"])?;
            npm::examples(workspace)?;
            command
        }
    };
    run::counting(command.args(filter))
}

fn components(workspace: &mut Workspace) -> Result<Command> {
    let browser = tools::ensure_for_components(workspace)?;
    let capabilities = workspace.target.join("webdriver.json");
    std::fs::create_dir_all(&workspace.target)?;
    std::fs::write(&capabilities, browser.capabilities().to_string())?;
    let mut command = workspace.cargo(["test", "--package", "maxio-link", "--target", WASM_TARGET]);
    command.args(["--test", "components"]);
    command.env("CHROMEDRIVER", &browser.chromedriver);
    command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    // Seconds for all tests together; the runner's 20 are for a handful.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    Ok(command)
}

fn end_to_end(workspace: &mut Workspace, targets: &[&str]) -> Result<Command> {
    let Browser { chrome, chromedriver } = tools::browser::ensure(workspace)?;
    build::release_within_budget(workspace)?;
    let [server, sandbox] = build::programs(workspace)?;
    let variables: [(&str, PathBuf); 5] = [
        ("MAXIO_LINK_DIST", workspace.dist()),
        ("MAXIO_LINK_SERVER", server),
        ("MAXIO_LINK_SANDBOX", sandbox),
        ("CHROME", chrome),
        ("CHROMEDRIVER", chromedriver),
    ];
    let mut command = workspace.cargo(["test", "--package", "maxio-link-e2e", "--no-fail-fast"]);
    command.args(targets);
    command.envs(variables.map(|(name, value)| (name, OsString::from(value))));
    Ok(command)
}
