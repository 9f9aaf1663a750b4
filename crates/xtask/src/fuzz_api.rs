//! `cargo xtask fuzz-api`: the API, asked for what its description allows and for what it does not.

use crate::demo::{Backend, Furnished};
use crate::process;
use crate::tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs;

/// Ask the running server for everything that its OpenAPI document describes
#[derive(clap::Args)]
#[command(
    long_about = "Starts a server and the sandbox, and lets schemathesis ask for everything that /openapi.json \
    describes: no answer may be a 5xx, and none may differ from what is described."
)]
pub struct Args {
    /// Tries for each operation
    #[arg(long, default_value_t = 50)]
    examples: u32,
    /// Where the tries begin; the same number makes the same tries
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// Not asked: whether everything that the description allows is taken. It describes shapes; whether a key is good, a name
/// blank or a filter's grammar right is for the server to say.
const UNCHECKED: &str = "positive_data_acceptance";

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    let schemathesis = tools::schemathesis(workspace)?;
    let backend = Backend::start(workspace)?;
    let Furnished { company, connection, webhook, message } = backend.furnished()?;
    // In a file, and not on the command line, which everybody on a machine can read.
    let config = backend.folder().join("schemathesis.toml");
    let authorization = STANDARD.encode(&backend.api_key);
    let settings = format!(
        "[headers]\nAuthorization = \"Basic {authorization}\"\n\n[parameters]\n\"path.company\" = \"{company}\"\n\
         \"path.connection\" = \"{connection}\"\n\"path.consumer\" = \"{webhook}\"\n\"path.message\" = \"{message}\"\n\
         \"path.platform_key\" = \"mxio\"\n"
    );
    fs::write(&config, settings).with_context(|| format!("could not write {}", config.display()))?;
    // What deletes comes last: the rest asks about a company that is there.
    for methods in [["--exclude-method", "DELETE"], ["--include-method", "DELETE"]] {
        let mut command = workspace.command(&schemathesis);
        command.arg("--config-file").arg(&config).arg("run").args(methods);
        command.args(["--checks", "all", "--exclude-checks", UNCHECKED, "--no-color"]);
        command.args(["--phases", "examples,coverage,fuzzing"]);
        command.args(["--max-examples", &args.examples.to_string(), "--seed", &args.seed.to_string()]);
        command.arg(format!("{}/openapi.json", backend.url));
        process::run(command.current_dir(backend.folder()))?;
    }
    Ok(())
}
