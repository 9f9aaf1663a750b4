//! Upgrades of the server under pages that do not change.

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use maxio_link_e2e::{
    Answer, Endpoint, Page, Scenario, in_chromium, programs, scenario::key, stack, without_browser,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha384};
use std::{fs, path::Path};

const OURS: &str = env!("CARGO_PKG_VERSION");
const NEXT: &str = "1.998.0";

fn manifest(dist: &Path) -> Result<Value> {
    Ok(serde_json::from_slice(&fs::read(dist.join("manifest.json"))?)?)
}

/// A later build: it calls itself by another version, and its script is another one.
fn next_build() -> Result<tempfile::TempDir> {
    let (ours, next) = (programs::dist()?, tempfile::tempdir()?);
    fs::create_dir(next.path().join("locale"))?;
    for folder in ["", "locale"] {
        for entry in fs::read_dir(ours.join(folder))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), next.path().join(folder).join(entry.file_name()))?;
            }
        }
    }
    let script = fs::read_to_string(next.path().join("maxio-link.js"))?;
    let changed = script.replace(&format!("\"{OURS}\""), &format!("\"{NEXT}\""));
    assert_ne!(changed, script, "the script says its version");
    fs::write(next.path().join("maxio-link.js"), &changed)?;
    // Of the script as it was. A build for development has none.
    let _ = fs::remove_file(next.path().join("maxio-link.js.br"));
    let mut manifest = manifest(next.path())?;
    let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(&changed)));
    manifest["version"] = NEXT.into();
    manifest["files"]["maxio-link.js"] = json!({"integrity": integrity, "bytes": changed.len()});
    fs::write(next.path().join("manifest.json"), manifest.to_string())?;
    Ok(next)
}

/// The version that runs in the page, and how often its wasm was downloaded.
async fn opened(t: &Scenario, endpoint: &Endpoint, address: &str) -> Result<(String, usize)> {
    let downloads = async || t.server_log().await.matches("/maxio-link.wasm\"").count();
    let before = downloads().await;
    t.page.take_version(t.api.origin(), address);
    let options = json!({"endpoint": endpoint.url}).as_object().cloned().unwrap_or_default();
    // In a browser that has nothing in its cache.
    let merchant = t.another_merchant().await?;
    merchant.open(&t.page.with_options(Page::Strict, options)).await?;
    merchant.press("Connect billing").await?;
    merchant.connect(key("admin")?).await?;
    let version = merchant.browser.script("return MaxioLink.version", []).await?;
    Ok((version, downloads().await - before))
}

#[test]
fn a_pinned_page_survives_an_upgrade_of_the_server() {
    in_chromium(async |t| {
        let manifest = manifest(&programs::dist()?)?;
        let hash = manifest["files"]["maxio-link.js"]["integrity"].as_str().context("no hash")?;
        // As `cargo xtask build` prints it.
        t.page.script_tag(&format!("integrity=\"{hash}\""));
        t.page.add_to_head(&format!(
            "<link rel=\"preload\" as=\"fetch\" href=\"{}/embed/{OURS}/maxio-link.wasm\" crossorigin>",
            t.api.origin()
        ));
        let endpoint = Endpoint::start([Answer::linked(), Answer::linked()]).await?;
        assert_eq!(opened(t, &endpoint, OURS).await?, (OURS.to_owned(), 1));

        let next = next_build()?;
        t.upgrade_server(next.path()).await?;
        assert_eq!(opened(t, &endpoint, OURS).await?, (OURS.to_owned(), 1));
        Ok(())
    });
}

#[test]
fn a_page_that_follows_gets_the_next_version() {
    in_chromium(async |t| {
        let next = next_build()?;
        t.upgrade_server(next.path()).await?;
        let endpoint = Endpoint::start([Answer::linked(), Answer::linked()]).await?;
        for address in ["v1", NEXT] {
            assert_eq!(opened(t, &endpoint, address).await?.0, NEXT, "{address}");
        }
        Ok(())
    });
}

#[test]
fn the_program_has_the_widget_inside_and_needs_no_file_beside_it() {
    without_browser(async {
        let folder = tempfile::tempdir()?;
        let (_server, url) = stack::serve_alone(folder.path()).await?;
        for file in ["maxio-link.js", "maxio-link.wasm", "page.js", "frame.css"] {
            let served = reqwest::get(format!("{url}/embed/v1/{file}")).await?.error_for_status()?;
            assert_eq!(served.bytes().await?, fs::read(programs::dist()?.join(file))?, "{file}");
        }
        let page = reqwest::get(format!("{url}/frame")).await?.error_for_status()?.text().await?;
        assert!(page.contains("frame.js"), "{page}");
        Ok(())
    });
}
