//! Makes the `Message` enum of `src/locale` from the English sentences, so that a sentence is written once, and the table of
//! all languages for `src/locale/words.rs`. The sentences are in the crate `maxio-link-locale`.
//!
//! The sentences do not go into the element's wasm: `js/src/text.ts` has them, in the order of js/sentences.mjs, which is
//! this one.

use maxio_link_locale::LANGUAGES;
use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, path::PathBuf};

type Sentences = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let languages = languages()?;
    let english = languages.get("en").ok_or("there is no English")?;
    fs::write(out.join("message.rs"), message(english)?)?;
    fs::write(out.join("sentences.rs"), table(english, &languages)?)?;
    Ok(())
}

/// By tag, without the sentences of the hosted page.
fn languages() -> Result<BTreeMap<&'static str, Sentences>, Box<dyn Error>> {
    let mut languages = BTreeMap::new();
    for language in LANGUAGES {
        let mut sentences: Sentences =
            serde_json::from_str(language.json).map_err(|error| format!("{}.json: {error}", language.tag))?;
        sentences.retain(|key, _| !key.starts_with("page"));
        languages.insert(language.tag, sentences);
    }
    Ok(languages)
}

fn message(english: &Sentences) -> Result<String, Box<dyn Error>> {
    let mut variants = String::new();
    for (key, sentence) in english {
        let (first, rest) = key.split_at_checked(1).ok_or("a sentence without a key")?;
        writeln!(variants, "    /// {sentence}\n    {}{rest},", first.to_ascii_uppercase())?;
    }
    Ok(format!(
        "/// A sentence of Link. Its number is its place among the sorted keys of `en.json`, but for those of\n\
         /// the hosted page.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n\
         #[allow(dead_code, reason = \"some are for JavaScript alone\")]\n\
         pub enum Message {{\n{variants}}}\n"
    ))
}

/// In the order of `Message`.
fn table(english: &Sentences, languages: &BTreeMap<&str, Sentences>) -> Result<String, Box<dyn Error>> {
    let mut rows = String::new();
    for (tag, sentences) in languages {
        writeln!(rows, "    ({tag:?}, &[")?;
        for key in english.keys() {
            let sentence = sentences.get(key).ok_or_else(|| format!("{tag}.json has no {key}"))?;
            writeln!(rows, "        {sentence:?},")?;
        }
        writeln!(rows, "    ]),")?;
    }
    let keys: Vec<&String> = english.keys().collect();
    Ok(format!(
        "const MESSAGES: usize = {};\n\
         static LANGUAGES: [(&str, &[&str; MESSAGES]); {}] = [\n{rows}];\n\
         static KEYS: [&str; MESSAGES] = {keys:?};\n",
        english.len(),
        languages.len(),
    ))
}
