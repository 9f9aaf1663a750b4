//! `cargo xtask test`: every suite, in order, with a table of counts at the end.

mod durations;
mod left_over;
mod load;
mod report;
mod run;

use crate::tools::{self, Engine, Postgres, Variables, WASM_TARGET};
use crate::workspace::Workspace;
use crate::{build, lint, npm};
use anyhow::{Result, anyhow};
use durations::Durations;
use load::Load;
use report::{Outcome, Ran};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

pub use report::Counts;

/// Run every check and every test
#[derive(clap::Args)]
#[command(long_about = "Runs the suites in order: lint, native (with the server once more on \
    PostgreSQL), components, then e2e and frameworks in each browser. Installs what they need. \
    A test whose subject is the same in every engine runs in Chromium alone. \
    All suites run, even after one failed. What failed and a table of counts come last. \
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
    /// Run every end-to-end test in every browser
    #[arg(long)]
    every_engine: bool,
    /// Run the suites in browsers so many times in a row, and no others: for finding tests that fail sometimes
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..))]
    repeat: Option<u32>,
    /// Keep three more threads busy meanwhile, as a machine with other work to do
    #[arg(long)]
    under_load: bool,
    /// Print how long the parts of end-to-end tests took, and which took longest
    #[arg(long)]
    durations: bool,
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
    let _load = args.under_load.then(Load::start);
    let mut suites = Suites {
        filter,
        every_engine: args.every_engine,
        durations: args.durations.then(|| Durations::new(workspace)).transpose()?,
        programs: None,
    };
    let mut outcomes = Vec::new();
    for round in 1..=args.repeat.unwrap_or(1) {
        for run in chosen(args) {
            let name = match args.repeat {
                Some(_) => format!("{} {round}", run.name()),
                None => run.name(),
            };
            println!("\n═══ {name} ═══");
            let start = Instant::now();
            let result = suites.run(workspace, run);
            if let Err(error) = &result {
                eprintln!("error: {error:#}");
            }
            let outcome = Outcome::new(name, result, start.elapsed());
            println!("═══ {}", outcome.summary(filter.is_some()));
            outcomes.push(outcome);
        }
    }
    if let Some(durations) = &suites.durations {
        print!("{}", durations.table()?);
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
    let in_browsers = |suite| matches!(suite, Suite::Components | Suite::E2e | Suite::Frameworks);
    let wanted = |suite| match (args.only.is_empty(), &args.filter) {
        (false, _) => args.only.contains(&suite),
        (true, _) if args.repeat.is_some() => in_browsers(suite),
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

/// What all suites of a call have in common.
struct Suites<'a> {
    filter: Option<&'a str>,
    every_engine: bool,
    durations: Option<Durations>,
    /// What end-to-end tests start, once it was built, or why it could not be.
    programs: Option<std::result::Result<Variables, String>>,
}

impl Suites<'_> {
    /// The counts of a suite's tests, whether its command succeeded, and what it said of the tests that failed.
    fn run(&mut self, workspace: &mut Workspace, run: Run) -> Result<Ran> {
        match run {
            Run::Lint => {
                let counts = lint::checks(workspace)?;
                Ok(Ran { counts, succeeded: counts.failed == 0, ..Ran::default() })
            }
            Run::Native => {
                let mut command = workspace.cargo(["test", "--workspace", "--no-fail-fast"]);
                run::counting(command.args(self.filter))
            }
            Run::Postgres => {
                let postgres = Postgres::start(workspace)?;
                // The same packages as for the native suite: cargo then has the same features, and compiles nothing.
                let mut command =
                    workspace.cargo(["test", "--workspace", "--test", "server", "--no-fail-fast"]);
                // Those that need several processes on one database are ignored elsewhere.
                command.args(self.filter).args(["--", "--include-ignored"]);
                run::counting(command.env(POSTGRES, postgres.url()))
            }
            Run::Components => run::counting(components(workspace)?.args(self.filter)),
            Run::E2e(engine) => self.in_browser(workspace, engine, Target::E2e),
            Run::Frameworks(engine) => self.in_browser(workspace, engine, Target::Frameworks),
        }
    }

    fn in_browser(&mut self, workspace: &mut Workspace, engine: Engine, target: Target) -> Result<Ran> {
        // Stopped when it goes out of scope.
        let postgres = Postgres::start(workspace)?;
        let browser = engine.ensure_for_tests(workspace)?;
        let programs = self
            .programs
            .get_or_insert_with(|| under_test(workspace).map_err(|error| format!("{error:#}")))
            .as_ref()
            .map_err(|error| anyhow!("what is tested cannot be built: {error}"))?;
        if matches!(target, Target::Frameworks) {
            npm::examples(workspace)?;
            build::leptos_example(workspace)?;
        }
        let mut command = end_to_end(workspace, engine, target, browser.iter().chain(programs));
        command.env(POSTGRES, postgres.url());
        if self.every_engine {
            command.env("MAXIO_LINK_EVERY_ENGINE", "yes");
        }
        if let Some(durations) = &self.durations {
            command.env("MAXIO_LINK_DURATIONS", durations.folder());
        }
        run::counting(command.args(self.filter))
    }
}

/// Where tests may make databases.
const POSTGRES: &str = "MAXIO_LINK_TEST_POSTGRES";

fn components(workspace: &mut Workspace) -> Result<Command> {
    let browser = tools::ensure_for_components(workspace)?;
    let capabilities = workspace.target.join("webdriver.json");
    std::fs::create_dir_all(&workspace.target)?;
    std::fs::write(&capabilities, browser.capabilities().to_string())?;
    let mut command = workspace.cargo(["test", "--package", "maxio-link", "--target", WASM_TARGET]);
    command.args(["--features", "element", "--test", "components"]);
    command.env("CHROMEDRIVER", &browser.chromedriver);
    command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    // Seconds for all tests together; the runner's 20 are for a handful.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    Ok(command)
}

/// Builds what end-to-end tests start, and says where it is.
pub fn under_test(workspace: &mut Workspace) -> Result<Variables> {
    build::release_within_budget(workspace)?;
    let [server, sandbox] = build::programs_under_test(workspace)?;
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
    let mut command = match target {
        // The same packages as for the native suite: cargo then has the same features, and compiles nothing twice.
        Target::E2e => workspace.cargo(["test", "--workspace", "--no-fail-fast", "--test", "e2e"]),
        Target::Frameworks => {
            workspace.cargo(["test", "--workspace", "--no-fail-fast", "--test", "frameworks"])
        }
        Target::Bench(name) => {
            workspace.cargo(["bench", "--workspace", "--quiet", "--profile", "dev", "--bench", name])
        }
    };
    // A test waits for its browser most of the time.
    command.env("RUST_TEST_THREADS", (2 * parallelism()).to_string());
    // These tests fail in words, with the page and the logs. The frames of an executor would only hide them.
    command.env("RUST_BACKTRACE", "0");
    command.env("MAXIO_LINK_ENGINE", engine.name()).envs(variables.map(|(name, path)| (name, path)));
    command
}

fn parallelism() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
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
        assert_eq!(runs(&["--repeat", "2"]), all[3..]);
        assert_eq!(runs(&["--repeat", "2", "--only", "native"]), all[1..3]);
        let two = ["--only", "frameworks", "--engine", "webkit", "--engine", "chromium"];
        assert_eq!(runs(&two), ["frameworks chromium", "frameworks webkit"]);
    }
}
