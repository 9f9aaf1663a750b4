//! The command `maxio-link-server`.

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use maxio_link_server::cli::Cli;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    // Standard output is for what scripts read; everything else goes to standard error.
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(EnvFilter::try_from_env("MAXIO_LINK_LOG").unwrap_or_else(|_| EnvFilter::new("info")))
        .init();
    match cli.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
