//! The memory of the browser's processes that show pages, as the system counts it.

use anyhow::{Context, Result, ensure};
use std::{fs, path::Path};

/// Of all that this program started: what they share with no other process, in bytes.
pub fn private_memory() -> Result<f64> {
    let processes = fs::read_dir("/proc").context("this system does not tell of its processes")?;
    let ours = processes.flatten().filter_map(|entry| {
        let id: u32 = entry.file_name().to_str()?.parse().ok()?;
        let words = fs::read_to_string(entry.path().join("cmdline")).ok()?;
        (words.contains("--type=renderer") && is_ours(id)).then_some(entry.path())
    });
    let sizes: Vec<u64> = ours.filter_map(|folder| private(&folder)).collect();
    ensure!(!sizes.is_empty(), "the browser has no process that shows pages");
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    Ok(sizes.iter().sum::<u64>() as f64)
}

fn private(folder: &Path) -> Option<u64> {
    let text = fs::read_to_string(folder.join("smaps_rollup")).ok()?;
    let kilobytes = |line: &str| line.split_whitespace().nth(1)?.parse::<u64>().ok();
    let lines = text.lines().filter(|line| line.starts_with("Private_"));
    Some(lines.filter_map(kilobytes).sum::<u64>() * 1024)
}

/// Whether this program, or one that it started, started it.
fn is_ours(process: u32) -> bool {
    std::iter::successors(Some(process), |&process| parent(process))
        .any(|process| process == std::process::id())
}

fn parent(process: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
    line.trim().parse().ok().filter(|&parent| parent != 0)
}
