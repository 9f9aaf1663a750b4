//! Programs that this one runs: with a clear error, or with a clock when it takes long.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const QUIET_REPORT_EVERY: Duration = Duration::from_secs(30);

/// Runs it with our own output and input; an error if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start `{}`", describe(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", describe(command));
    }
    Ok(())
}

/// Runs it and returns what it wrote to its standard output; its error output is part of the error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("could not start `{}`", describe(command)))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", describe(command), output.status, reason.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs something long, with its output in a file, while a line tells `what` is going on and since when:
/// a live one on a terminal, elsewhere one every 30 seconds.
pub fn run_with_clock(command: &mut Command, what: &str, log: &Path) -> Result<()> {
    let file = File::create(log).with_context(|| format!("could not write {}", log.display()))?;
    command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    let mut child = command.spawn().with_context(|| format!("could not start `{}`", describe(command)))?;

    let live = std::io::stderr().is_terminal();
    let start = Instant::now();
    let mut reported = start;
    if !live {
        eprintln!("{what} …");
    }
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if live {
            eprint!("\r\x1b[K{what} … {}", clock(start.elapsed()));
            std::io::stderr().flush()?;
        } else if reported.elapsed() >= QUIET_REPORT_EVERY {
            reported = Instant::now();
            eprintln!("{what} … {}", clock(start.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    if live {
        eprint!("\r\x1b[K");
    }
    if !status.success() {
        let text = std::fs::read_to_string(log).unwrap_or_default();
        let tail = last_lines(&text, 15);
        bail!("`{}` failed ({status}). The end of {}:\n{tail}", describe(command), log.display());
    }
    eprintln!("{what}: done in {}", clock(start.elapsed()));
    Ok(())
}

/// The command as one would type it.
pub fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(count)).copied().collect::<Vec<_>>().join("\n")
}

/// Minutes and seconds, as on a stopwatch.
pub fn clock(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_shows_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_secs(5)), "0:05");
        assert_eq!(clock(Duration::from_secs(612)), "10:12");
    }

    #[test]
    fn last_lines_keeps_the_end_and_takes_short_texts_whole() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
    }

    #[test]
    fn a_failing_program_is_named_with_what_it_said() {
        let error = output(Command::new("sh").args(["-c", "echo the reason >&2; exit 3"])).unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains("sh -c") && text.contains("the reason") && text.contains('3'), "{text}");
    }

    #[test]
    fn the_log_of_a_failed_long_program_is_shown() {
        let directory = tempfile::tempdir().unwrap();
        let log = directory.path().join("log");
        let error = run_with_clock(
            Command::new("sh").args(["-c", "echo broken pipe fitting; exit 1"]),
            "Testing",
            &log,
        )
        .unwrap_err();
        assert!(format!("{error:#}").contains("broken pipe fitting"));
    }
}
