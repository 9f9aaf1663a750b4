//! `cargo xtask test`: every suite, in order, with a table of counts at the end.

mod report;
mod run;

use crate::tools::{self, Engine, Postgres, Variables, WASM_TARGET};
use crate::workspace::Workspace;
use crate::{build, lint, npm, process};
use anyhow::Result;
use report::{Outcome, Ran};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

pub use report::Counts;

/// Run every check and every test
#[derive(clap::Args)]
#[command(long_about = "Runs the suites in order: lint, native (with the server once more on \
    PostgreSQL), components, then e2e and frameworks once in each \
    browser. Installs what they need. All suites run, even after one failed. Up to three \
    tests that failed in a browser are run once more by themselves, and count as unsteady \
    if they pass then. What failed and a table of counts come last. \
    Exit code 1 if anything failed, or if a suite found no test to run.")]
pub struct Args {
    /// Run this suite alone; may be given several times
    #[arg(long, value_name = "SUITE")]
    only: Vec<Suite>,
    /// Run the end-to-end tests in this browser alone; may be given several times
    #[arg(long, value_name = "BROWSER")]
    engine: Vec<Engine>,
    /// Run the tests whose names contain this; leaves out lint unless asked for
    #[arg(long, value_name = "NAME")]
    filter: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Suite {
    /// What `cargo xtask lint` checks
    Lint,
    /// All crates, natively, with their documentation's examples; then the server's tests once more, on PostgreSQL
    Native,
    /// The widget's screens, in a headless browser
    Components,
    /// A merchant's whole way, in every browser, with the real server
    E2e,
    /// The packed npm package in each example, in every browser, with the real server
    Frameworks,
}

/// A suite in whatever it runs in: a line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Lint,
    Native,
    Postgres,
    Components,
    E2e(Engine),
    Frameworks(Engine),
}

