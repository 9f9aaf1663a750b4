//! How large each file is, as it is and in brotli.

use anyhow::{Context, Result};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The sizes of one file in bytes; no brotli size where it was not compressed.
pub struct Size {
    name: String,
    raw: u64,
    brotli: Option<u64>,
}

pub fn measure(files: &[PathBuf]) -> Result<Vec<Size>> {
    files.iter().map(|file| measure_one(file)).collect()
}

fn measure_one(file: &Path) -> Result<Size> {
    let raw = std::fs::metadata(file).with_context(|| format!("could not measure {}", file.display()))?.len();
    let mut compressed = file.as_os_str().to_owned();
    compressed.push(".br");
    let brotli = std::fs::metadata(compressed).ok().map(|metadata| metadata.len());
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Size { name, raw, brotli })
}

pub fn table(sizes: &[Size]) -> String {
    let width = sizes.iter().map(|size| size.name.len()).max().unwrap_or_default();
    let mut text = format!("{:<width$}  {:>12}  {:>12}\n", "bytes", "raw", "brotli");
    for Size { name, raw, brotli } in sizes {
        let brotli = brotli.map_or("-".to_owned(), grouped);
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name:<width$}  {:>12}  {brotli:>12}", grouped(*raw));
    }
    text
}

/// What these files weigh together in brotli.
pub fn brotli_sum(sizes: &[Size], names: &[&str]) -> Result<u64> {
    names.iter().try_fold(0, |sum, name| {
        let size = sizes.iter().find(|size| size.name == *name).and_then(|size| size.brotli);
        Ok(sum + size.with_context(|| format!("{name} was not compressed"))?)
    })
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(name: &str, raw: u64, brotli: Option<u64>) -> Size {
        Size { name: name.into(), raw, brotli }
    }

    #[test]
    fn large_numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn the_table_has_a_line_per_file_and_a_dash_where_nothing_was_compressed() {
        let text = table(&[size("a.wasm", 250_000, Some(80_123)), size("logo.png", 10, None)]);
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(
            lines,
            [
                vec!["bytes", "raw", "brotli"],
                vec!["a.wasm", "250,000", "80,123"],
                vec!["logo.png", "10", "-"]
            ]
        );
    }

    #[test]
    fn the_budget_counts_the_named_files_and_refuses_to_guess() {
        let sizes = [size("a.js", 9, Some(3)), size("a.wasm", 9, Some(4)), size("b.js", 9, Some(100))];
        assert_eq!(brotli_sum(&sizes, &["a.js", "a.wasm"]).unwrap(), 7);
        assert!(brotli_sum(&sizes, &["a.js", "c.wasm"]).is_err());
        assert!(brotli_sum(&[size("a.js", 9, None)], &["a.js"]).is_err());
    }
}
