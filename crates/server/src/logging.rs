//! Logs, to standard error. Standard output is for what scripts read.

use std::io::{IsTerminal, stderr};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line, with `correlationId` in its `span`
    Json,
}

/// Logs from now on; text on a terminal and JSON elsewhere, unless one was asked for.
pub fn begin(format: Option<LogFormat>) {
    let filter = EnvFilter::try_from_env("MAXIO_LINK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_writer(stderr).with_env_filter(filter);
    match format.unwrap_or(if is_terminal { LogFormat::Text } else { LogFormat::Json }) {
        LogFormat::Text => builder.with_ansi(is_terminal).init(),
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).init(),
    }
}