impl Run {
    fn name(self) -> String {
        match self {
            Self::Lint => "lint".into(),
            Self::Native => "native".into(),
            Self::Postgres => "server postgresql".into(),
            Self::Components => "components".into(),
            Self::E2e(engine) => format!("e2e {}", engine.name()),
            Self::Frameworks(engine) => format!("frameworks {}", engine.name()),
        }
    }
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<ExitCode> {
    let filter = args.filter.as_deref();
    let mut outcomes = Vec::new();
    let mut built = None;
    for run in chosen(args) {
        println!("\n═══ {} ═══", run.name());
        let start = Instant::now();
        let result = counts(workspace, run, filter, &mut built);
        if let Err(error) = &result {
            eprintln!("error: {error:#}");
        }
        let outcome = Outcome::new(run.name(), result, start.elapsed());
        println!(
            "═══ {}: {} after {}",
            run.name(),
            outcome.verdict(filter.is_some()),
            process::clock(start.elapsed())
        );
        outcomes.push(outcome);
    }
    print!("{}\n{}", report::failures(&outcomes), report::table(&outcomes, filter.is_some()));
    if let Some(filter) = filter.filter(|_| report::nothing_ran(&outcomes)) {
        eprintln!("error: no test has `{filter}` in its name");
        return Ok(ExitCode::FAILURE);
    }
    let failed = outcomes.iter().any(|outcome| outcome.is_failure(filter.is_some()));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn chosen(args: &Args) -> Vec<Run> {
    let wanted = |suite| match (args.only.is_empty(), &args.filter) {
        (false, _) => args.only.contains(&suite),
        (true, Some(_)) => suite != Suite::Lint,
        (true, None) => true,
    };
    let mut runs = Vec::new();
    for suite in [Suite::Lint, Suite::Native, Suite::Components, Suite::E2e, Suite::Frameworks] {
        match suite {
            _ if !wanted(suite) => {}
            Suite::Lint => runs.push(Run::Lint),
            Suite::Native => runs.extend([Run::Native, Run::Postgres]),
            Suite::Components => runs.push(Run::Components),
            Suite::E2e => runs.extend(engines(&args.engine).map(Run::E2e)),
            Suite::Frameworks => runs.extend(engines(&args.engine).map(Run::Frameworks)),
        }
    }
    runs
}

/// All of them, unless some were asked for.
fn engines(asked_for: &[Engine]) -> impl Iterator<Item = Engine> {
    Engine::ALL.into_iter().filter(|engine| asked_for.is_empty() || asked_for.contains(engine))
}

/// The counts of a suite's tests, whether its command succeeded, and what it said of what failed. What end-to-end tests
/// start is built once.
fn counts(
    workspace: &mut Workspace,
    run: Run,
    filter: Option<&str>,
    built: &mut Option<Variables>,
) -> Result<Ran> {
    // Stopped when they go out of scope.
    let postgres = match run {
        Run::Postgres | Run::E2e(_) => Some(Postgres::start(workspace)?),
        _ => None,
    };
    let mut command = match run {
        Run::Lint => {
            let counts = lint::checks(workspace)?;
            return Ok(Ran { counts, succeeded: counts.failed == 0, ..Ran::default() });
        }
        Run::Native => {
            workspace.cargo(["test", "--workspace", "--exclude", "maxio-link-e2e", "--no-fail-fast"])
        }
        Run::Postgres => {
            let mut command = workspace.cargo([
                "test",
                "--package",
                "maxio-link-server",
                "--test",
                "server",
                "--no-fail-fast",
            ]);
            // Those that need several processes on one database are ignored elsewhere.
            command.args(filter).args(["--", "--include-ignored"]);
            return run::counting(command.envs(variable(postgres.as_ref())));
        }
        Run::Components => components(workspace)?,
        Run::E2e(engine) | Run::Frameworks(engine) => {
            let browser = engine.ensure(workspace)?;
            let built = match built {
                Some(built) => built,
                None => built.insert(under_test(workspace)?),
            };
            let target = match run {
                Run::Frameworks(_) => {
                    npm::examples(workspace)?;
                    Target::Frameworks
                }
                _ => Target::E2e,
            };
            let command = || {
                let mut command = end_to_end(workspace, engine, target, browser.iter().chain(&*built));
                command.envs(variable(postgres.as_ref()));
                command
            };
            return in_a_browser(command, filter);
        }
    };
    run::counting(command.args(filter))
}

/// A browser on a busy machine does things late that it never does late otherwise, and there are hundreds of tests in
/// each. The few that failed are run once more, by themselves; those that pass then are named and counted as unsteady,
/// with what they said.
fn in_a_browser(command: impl Fn() -> Command, filter: Option<&str>) -> Result<Ran> {
    let mut ran = run::counting(command().args(filter))?;
    if let Some(tests) = ran.to_run_again() {
        println!("once more, one after the other: {}", tests.join(", "));
        let again = run::counting(command().args(["--", "--exact", "--test-threads=1"]).args(tests))?;
        let are_as_many = usize::try_from(again.counts.passed) == Ok(tests.len());
        if again.succeeded && are_as_many {
            ran.count_as_unsteady();
        }
    }
    Ok(ran)
}

/// Where tests may make databases.
fn variable(postgres: Option<&Postgres>) -> Option<(&'static str, String)> {
    postgres.map(|postgres| ("MAXIO_LINK_TEST_POSTGRES", postgres.url()))
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

/// Builds what end-to-end tests start, and says where it is.
pub fn under_test(workspace: &mut Workspace) -> Result<Variables> {
    build::release_within_budget(workspace)?;
    let [server, sandbox] = build::programs(workspace)?;
    Ok(vec![
        ("MAXIO_LINK_DIST", workspace.dist()),
        ("MAXIO_LINK_SERVER", server),
        ("MAXIO_LINK_SANDBOX", sandbox),
    ])
}

/// What of `tests/e2e` is run.
#[derive(Clone, Copy)]
pub enum Target {
    E2e,
    Frameworks,
    Bench(&'static str),
}

/// The command that runs it in this browser.
pub fn end_to_end<'a>(
    workspace: &Workspace,
    engine: Engine,
    target: Target,
    variables: impl Iterator<Item = &'a (&'static str, PathBuf)>,
) -> Command {
    let package = ["--package", "maxio-link-e2e"];
    let mut command = match target {
        Target::E2e => workspace.cargo(["test", "--no-fail-fast", "--lib", "--test", "e2e"]),
        Target::Frameworks => workspace.cargo(["test", "--no-fail-fast", "--test", "frameworks"]),
        Target::Bench(name) => workspace.cargo(["bench", "--quiet", "--profile", "dev", "--bench", name]),
    };
    command.args(package);
    // These tests fail in words, with the page and the logs. The frames of an executor would only hide them.
    command.env("RUST_BACKTRACE", "0");
    command.env("MAXIO_LINK_ENGINE", engine.name()).envs(variables.map(|(name, path)| (name, path)));
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    fn runs(words: &[&str]) -> Vec<String> {
        let command = Command::try_parse_from([&["test"], words].concat()).unwrap();
        chosen(&command.args).into_iter().map(Run::name).collect()
    }

    #[test]
    fn tests_in_browsers_run_in_every_browser_or_in_those_asked_for() {
        let all = [
            "lint",
            "native",
            "server postgresql",
            "components",
            "e2e chromium",
            "e2e firefox",
            "e2e webkit",
            "frameworks chromium",
            "frameworks firefox",
            "frameworks webkit",
        ];
        assert_eq!(runs(&[]), all);
        assert_eq!(runs(&["--filter", "x"]), all[1..]);
        assert_eq!(runs(&["--only", "e2e"]), all[4..7]);
        assert_eq!(runs(&["--only", "e2e", "--engine", "webkit"]), ["e2e webkit"]);
        let two = ["--only", "frameworks", "--engine", "webkit", "--engine", "chromium"];
        assert_eq!(runs(&two), ["frameworks chromium", "frameworks webkit"]);
    }
}
