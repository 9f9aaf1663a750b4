//! Lists the files of `sentences/`: a new language is one new file.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

const FOLDER: &str = "sentences";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let mut files: Vec<PathBuf> =
        fs::read_dir(FOLDER)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut rows = String::new();
    for path in files {
        let tag = path.file_stem().and_then(|name| name.to_str()).ok_or("a language without a name")?;
        let path = fs::canonicalize(&path)?;
        let path = path.to_str().ok_or("a path that is not UTF-8")?;
        writeln!(rows, "    Language {{ tag: {tag:?}, json: include_str!({path:?}) }},")?;
    }
    let list =
        format!("/// All of them, by tag in order.\npub static LANGUAGES: &[Language] = &[\n{rows}];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("languages.rs"), list)?;
    Ok(())
}
