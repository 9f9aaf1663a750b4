//! Each example, from the button to the connection.

use anyhow::Result;
use maxio_link_e2e::{
    Complaint, Scenario,
    example::{Example, Served},
    in_chromium, in_every_engine,
    scenario::key,
    wait,
};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

const VITE: [&str; 3] = ["react-vite", "vue-vite", "svelte-vite"];

const WATCH: &str = "window.seen = [];
    for (const name of ['link-success', 'link-event', 'link-exit']) {
      document.addEventListener(name, ({ detail }) => seen.push({ kind: 'event', name, values: [detail] }));
    }
    return null;";

/// How often each event came.
async fn events(t: &Scenario) -> Result<BTreeMap<String, usize>> {
    let mut counts = BTreeMap::new();
    for seen in t.seen().await? {
        let name = if seen["name"] == "link-event" { &seen["values"][0]["eventName"] } else { &seen["name"] };
        *counts.entry(name.as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    Ok(counts)
}

/// A merchant goes from the button to "Finish".
async fn connects(
    t: &Scenario,
    served: impl AsyncFnOnce(&maxio_link_e2e::api::Company) -> Result<Example>,
) -> Result<()> {
    let company = t.api.company(Some("acme")).await?;
    let example = served(&company).await?;
    t.merchant.open(&example.origin).await?;
    wait::for_value("title of the page", "Northwind Lending".to_owned(), async || {
        t.merchant.browser.script("return textOf('h1') ?? ''", []).await
    })
    .await?;
    t.merchant.browser.script::<Value>(WATCH, []).await?;
    t.merchant.press("Connect Maxio").await?;
    t.merchant.agree().await?;
    t.merchant.type_key(key("admin")?).await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_screen("CONNECTED").await?;
    t.merchant.press("Finish").await?;
    t.merchant.wait_until_closed().await?;

    let connections = t.api.connections(&company).await?;
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0]["status"], "Linked");
    let id = connections[0]["id"].as_str().unwrap_or_default();
    let told = format!("Connected: Acme ({id})");
    wait::for_value("what the page says", told, async || {
        t.merchant.browser.script("return textOf('output') ?? ''", []).await
    })
    .await?;
    let events = events(t).await?;
    for once in ["OPEN", "SUCCESS", "EXIT", "link-success", "link-exit"] {
        assert_eq!(events.get(once), Some(&1), "{once}: {events:?}");
    }
    t.secrets.are_not_in(&[("example's log".to_owned(), example.log.bytes())])
}

#[test]
fn the_plain_example_connects() {
    in_every_engine(async |t| connects(t, async |company| Example::plain(t, company).await).await);
}

#[test]
fn the_react_example_connects_as_it_is_deployed() {
    in_every_engine(async |t| {
        connects(t, async |company| Example::vite(t, "react-vite", Served::Built, company).await).await
    });
}

/// In StrictMode, which mounts everything twice, and without any setting of Vite's for this package.
#[test]
fn the_react_example_connects_as_it_is_developed() {
    in_chromium(async |t| {
        connects(t, async |company| Example::vite(t, "react-vite", Served::Dev, company).await).await?;
        let elements: usize =
            t.merchant.browser.script("return document.querySelectorAll('maxio-link').length", []).await?;
        assert_eq!(elements, 1, "one Link");
        Ok(())
    });
}

#[test]
fn the_vue_example_connects_as_it_is_deployed() {
    in_chromium(async |t| {
        connects(t, async |company| Example::vite(t, "vue-vite", Served::Built, company).await).await
    });
}

#[test]
fn the_svelte_example_connects_as_it_is_deployed() {
    in_chromium(async |t| {
        connects(t, async |company| Example::vite(t, "svelte-vite", Served::Built, company).await).await
    });
}

/// What the app itself says, which follows the component's status.
async fn told(t: &Scenario, words: &str) -> Result<()> {
    wait::for_value("what the page says", words.to_owned(), async || {
        t.merchant.browser.script("return textOf('output') ?? ''", []).await
    })
    .await
}

#[test]
fn the_text_of_the_leptos_example_follows_what_happens_in_link() {
    in_every_engine(async |t| {
        let company = t.api.company(Some("acme")).await?;
        let example = Example::leptos(t, &company).await?;
        t.merchant.open(&example.origin).await?;
        told(t, "Not connected").await?;
        t.merchant.press("Connect Maxio").await?;
        told(t, "Choosing what to share …").await?;
        t.merchant.agree().await?;
        told(t, "Waiting for the API key …").await?;
        t.expect_in_console(Complaint::Status(403));
        t.merchant.type_key(key("no-admin")?).await?;
        t.merchant.press("Continue").await?;
        told(t, "Ask an Owner or Admin to create the key.").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let connections = t.api.connections(&company).await?;
        assert_eq!(connections.len(), 1);
        let connected = format!("Connected: Acme ({})", connections[0]["id"].as_str().unwrap_or_default());
        told(t, &connected).await?;
        t.merchant.press("Finish").await?;
        t.merchant.wait_until_closed().await?;
        told(t, &connected).await?;
        // Opened again, it begins anew.
        t.merchant.press("Connect Maxio").await?;
        t.merchant.agree().await?;
        told(t, "Waiting for the API key …").await?;
        t.secrets.are_not_in(&[("example's log".to_owned(), example.log.bytes())])
    });
}

/// People copy one of them, so that they share no file; what is the same in all must be mended in all.
#[test]
fn what_the_examples_have_in_common_is_the_same_in_each() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for file in ["link-routes.ts", "src/link.ts", "src/style.css", ".npmrc", ".gitignore"] {
        let texts = VITE.map(|name| fs::read_to_string(examples.join(name).join(file)).unwrap());
        assert!(texts.iter().all(|text| *text == texts[0] && !text.is_empty()), "{file}");
    }
}

/// With the tarball's hash in it, the lock file would fit one build of it alone; with a registry's address, one registry.
#[test]
fn the_lock_files_fit_any_build_of_the_package_and_any_registry() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for name in VITE {
        let text = fs::read_to_string(examples.join(name).join("package-lock.json")).unwrap();
        let lock: Value = serde_json::from_str(&text).unwrap();
        for (path, package) in lock["packages"].as_object().unwrap() {
            let ours = path == "node_modules/maxio-link";
            assert_eq!(package.get("resolved").is_some(), ours, "{name}: {path}");
            assert!(!ours || package.get("integrity").is_none(), "{name}: remove `integrity` from {path}");
        }
    }
}
