//! Runs `cargo test`, shows its output as it comes, and counts.

use super::Counts;
use super::report::result_line;
use crate::process;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// The sum of all its `test result:` lines, and whether it succeeded.
pub fn counting(command: &mut Command) -> Result<(Counts, bool)> {
    println!("{}", process::describe(command));
    let mut child = command.stdout(Stdio::piped()).spawn();
    let child = child.as_mut().map_err(|error| anyhow::anyhow!("could not start cargo: {error}"))?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut counts = Counts::default();
    // Bytes, as a test may print what is not UTF-8.
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(&line)?;
        stdout.write_all(b"\n")?;
        if let Some(result) = result_line(&String::from_utf8_lossy(&line)) {
            counts += result;
        }
    }
    Ok((counts, child.wait()?.success()))
}
