//! Makes the `Message` enum of `src/locale` from the English sentences, so that a sentence is written once.
//!
//! The sentences themselves do not go into the wasm: `js/src/text.ts` has them, in the order of js/sentences.mjs, which
//! is this one.

use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, path::Path};

const SENTENCES: &str = "src/locale/en.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SENTENCES}");
    let sentences: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(SENTENCES)?)
        .map_err(|error| format!("{SENTENCES}: {error}"))?;
    let mut variants = String::new();
    // Those of the hosted page are not the widget's.
    for (key, sentence) in sentences.iter().filter(|(key, _)| !key.starts_with("page")) {
        let (first, rest) = key.split_at_checked(1).ok_or("a sentence without a key")?;
        writeln!(variants, "    /// {sentence}\n    {}{rest},", first.to_ascii_uppercase())?;
    }
    let message = format!(
        "/// A sentence of Link. Its number is its place among the sorted keys of `en.json`, but for those of\n\
         /// the hosted page.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n\
         #[allow(dead_code, reason = \"some are for JavaScript alone\")]\n\
         pub enum Message {{\n{variants}}}\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("message.rs"), message)?;
    Ok(())
}
