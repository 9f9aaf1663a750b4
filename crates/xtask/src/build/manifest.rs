//! `dist/manifest.json`: which version this build is, and what each of its files must be. The server keeps and checks
//! builds by it, and partners pin files by it.

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha384};
use std::path::{Path, PathBuf};

const FILE: &str = "manifest.json";
/// Every package of the workspace has this version.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What executes in a partner's page: the script, and what it fetches at once.
const SCRIPT: &str = "maxio-link.js";
const WASM: &str = "maxio-link.wasm";

/// `{"version","files":{"maxio-link.js":{"integrity":"sha384-…","bytes":1,"brotli":{"integrity","bytes"}}}}`; sizes in
/// bytes, `brotli` only for files that were compressed.
pub fn write(dist: &Path, files: &[PathBuf]) -> Result<Value> {
    let mut entries = Map::new();
    for file in files {
        let mut entry = content(file)?;
        let compressed = file.with_added_extension("br");
        if compressed.is_file()
            && let Some(entry) = entry.as_object_mut()
        {
            entry.insert("brotli".to_owned(), content(&compressed)?);
        }
        let name = file.strip_prefix(dist).context("a file outside of the build")?;
        entries.insert(name.to_string_lossy().replace('\\', "/"), entry);
    }
    let manifest = json!({"version": VERSION, "files": entries});
    let path = dist.join(FILE);
    let text = format!("{manifest:#}\n");
    std::fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
    Ok(manifest)
}

/// What [`write()`] wrote.
pub fn read(dist: &Path) -> Result<Value> {
    let path = dist.join(FILE);
    let text = std::fs::read_to_string(&path).with_context(|| format!("there is no {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

fn content(file: &Path) -> Result<Value> {
    let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(&bytes)));
    Ok(json!({"integrity": integrity, "bytes": bytes.len()}))
}

/// What partners paste to pin this build. The wasm is hinted at so that it need not wait for the script that asks for
/// it, and that knows its hash: browsers ignore one on the hint, and complain.
pub fn tag(manifest: &Value) -> Result<String> {
    let integrity = manifest.get("files").and_then(|files| files.get(SCRIPT)?.get("integrity")?.as_str());
    let integrity = integrity.with_context(|| format!("the build has no {SCRIPT}"))?;
    let base = format!("https://link.example.com/embed/{VERSION}");
    Ok(format!(
        "<link rel=\"preload\" as=\"fetch\" href=\"{base}/{WASM}\" crossorigin>\n\
         <script type=\"module\" src=\"{base}/{SCRIPT}\" crossorigin integrity=\"{integrity}\"></script>\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_has_what_browsers_compute() {
        let dist = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = dist.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path
        };
        let files = [file(SCRIPT, "abc"), file(WASM, ""), file("lang/de.json", "{}")];
        file("maxio-link.js.br", "b");
        let manifest = write(dist.path(), &files).unwrap();
        assert_eq!(manifest["version"], VERSION);
        let script = &manifest["files"][SCRIPT];
        // From `printf abc | openssl dgst -sha384 -binary | base64`.
        let abc = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
        assert_eq!((&script["integrity"], &script["bytes"]), (&json!(abc), &json!(3)));
        assert_eq!(script["brotli"]["bytes"], 1);
        assert_eq!(manifest["files"]["lang/de.json"]["bytes"], 2);
        assert!(manifest["files"][WASM].get("brotli").is_none());
        let written = std::fs::read(dist.path().join(FILE)).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), manifest);
        let tag = tag(&manifest).unwrap();
        assert!(tag.contains(abc) && tag.contains(&format!("/embed/{VERSION}/maxio-link.js")), "{tag}");
    }

    #[test]
    fn a_build_without_the_script_has_no_tag() {
        assert!(tag(&json!({"files": {}})).unwrap_err().to_string().contains(SCRIPT));
    }
}
