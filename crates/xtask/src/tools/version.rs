//! Versions as programs print them.

use std::fmt;
use std::path::Path;
use std::process::Command;

/// A dotted version with as many parts as it has: browsers have four.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u32>);

impl Version {
    /// The first version in a text such as `trunk 0.21.14`, `v20.20.2` or `ChromeDriver 156.0.1.2 (abc)`.
    pub fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| Self::parse(word.trim_start_matches('v')))
    }

    fn parse(word: &str) -> Option<Self> {
        let (number, _) = word.split_once(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or((word, ""));
        let parts: Option<Vec<u32>> = number.split('.').map(|part| part.parse().ok()).collect();
        parts.filter(|parts| parts.len() >= 2).map(Self)
    }

    /// The part before the first dot.
    pub fn major(&self) -> u32 {
        self.0.first().copied().unwrap_or_default()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u32::to_string).collect();
        formatter.write_str(&parts.join("."))
    }
}

/// What `program --version` says, if the program is there and says it.
pub fn of_program(program: &Path) -> Option<Version> {
    let output = Command::new(program).arg("--version").output().ok()?;
    if !output.status.success() {
        return None;
    }
    Version::find(&String::from_utf8_lossy(&output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        Version::find(text).map(|version| version.to_string()).unwrap_or_default()
    }

    #[test]
    fn versions_are_found_in_what_programs_print() {
        assert_eq!(found("trunk 0.21.14"), "0.21.14");
        assert_eq!(found("v20.20.2\n"), "20.20.2");
        assert_eq!(found("ChromeDriver 156.0.8078.79 (abc-refs/heads@{#12})"), "156.0.8078.79");
        assert_eq!(found("rustc 1.95.0-nightly (2026-01-01)"), "1.95.0");
        assert_eq!(found("Mozilla Firefox 153.7.0esr"), "153.7.0");
        assert_eq!(found("no version 5 here"), "");
    }

    #[test]
    fn versions_compare_by_number_not_by_letter() {
        assert!(Version::find("1.100.0") > Version::find("1.95.3"));
        assert!(Version::find("1.95.0") > Version::find("1.95"));
        assert_eq!(Version::find("156.0.1.2").unwrap().major(), 156);
    }
}
