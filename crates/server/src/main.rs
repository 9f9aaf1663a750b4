//! The command `maxio-link-server`.

use std::process::ExitCode;

use maxio_link_server::{cli::Cli, logging};

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::read() {
        Ok(cli) => {
            logging::begin(cli.log_format());
            cli.run().await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
