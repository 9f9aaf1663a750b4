//! Runs `cargo test`, shows its output as it comes, and counts.

use super::report::{self, Failures, Ran, result_line};
use super::{Counts, left_over};
use crate::process;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// The sum of all its `test result:` lines, whether it succeeded, and what it said of what failed. An error if programs that
/// it started still run afterwards.
pub fn counting(command: &mut Command) -> Result<Ran> {
    println!("{}", process::describe(command));
    let mark = left_over::mark(command);
    let mut child = command.stdout(Stdio::piped()).spawn();
    let child = child.as_mut().map_err(|error| anyhow::anyhow!("could not start cargo: {error}"))?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut counts = Counts::default();
    // To their runner, both kinds have passed.
    let (mut skipped, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
    let mut failures = Failures::default();
    // Bytes, as a test may print what is not UTF-8.
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(&line)?;
        stdout.write_all(b"\n")?;
        let text = String::from_utf8_lossy(&line);
        if let Some(result) = result_line(&text) {
            counts += result;
        }
        failures.read(&text);
        skipped.extend(report::skipped(&text).map(str::to_owned));
        elsewhere.extend(report::left_to_chromium(&text).map(str::to_owned));
    }
    let (skipped, elsewhere) = (skipped.len() as u64, elsewhere.len() as u64);
    counts.passed = counts.passed.saturating_sub(skipped + elsewhere);
    counts.ignored += skipped;
    counts.elsewhere += elsewhere;
    let succeeded = child.wait()?.success();
    match left_over::check(&mark) {
        // What failed says more.
        Err(error) if !succeeded => eprintln!("error: {error:#}"),
        checked => checked?,
    }
    Ok(Ran { counts, succeeded, failures })
}
