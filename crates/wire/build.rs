//! Makes the table of the consent text in every language from `src/locale`, where all sentences are.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

const LOCALE: &str = "../../src/locale";
/// As `consent::SECTIONS` names them.
const SECTIONS: [&str; 5] = ["Purpose", "Access", "Account", "Data", "Retention"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={LOCALE}");
    let mut files: Vec<PathBuf> =
        fs::read_dir(LOCALE)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut languages = String::new();
    for path in &files {
        let tag = path.file_stem().and_then(|name| name.to_str()).ok_or("a language without a name")?;
        let sentences: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(path)?)
            .map_err(|error| format!("src/locale/{tag}.json: {error}"))?;
        let sentence = |key: String| sentences.get(&key).ok_or(format!("{tag} has no {key}"));
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
        files.len()
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("languages.rs"), table)?;
    Ok(())
}
