//! Makes the table of the consent text in every language from the sentences.

use maxio_link_locale::LANGUAGES;
use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, path::Path};

/// As `consent::SECTIONS` names them.
const SECTIONS: [&str; 5] = ["Purpose", "Access", "Account", "Data", "Retention"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut languages = String::new();
    for language in LANGUAGES {
        let tag = language.tag;
        let sentences: BTreeMap<String, String> =
            serde_json::from_str(language.json).map_err(|error| format!("{tag}.json: {error}"))?;
        let sentence = |key: String| sentences.get(&key).ok_or(format!("{tag}.json has no {key}"));
        writeln!(languages, "    ({tag:?}, [")?;
        for section in SECTIONS {
            let title = sentence(format!("permission{section}Title"))?;
            let body = sentence(format!("permission{section}Body"))?;
            writeln!(languages, "        [{title:?}, {body:?}],")?;
        }
        writeln!(languages, "    ]),")?;
    }
    let table = format!(
        "/// Each language's title and body of every section.\n\
         pub const LANGUAGES: [(&str, [[&str; 2]; {}]); {}] = [\n{languages}];\n",
        SECTIONS.len(),
        LANGUAGES.len()
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("languages.rs"), table)?;
    Ok(())
}
