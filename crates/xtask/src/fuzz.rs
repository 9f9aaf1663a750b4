//! `cargo xtask fuzz`: what reads others' words, fed with anything, for as long as one likes.

use crate::process;
use crate::tools;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Feed everything that reads others' words with whatever breaks it
#[derive(clap::Args)]
#[command(
    long_about = "Lets libFuzzer look for input that breaks what reads an endpoint's answers, sites, keys and \
    permissions, beginning with the corpus in fuzz/corpus; then gives random input of the right shape to those, to the \
    server's own parsers and, with fast-check, to the options and to both ends of the channel of `isolated`. What libFuzzer breaks something with is left in \
    fuzz/artifacts; copied into the corpus, it is a test."
)]
pub struct Args {
    /// Of these alone
    #[arg(value_name = "TARGET")]
    targets: Vec<Target>,
    /// Seconds for each target of libFuzzer
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Cases of each property of the others
    #[arg(long, default_value_t = 100_000)]
    cases: u32,
    /// Keep in the corpus what reaches code that nothing in there reached
    #[arg(long)]
    grow: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Target {
    /// Any answer of any endpoint
    Reply,
    /// Whatever is typed as a site
    Site,
    /// Whatever is typed as a key
    Key,
    /// Whatever a partner writes into the permissions
    Consent,
    /// All of these once more, with input of the right shape
    Shapes,
    /// What the server reads by itself: filters, addresses to read, sites
    Server,
    /// A page's options
    Options,
    /// What comes over the channel between a page and its frame
    Messages,
}

impl Target {
    const ALL: [Self; 8] = [
        Self::Reply,
        Self::Site,
        Self::Key,
        Self::Consent,
        Self::Shapes,
        Self::Server,
        Self::Options,
        Self::Messages,
    ];

    /// Its name in `fuzz/`, where it is libFuzzer's.
    const fn program(self) -> Option<&'static str> {
        match self {
            Self::Reply => Some("reply"),
            Self::Site => Some("site"),
            Self::Key => Some("key"),
            Self::Consent => Some("consent"),
            Self::Shapes | Self::Server | Self::Options | Self::Messages => None,
        }
    }
}

/// Files of `tests/fuzz`.
pub const OPTIONS: &str = "options";
pub const MESSAGES: &str = "messages";

/// Larger input has nothing that smaller has not. Bytes.
const LARGEST: u32 = 1024;

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    let chosen = |target: &Target| args.targets.is_empty() || args.targets.contains(target);
    for target in Target::ALL.into_iter().filter(chosen) {
        match target {
            Target::Shapes => shapes(workspace, args)?,
            Target::Server => server(workspace, args)?,
            Target::Options => script(workspace, args, OPTIONS)?,
            Target::Messages => script(workspace, args, MESSAGES)?,
            _ => {
                if let Some(program) = target.program() {
                    libfuzzer(workspace, args, program)?;
                }
            }
        }
    }
    Ok(())
}

fn libfuzzer(workspace: &mut Workspace, args: &Args, program: &str) -> Result<()> {
    let tool = tools::cargo_fuzz(workspace)?;
    workspace.put_first_on_path(&tool)?;
    let corpus = Path::new("fuzz/corpus").join(program);
    let found = workspace.target.join("fuzz").join(program);
    std::fs::create_dir_all(&found)?;
    // Without a sanitizer, which would take a nightly compiler: there is no unsafe code to watch.
    let fuzz = |what: &str| {
        let mut command = workspace.cargo(["fuzz", what, "--sanitizer", "none", program]);
        command.env("RUSTC_BOOTSTRAP", "1");
        command
    };
    // What is found goes into the first folder.
    let mut command = fuzz("run");
    command.arg(&found).arg(&corpus).arg("--");
    command.args([format!("-max_total_time={}", args.seconds), format!("-max_len={LARGEST}")]);
    command.args(["-timeout=5", "-print_final_stats=1", "-verbosity=1"]);
    process::run(&mut command)?;
    if args.grow {
        let mut merge = fuzz("run");
        merge.arg(&corpus).arg(&found).args(["--", "-merge=1"]).arg(format!("-max_len={LARGEST}"));
        process::run(&mut merge)?;
    }
    Ok(())
}

fn shapes(workspace: &Workspace, args: &Args) -> Result<()> {
    let mut command =
        workspace.cargo(["test", "--release", "--package", "maxio-link-fuzz", "--test", "random"]);
    process::run(command.env("PROPTEST_CASES", args.cases.to_string()))
}

fn server(workspace: &Workspace, args: &Args) -> Result<()> {
    let mut command = workspace.cargo(["test", "--package", "maxio-link-server", "--lib", "anything"]);
    process::run(command.env("PROPTEST_CASES", args.cases.to_string()))
}

fn script(workspace: &mut Workspace, args: &Args, name: &str) -> Result<()> {
    tools::ensure_for_lint(workspace)?;
    // Not those that the tests have.
    process::run(script_command(workspace, name, args.cases).arg("random"))
}

/// So many cases of each property in this file of `tests/fuzz`.
pub fn script_command(workspace: &Workspace, name: &str, cases: u32) -> Command {
    let mut command = workspace.command("node");
    command.args([format!("tests/fuzz/{name}.mjs"), cases.to_string()]);
    command
}
