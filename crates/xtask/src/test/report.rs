//! The counts of tests: read from what test programs print, and shown in one table.

use crate::process;
use anyhow::Result;
use std::cmp::Ordering;
use std::fmt::Write;
use std::ops::AddAssign;
use std::time::Duration;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    /// Cannot be run here, for a reason that the output gives.
    pub ignored: u64,
    /// Left to Chromium, because what they protect is the same in every engine.
    pub elsewhere: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        self.elsewhere += other.elsewhere;
    }
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`, from libtest as from wasm-bindgen's runner.
pub fn result_line(line: &str) -> Option<Counts> {
    let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let count = |what: &str| {
        counts.split(';').find_map(|part| part.trim().strip_suffix(what)?.trim_end().parse().ok())
    };
    Some(Counts {
        passed: count("passed")?,
        failed: count("failed")?,
        ignored: count("ignored")?,
        ..Counts::default()
    })
}

/// The name of a test that could not be run in a browser, from `skipped in webkit: {test}: {reason}`. To its runner, such
/// a test has passed. The line may follow the beginning of another.
pub fn skipped(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("skipped in ")?;
    let (_, rest) = rest.split_once(": ")?;
    rest.split_once(": ").map(|(test, _)| test)
}

/// The name of a test that runs in Chromium alone, from `in chromium alone: {test}`.
pub fn left_to_chromium(line: &str) -> Option<&str> {
    line.split_once("in chromium alone: ").map(|(_, test)| test)
}

/// What test programs say of the tests that failed, from `failures:` to the list of their names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Failures {
    lines: Vec<String>,
    /// Lines of the test that is being read.
    read: Option<usize>,
}

impl Failures {
    /// The first lines of a test: they are said once more so as to be found, and the whole is further up.
    const MOST: usize = 20;

    pub fn read(&mut self, line: &str) {
        let is_between = self.read.is_none();
        match line.trim() {
            // The second one begins the list.
            "failures:" => self.read = is_between.then_some(0),
            _ if result_line(line).is_some() => self.read = None,
            _ if is_between => {}
            words => {
                let is_heading = words.starts_with("---- ") && words.ends_with(" stdout ----");
                let number = if is_heading { 1 } else { self.read.unwrap_or_default() + 1 };
                self.read = Some(number);
                match number.cmp(&Self::MOST) {
                    Ordering::Less => self.lines.push(line.to_owned()),
                    Ordering::Equal => self.lines.push("[the rest is further up]".into()),
                    Ordering::Greater => {}
                }
            }
        }
    }
}

/// What a test command did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ran {
    pub counts: Counts,
    /// Whether the command said so.
    pub succeeded: bool,
    pub failures: Failures,
}

/// How a suite ended.
pub struct Outcome {
    suite: String,
    ran: Ran,
    elapsed: Duration,
}

impl Outcome {
    /// An error is a suite that could not be run, or not to its end.
    pub fn new(suite: String, result: Result<Ran>, elapsed: Duration) -> Self {
        Self { suite, ran: result.unwrap_or_default(), elapsed }
    }

    fn is_empty(&self) -> bool {
        let Counts { passed, failed, .. } = self.ran.counts;
        passed + failed == 0
    }

    /// A suite without tests protects nothing, unless a filter left them out.
    pub fn is_failure(&self, filtered: bool) -> bool {
        !self.ran.succeeded || self.ran.counts.failed > 0 || (self.is_empty() && !filtered)
    }

    /// One line, for when the suite has ended.
    pub fn summary(&self, filtered: bool) -> String {
        format!("{}: {} after {}", self.suite, self.verdict(filtered), process::clock(self.elapsed))
    }

    fn verdict(&self, filtered: bool) -> &'static str {
        match (self.is_failure(filtered), self.is_empty()) {
            (false, false) => "ok",
            (false, true) => "nothing chosen",
            (true, false) => "FAILED",
            (true, true) if self.ran.succeeded => "FAILED: it has no tests",
            (true, true) => "FAILED: no test ran",
        }
    }
}

/// Whether not a single test was run.
pub fn nothing_ran(outcomes: &[Outcome]) -> bool {
    outcomes.iter().all(|outcome| outcome.is_empty() && outcome.ran.succeeded)
}

/// What is known of every failure, suite by suite.
pub fn failures(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    for Outcome { suite, ran, .. } in outcomes.iter().filter(|outcome| !outcome.ran.failures.lines.is_empty())
    {
        // Writing to a string does not fail.
        let _ = writeln!(text, "\n═══ failed in {suite} ═══\n{}", ran.failures.lines.join("\n").trim());
    }
    text
}

pub fn table(outcomes: &[Outcome], filtered: bool) -> String {
    let mut text = format!(
        "{:<20}{:>8}{:>8}{:>9}{:>11}{:>9}\n",
        "suite", "passed", "failed", "skipped", "elsewhere", "seconds"
    );
    for outcome in outcomes {
        let Counts { passed, failed, ignored, elsewhere } = outcome.ran.counts;
        let _ = writeln!(
            text,
            "{:<20}{passed:>8}{failed:>8}{ignored:>9}{elsewhere:>11}{:>9}  {}",
            outcome.suite,
            outcome.elapsed.as_secs(),
            outcome.verdict(filtered)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(passed: u64, failed: u64, succeeded: bool) -> Outcome {
        let counts = Counts { passed, failed, ..Counts::default() };
        let ran = Ran { counts, succeeded, ..Ran::default() };
        Outcome { suite: "native".into(), ran, elapsed: Duration::from_secs(61) }
    }

    #[test]
    fn the_result_lines_of_both_runners_are_read() {
        let native = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.05s";
        let counts = |passed, failed, ignored| Some(Counts { passed, failed, ignored, elsewhere: 0 });
        assert_eq!(result_line(native), counts(12, 1, 2));
        let browser = "    test result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out; finished in 1.31s";
        assert_eq!(result_line(browser), counts(7, 0, 0));
        let coloured = "test result: \x1b[32mok\x1b[m. 1 passed; 0 failed; 0 ignored; 0 measured";
        assert_eq!(result_line(coloured), counts(1, 0, 0));
    }

    #[test]
    fn the_test_that_was_skipped_is_read() {
        let line = "test a::b ... skipped in webkit: a::b: there is no way: none at all";
        assert_eq!(skipped(line), Some("a::b"));
        assert_eq!(skipped("test a::b ... ok"), None);
        assert_eq!(left_to_chromium("test a::b ... in chromium alone: a::b"), Some("a::b"));
        assert_eq!(left_to_chromium(line), None);
    }

    #[test]
    fn what_was_said_of_a_failure_is_said_once_more_at_the_end() {
        let mut failed = outcome(1, 2, false);
        let long = "was 3, not 4\n".repeat(60);
        let result = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured";
        let output = format!(
            "test a ... FAILED\n\nfailures:\n\n---- a stdout ----\n{long}\n---- b stdout ----\nno\n\nfailures:\n    a\n    b\n\n\
             {result}\n\nfailures:\n---- c stdout ----\nended in the middle of it\n{result}\nrunning 3 tests\n"
        );
        output.lines().for_each(|line| failed.ran.failures.read(line));
        let text = failures(&[outcome(1, 0, true), failed]);
        let (head, rest) = text.trim_start().split_once("\n").unwrap();
        assert_eq!(head, "═══ failed in native ═══");
        assert!(rest.starts_with("---- a stdout ----\nwas 3, not 4\n"), "{rest}");
        assert!(
            rest.contains("[the rest is further up]\n---- b stdout ----\nno\n\n---- c stdout ----\n"),
            "{rest}"
        );
        assert!(rest.ends_with("ended in the middle of it\n"), "{rest}");
    }

    #[test]
    fn other_lines_are_not_counted() {
        for line in
            ["test a::b ... ok", "the test result: ok. 3 passed; 0 failed; 0 ignored", "test result: ok."]
        {
            assert_eq!(result_line(line), None, "{line}");
        }
    }

    #[test]
    fn a_suite_without_tests_is_a_failure_unless_a_filter_left_them_out() {
        assert!(outcome(0, 0, true).is_failure(false));
        assert!(!outcome(0, 0, true).is_failure(true));
        assert!(!outcome(3, 0, true).is_failure(false));
    }

    #[test]
    fn a_suite_that_does_not_build_is_a_failure_with_and_without_a_filter() {
        let broken = Outcome::new("e2e".into(), Err(anyhow::anyhow!("does not build")), Duration::ZERO);
        assert!(broken.is_failure(false) && broken.is_failure(true));
        // It did compile some tests, and then ended badly.
        assert!(outcome(3, 0, false).is_failure(true));
    }

    #[test]
    fn a_filter_that_matches_nowhere_is_noticed() {
        assert!(nothing_ran(&[outcome(0, 0, true), outcome(0, 0, true)]));
        assert!(!nothing_ran(&[outcome(0, 0, true), outcome(1, 0, true)]));
    }

    #[test]
    fn the_table_shows_counts_seconds_and_verdict() {
        let text = table(&[outcome(12, 1, false)], false);
        let words: Vec<&str> = text.lines().nth(1).unwrap_or_default().split_whitespace().collect();
        assert_eq!(words, ["native", "12", "1", "0", "0", "61", "FAILED"]);
    }
}
