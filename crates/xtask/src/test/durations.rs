//! How long the parts of end-to-end tests take, from what the tests write down.

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// So many tests are listed, the longest first.
const LISTED: usize = 10;

/// A folder with a file for each engine, a line for each test.
pub struct Durations(PathBuf);

impl Durations {
    /// An empty one.
    pub fn new(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.target.join("e2e/durations");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        Ok(Self(folder))
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// For each engine the mean of each part, in milliseconds, and the tests that took longest.
    pub fn table(&self) -> Result<String> {
        let mut files = fs::read_dir(&self.0)?.map(|file| Ok(file?.path())).collect::<Result<Vec<_>>>()?;
        files.sort();
        let mut text = String::new();
        for file in files {
            let engine = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let lines = fs::read_to_string(&file)?;
            text.push_str(&table(&engine, &lines));
        }
        Ok(text)
    }
}

/// A line is a name and then `part=milliseconds`, separated by tabs.
fn table(engine: &str, lines: &str) -> String {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    let mut tests = Vec::new();
    for line in lines.lines() {
        let mut fields = line.split('\t');
        let name = fields.next().unwrap_or_default();
        let parts: Vec<(&str, u64)> = fields
            .filter_map(|field| field.split_once('='))
            .filter_map(|(part, duration)| Some((part, duration.parse().ok()?)))
            .collect();
        for (part, duration) in &parts {
            *sums.entry(part).or_default() += duration;
        }
        tests.push((parts.iter().map(|(_, duration)| duration).sum::<u64>(), name));
    }
    tests.sort_unstable_by(|one, other| other.cmp(one));
    let count = (tests.len() as u64).max(1);
    let means: Vec<_> = sums.iter().map(|(part, sum)| format!("{part} {}", sum / count)).collect();
    // Writing to a string does not fail.
    let mut text = String::new();
    let _ = writeln!(text, "\n{engine}: {} tests, mean in ms: {}", tests.len(), means.join(", "));
    for (duration, name) in tests.iter().take(LISTED) {
        let _ = writeln!(text, "{duration:>8}  {name}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_mean_of_each_part_and_the_longest_test_first() {
        let text = table("firefox", "a::b\tstart=100\ttest=200\nc\tstart=300\ttest=900\n");
        let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
        assert_eq!(lines, ["firefox: 2 tests, mean in ms: start 200, test 550", "1200  c", "300  a::b"]);
    }

    #[test]
    fn a_line_that_breaks_off_counts_as_far_as_it_goes() {
        assert!(table("webkit", "a\tstart=5\ttest").contains("start 5"));
    }
}
