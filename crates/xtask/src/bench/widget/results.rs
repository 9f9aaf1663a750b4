//! What the benchmark found, as it wrote it down.

use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

/// A figure of a visit: its name in the file, in words, and in which unit it is shown.
pub struct Figure {
    pub name: &'static str,
    pub words: &'static str,
    pub unit: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// As many bytes as a kilobyte has in download sizes: 1000.
    Kilobytes,
    Milliseconds,
    /// Milliseconds, of which the browser tells from 16 on.
    Input,
    Count,
}

const fn figure(name: &'static str, words: &'static str, unit: Unit) -> Figure {
    Figure { name, words, unit }
}

/// Of a visit, in the order of the table.
pub const FIGURES: [Figure; 13] = [
    figure("first_paint", "first paint, ms", Unit::Milliseconds),
    figure("first_control", "first usable control, ms", Unit::Milliseconds),
    figure("key_field", "key field usable, ms", Unit::Milliseconds),
    figure("bytes", "downloaded, kB", Unit::Kilobytes),
    figure("requests", "requests", Unit::Count),
    figure("connections", "connections", Unit::Count),
    figure("js_heap", "JS heap, kB", Unit::Kilobytes),
    figure("wasm_memory", "wasm memory, kB", Unit::Kilobytes),
    figure("longest_task", "longest task, ms", Unit::Milliseconds),
    figure("longest_task_after", "… after the key field, ms", Unit::Milliseconds),
    figure("typing", "slowest key, ms", Unit::Input),
    figure("submit", "Continue, ms", Unit::Input),
    figure("lost_clicks", "lost clicks", Unit::Count),
];

/// Of a page at rest.
pub const RESTING: [Figure; 2] = [
    figure("objects", "JS, DOM and buffers, kB", Unit::Kilobytes),
    figure("processes", "processes, kB", Unit::Kilobytes),
];

pub struct Results(Value);

/// One page in one profile, with all of its figures.
#[derive(Clone, Copy)]
pub struct Page<'a>(&'a Value);

/// Of several runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Results {
    pub fn read(file: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("there is no {}", file.display()))?;
        Ok(Self(serde_json::from_str(&text).context("the results are no JSON")?))
    }

    #[cfg(test)]
    pub fn of(value: Value) -> Self {
        Self(value)
    }

    pub fn runs(&self) -> u64 {
        self.0.get("runs").and_then(Value::as_u64).unwrap_or_default()
    }

    /// Name and pages of each profile.
    pub fn profiles(&self) -> impl Iterator<Item = (&str, Vec<Page<'_>>)> {
        members(&self.0, "profiles")
            .map(|profile| (name(profile), members(profile, "pages").map(Page).collect()))
    }

    /// The page alone comes first.
    pub fn resting(&self) -> Vec<Page<'_>> {
        members(&self.0, "resting").map(Page).collect()
    }
}

impl<'a> Page<'a> {
    pub fn name(self) -> &'a str {
        name(self.0)
    }

    pub fn spread(self, figure: &str) -> Spread {
        let of = |which: &str| {
            let number = self.0.pointer(&format!("/figures/{figure}/{which}"));
            number.and_then(Value::as_f64).unwrap_or_default()
        };
        Spread { median: of("median"), low: of("low"), high: of("high") }
    }
}

fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn name(value: &Value) -> &str {
    value.get("name").and_then(Value::as_str).unwrap_or_default()
}
