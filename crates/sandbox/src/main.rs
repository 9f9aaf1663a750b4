//! The command line of the sandbox.

use std::{
    io::{self, Write},
    net::SocketAddr,
    process::ExitCode,
};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use maxio_sandbox::demo;
use tokio::net::TcpListener;

/// A stand-in for Maxio Advanced Billing's HTTP API, for demos and tests.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the sandbox until Ctrl-C. Prints `listening on http://ADDR:PORT` once it is ready.
    Serve {
        /// The address to listen on. Port 0 takes any free port.
        #[arg(long, default_value = "127.0.0.1:8788", value_name = "ADDR:PORT")]
        listen: SocketAddr,
    },
    /// Print the demo keys and sites.
    Demo {
        /// As JSON, for tools.
        #[arg(long)]
        json: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut cli = Cli::command()
        .after_help(demo::as_help())
        // Unwrapped: the tables are laid out already.
        .term_width(0);
    let command = match Cli::from_arg_matches(&cli.get_matches_mut()) {
        Ok(cli) => cli.command,
        Err(error) => error.exit(),
    };
    let result = match command {
        None => cli.print_help(),
        Some(Command::Demo { json }) => print_demo(json),
        Some(Command::Serve { listen }) => serve(listen).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Stderr may be closed; there is nobody left to tell.
            let _ = writeln!(io::stderr(), "maxio-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print_demo(json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json { writeln!(out, "{:#}", demo::as_json()) } else { writeln!(out, "{}", demo::as_help()) }
}

async fn serve(listen: SocketAddr) -> io::Result<()> {
    tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false).init();
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        io::Error::other(format!("cannot listen on {listen}: {error}. Choose another port with --listen."))
    })?;
    let address = listener.local_addr()?;
    let stop = stop_signal()?;
    writeln!(io::stdout(), "listening on http://{address}")?;
    io::stdout().flush()?;
    maxio_sandbox::serve(listener, stop).await
}

/// Ends with Ctrl-C, or with the request to end that a supervisor sends.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the system ends the process itself.
            std::future::pending::<()>().await;
        }
    })
}
