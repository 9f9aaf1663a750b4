//! What was built and packed, against what is declared: tests/surface/surface.txt and custom-elements.json.

use anyhow::Result;
use maxio_link_e2e::{
    Page, Scenario, example, in_chromium, in_every_engine, partner_page::OwnCopy, programs, scenario::key,
    without_browser,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs};

const SURFACE: &str = include_str!("../../../surface/surface.txt");

const ON_PURPOSE: &str = "if that is meant: `cargo xtask surface --accept`";

/// The first words of the lines of these sections.
fn declared(sections: &[&str]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for title in sections {
        let (_, rest) =
            SURFACE.split_once(&format!("\n## {title}\n")).unwrap_or_else(|| panic!("no section {title}"));
        let lines = rest.lines().take_while(|line| !line.starts_with("## ")).filter(|line| !line.is_empty());
        names.extend(
            lines
                .filter_map(|line| line.split_whitespace().next())
                .map(|name| name.trim_end_matches('?').to_owned()),
        );
    }
    assert!(!names.is_empty(), "{sections:?}");
    names
}

/// The second words: an option's attribute.
fn declared_attributes() -> BTreeSet<String> {
    let (_, rest) = SURFACE.split_once("## Options that are attributes\n").unwrap();
    let lines = rest.lines().take_while(|line| !line.is_empty());
    lines.filter_map(|line| line.split_whitespace().nth(1)).map(str::to_owned).collect()
}

fn set(names: &Value) -> BTreeSet<String> {
    names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

async fn in_the_browser(t: &Scenario, script: &str) -> Result<BTreeSet<String>> {
    Ok(set(&t.merchant.browser.script::<Value>(script, []).await?))
}

/// The module, loaded by a page that has opened Link.
async fn open_link(t: &Scenario) -> Result<()> {
    let company = t.api.company(Some("acme")).await?;
    t.embed(Page::Modal, &company, json!({})).await?;
    t.merchant.wait_for_screen("SELECT_INTEGRATION").await
}

fn manifest() -> Value {
    let text = fs::read_to_string(programs::package().join("custom-elements.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    manifest["modules"][0]["declarations"][0].clone()
}

fn names_of(manifest: &Value, kind: &str) -> BTreeSet<String> {
    let named = manifest[kind].as_array().unwrap();
    named.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_browser_finds_the_surface_that_is_declared() {
    in_every_engine(async |t| {
        open_link(t).await?;
        let exports = "return fetch('setup.json').then((response) => response.json())
            .then(({ script }) => import(script)).then((module) => Object.keys(module))";
        let found = in_the_browser(t, exports).await?;
        assert_eq!(found, declared(&["Exports of maxio-link"]), "exports; {ON_PURPOSE}");

        let link = "const members = (object) => Object.entries(Object.getOwnPropertyDescriptors(object))
              .map(([name]) => name);";
        let found = in_the_browser(t, &format!("{link} return members(window.link)")).await?;
        assert_eq!(found, declared(&["Link"]), "members of a Link; {ON_PURPOSE}");

        let found = in_the_browser(t, "return customElements.get('maxio-link').observedAttributes").await?;
        assert_eq!(found, declared_attributes(), "attributes; {ON_PURPOSE}");

        // What the browser itself calls is no part of the surface.
        let members = format!(
            "{link} const theirs = ['constructor', 'connectedCallback', 'disconnectedCallback', 'adoptedCallback',
               'attributeChangedCallback'];
             return members(customElements.get('maxio-link').prototype).filter((name) => !theirs.includes(name))"
        );
        let mut found = in_the_browser(t, &members).await?;
        // Every element has one.
        assert!(found.insert("nonce".to_owned()));
        let sections =
            ["Options that are attributes", "Options that are properties only", "Callbacks", "Link"];
        assert_eq!(found, declared(&sections), "members of the element; {ON_PURPOSE}");

        let script = "return Object.keys(window.MaxioLink)";
        assert_eq!(
            in_the_browser(t, script).await?,
            declared(&["MaxioLinkGlobal"]),
            "window.MaxioLink; {ON_PURPOSE}"
        );
        Ok(())
    });
}

/// Node has no DOM: the import must do nothing there, and still export everything.
#[test]
fn on_a_server_the_modules_export_what_is_declared() {
    without_browser(async {
        for (module, section) in
            [("maxio-link", "Exports of maxio-link"), ("maxio-link/react", "Exports of maxio-link/react")]
        {
            let found = example::node("react-vite", &["exports.mjs", module]).await?;
            let found: Value = serde_json::from_str(&found)?;
            assert_eq!(set(&found), declared(&[section]), "{ON_PURPOSE}");
        }
        Ok(())
    });
}

#[test]
fn a_page_without_a_bundler_connects_with_the_files_of_the_installed_package() {
    in_chromium(async |t| {
        t.page.copy_widget_from(programs::example("react-vite")?.join("node_modules/maxio-link"));
        t.page.take_widget_from_copy(OwnCopy::Whole);
        open_link(t).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        Ok(())
    });
}

#[test]
fn the_package_holds_what_was_built() {
    let package = programs::package();
    for file in
        ["maxio-link.js", "maxio-link.wasm", "maxio-link.d.ts", "locale/de.json", "locale/zh-Hans.json"]
    {
        let built = fs::read(programs::dist().unwrap().join(file)).unwrap();
        assert!(fs::read(package.join(file)).unwrap() == built, "{file}");
    }
    let text = fs::read_to_string(package.join("package.json")).unwrap();
    let description: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(description["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(description.get("dependencies"), None);
}

#[test]
fn the_custom_elements_manifest_has_every_part_and_property_that_link_has() {
    in_chromium(async |t| {
        let manifest = manifest();
        assert_eq!(names_of(&manifest, "attributes"), declared_attributes());
        assert_eq!(names_of(&manifest, "events"), declared(&["DOM events"]));
        let without_words: Vec<_> = ["attributes", "events", "cssParts", "cssProperties"]
            .iter()
            .flat_map(|kind| manifest[kind].as_array().unwrap())
            .filter(|entry| entry["description"].as_str().is_none_or(str::is_empty))
            .collect();
        assert!(without_words.is_empty(), "described nowhere: {without_words:?}");

        let mut parts = BTreeSet::new();
        let here = "return all('[part]').flatMap((element) => [...element.part])";
        open_link(t).await?;
        parts.extend(in_the_browser(t, here).await?);
        t.merchant.agree().await?;
        parts.extend(in_the_browser(t, here).await?);
        t.merchant.press("Close").await?;
        parts.extend(in_the_browser(t, here).await?);
        t.merchant.press("Finish connecting").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        parts.extend(in_the_browser(t, here).await?);
        assert_eq!(names_of(&manifest, "cssParts"), parts);

        let used = "const sheets = document.querySelector('maxio-link').shadowRoot.adoptedStyleSheets;
            const text = sheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join(' ');
            return text.match(/--link-[\\w-]+/g)";
        assert_eq!(names_of(&manifest, "cssProperties"), in_the_browser(t, used).await?);
        Ok(())
    });
}
