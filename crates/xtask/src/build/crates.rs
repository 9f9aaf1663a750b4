//! How much of the wasm each crate is, by the names of its functions.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// So many have a line of their own.
const SHOWN: usize = 12;

/// What every program has of the standard library: a name that mentions another crate as well is that crate's doing.
const STANDARD: [&str; 4] = ["core", "alloc", "std", "__rustc"];

/// Sizes in bytes, not compressed.
#[derive(Debug, Default, PartialEq)]
struct Parts {
    functions: Vec<(String, u64)>,
    data: u64,
}

/// A table: the crates with most code, and the constants.
pub fn report(wasm: &Path) -> Result<String> {
    let bytes = std::fs::read(wasm).with_context(|| format!("could not read {}", wasm.display()))?;
    let parts = parts(&bytes).with_context(|| format!("could not take {} apart", wasm.display()))?;
    Ok(table(&parts))
}

fn parts(wasm: &[u8]) -> Result<Parts> {
    let (mut imported, mut sizes, mut names, mut data) = (0, Vec::new(), HashMap::new(), 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(length(&body.range())),
            Payload::DataSection(section) => data = length(&section.range()),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else { continue };
                for subsection in subsections {
                    let Name::Function(functions) = subsection? else { continue };
                    for function in functions {
                        let function = function?;
                        names.insert(function.index, function.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    if names.is_empty() {
        bail!("its functions have no names");
    }
    let named = (imported..).zip(sizes).map(|(index, size)| (names.remove(&index).unwrap_or_default(), size));
    Ok(Parts { functions: named.collect(), data })
}

const fn length(range: &Range<u64>) -> u64 {
    range.end - range.start
}

/// `<tachys::dom::Node as core::ops::Drop>::drop` is tachys', and so is `core::ptr::drop_in_place<tachys::dom::Node>`.
fn crate_of(function: &str) -> &str {
    let mut words = function.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '['));
    // A path, or a crate with its hash, as in `core[c5930c85a12de822]::fmt`.
    let of_path = |word: &str| {
        let (first, _) = word.split_once("::").or_else(|| word.split_once('['))?;
        let name = first.split('[').next().unwrap_or_default();
        function.get(function.find(name)?..)?.get(..name.len()).filter(|name| !name.is_empty())
    };
    let named: Vec<&str> = words.by_ref().filter_map(of_path).collect();
    let others = named.iter().find(|name| !STANDARD.contains(name));
    others.or(named.first()).copied().unwrap_or("(JavaScript and unnamed)")
}

fn table(parts: &Parts) -> String {
    let mut crates: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, size) in &parts.functions {
        *crates.entry(crate_of(name)).or_default() += size;
    }
    let mut crates: Vec<_> = crates.into_iter().collect();
    crates.sort_by_key(|&(_, size)| std::cmp::Reverse(size));
    let others: u64 = crates.iter().skip(SHOWN).map(|(_, size)| size).sum();
    let shown = crates.iter().take(SHOWN).copied();
    let sum: u64 = parts.data + crates.iter().map(|(_, size)| size).sum::<u64>();
    let mut text = format!("{:<26} {:>9}\n", "wasm before wasm-opt", "bytes");
    for (name, size) in shown.chain([("(other crates)", others), ("(constants)", parts.data)]) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name:<26} {size:>9} {:>4} %", (size * 100 + sum / 2) / sum.max(1));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_the_crates_that_it_is_about() {
        for (function, expected) in [
            ("maxio_link_flow::update::update::hc290cc231e96df2c", "maxio_link_flow"),
            ("<tachys::dom::Node as core::ops::Drop>::drop", "tachys"),
            ("core::ptr::drop_in_place<tachys::dom::Node>::h0b2a4b57d8b0d0f1", "tachys"),
            ("<core[c5930c85a12de822]::fmt::Formatter>::pad", "core"),
            ("<dlmalloc[e24a27700634d609]::dlmalloc::Dlmalloc>::malloc", "dlmalloc"),
            ("<alloc::vec::Vec<T> as tachys::view::Render>::rebuild", "tachys"),
            ("<char>::escape_debug_ext", "(JavaScript and unnamed)"),
        ] {
            assert_eq!(crate_of(function), expected, "{function}");
        }
    }

    #[test]
    fn the_table_ends_with_what_has_no_line_of_its_own() {
        let functions = (0..20).map(|number| (format!("crate_{number}::f"), 100 + number)).collect();
        let text = table(&Parts { functions, data: 1000 });
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 1 + SHOWN + 2);
        assert!(lines[1].starts_with("crate_19") && lines[1].contains("119"), "{text}");
        assert!(text.contains("(constants)") && text.contains("(other crates)"), "{text}");
    }

    #[test]
    fn a_wasm_without_names_is_refused_and_not_counted_as_nobodys() {
        let empty = b"\0asm\x01\0\0\0";
        assert!(parts(empty).unwrap_err().to_string().contains("no names"));
        assert!(parts(b"not wasm").is_err());
    }
}
