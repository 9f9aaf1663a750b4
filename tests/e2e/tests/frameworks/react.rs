//! `maxio-link/react`, in StrictMode, with code that makes every mistake that React allows.

use anyhow::Result;
use maxio_link_e2e::{
    Scenario,
    example::{self, Example, Served},
    in_chromium, in_every_engine, wait, without_browser,
};
use serde_json::{Value, json};

/// Opens one component of `tests/frameworks/react/wrapper.tsx`.
async fn open(t: &Scenario, case: &str) -> Result<()> {
    let company = t.api.company(Some("acme")).await?;
    let example = Example::vite(t, "react-vite", Served::Dev, &company).await?;
    t.merchant.open(&format!("{}/wrapper.html?case={case}", example.origin)).await
}

/// Clicks by script: the page behind a dialog is out of a merchant's reach, but not out of its own.
async fn click(t: &Scenario, name: &str) -> Result<()> {
    wait::for_some(&format!("the button {name}"), async || {
        let script = "const button = all('#app button').find((button) => nameOf(button) === arguments[0]);
            button?.click();
            return button ? true : null;";
        t.merchant.browser.script::<Option<bool>>(script, [json!(name)]).await
    })
    .await
    .map(drop)
}

/// The number of the render whose function was called, for each time.
async fn of_event(t: &Scenario, event: &str) -> Result<Vec<Value>> {
    let calls = t.calls("onEvent").await?;
    Ok(calls.into_iter().filter(|call| call[0] == event).map(|call| call[1].clone()).collect())
}

async fn elements(t: &Scenario) -> Result<usize> {
    t.merchant.browser.script("return document.querySelectorAll('maxio-link').length", []).await
}

const FIRST_SCREEN: &str = "Connect your commerce platform";

#[test]
fn the_latest_callback_is_called_and_the_functions_stay_the_same() {
    in_chromium(async |t| {
        open(t, "hook").await?;
        click(t, "Connect").await?;
        t.merchant.wait_for_title(FIRST_SCREEN).await?;
        for _ in 0..3 {
            click(t, "Count").await?;
        }
        t.merchant.press("Next").await?;
        t.merchant.wait_for_title("Connect to Maxio").await?;
        assert_eq!(of_event(t, "OPEN").await?, [0]);
        assert_eq!(of_event(t, "SELECT_INTEGRATION").await?, [3]);
        click(t, "Leave").await?;
        t.merchant.wait_until_closed().await?;
        assert_eq!(t.calls("onExit").await?, [vec![json!("requires_consent"), json!(3)]]);
        assert_eq!(t.calls("onLoad").await?.len(), 1, "loaded once, in spite of new options in each render");
        assert_eq!(elements(t).await?, 1);
        let functions: usize = t.merchant.browser.script("return window.functions.size", []).await?;
        assert_eq!(functions, 2, "open and exit");
        Ok(())
    });
}

#[test]
fn changed_options_count_from_the_next_opening_on() {
    in_chromium(async |t| {
        open(t, "hook").await?;
        click(t, "Connect").await?;
        t.merchant.wait_for_text("Northwind 0").await?;
        click(t, "Count").await?;
        click(t, "Leave").await?;
        t.merchant.wait_until_closed().await?;
        click(t, "Connect").await?;
        t.merchant.wait_for_text("Northwind 1").await
    });
}

#[test]
fn the_hook_tells_whether_link_is_ready_and_open() {
    in_chromium(async |t| {
        open(t, "hook").await?;
        let says = async |expected: &str| {
            wait::for_value("output", expected.to_owned(), async || {
                t.merchant.browser.script("return textOf('output') ?? ''", []).await
            })
            .await
        };
        says("closed, ready").await?;
        click(t, "Connect").await?;
        says("open, ready").await?;
        t.merchant.press("Close").await?;
        t.merchant.wait_until_closed().await?;
        says("closed, ready").await
    });
}

#[test]
fn a_component_that_is_unmounted_while_link_is_open_leaves_one_exit_and_no_element() {
    in_chromium(async |t| {
        open(t, "removable").await?;
        click(t, "Connect").await?;
        t.merchant.wait_for_title(FIRST_SCREEN).await?;
        click(t, "Toggle").await?;
        t.merchant.wait_until_closed().await?;
        wait::for_value("elements", 0, async || elements(t).await).await?;
        assert_eq!(t.calls("onExit").await?, [vec![json!("requires_selection"), json!(0)]]);

        click(t, "Toggle").await?;
        click(t, "Connect").await?;
        t.merchant.wait_for_title(FIRST_SCREEN).await?;
        assert_eq!(of_event(t, "OPEN").await?.len(), 2);
        assert_eq!(elements(t).await?, 1);
        Ok(())
    });
}

#[test]
fn link_that_an_effect_opens_is_opened_once() {
    in_chromium(async |t| {
        open(t, "open-at-once").await?;
        t.merchant.wait_for_title(FIRST_SCREEN).await?;
        t.merchant.press("Close").await?;
        t.merchant.wait_until_closed().await?;
        assert_eq!(of_event(t, "OPEN").await?.len(), 1);
        assert_eq!(of_event(t, "EXIT").await?.len(), 1);
        Ok(())
    });
}

async fn as_component(t: &Scenario, mode: &str) -> Result<()> {
    open(t, mode).await?;
    click(t, "Toggle").await?;
    t.merchant.wait_for_title(FIRST_SCREEN).await?;
    let script = "const dialog = shown('.link').closest('dialog');
        return [document.querySelectorAll('.place > maxio-link').length, dialog?.open ?? false]";
    let seen: (usize, bool) = t.merchant.browser.script(script, []).await?;
    assert_eq!(seen, (1, mode == "modal"));
    click(t, "Leave").await?;
    t.merchant.wait_until_closed().await?;
    assert_eq!(of_event(t, "OPEN").await?.len(), 1);
    assert_eq!(t.calls("onExit").await?.len(), 1);
    click(t, "Toggle").await?;
    wait::for_value("elements", 0, async || elements(t).await).await?;
    assert_eq!(t.calls("onExit").await?.len(), 1, "it was closed when it was removed");

    click(t, "Toggle").await?;
    t.merchant.wait_for_title(FIRST_SCREEN).await?;
    click(t, "Toggle").await?;
    wait::for_value("elements", 0, async || elements(t).await).await?;
    wait::for_value("exits", 2, async || Ok(t.calls("onExit").await?.len())).await
}

#[test]
fn the_component_shows_link_inline_from_mount_to_unmount() {
    in_every_engine(async |t| as_component(t, "inline").await);
}

#[test]
fn the_component_shows_link_in_a_dialog_from_mount_to_unmount() {
    in_chromium(async |t| as_component(t, "modal").await);
}

#[test]
fn on_a_server_the_hook_and_the_component_render_without_a_dom() {
    without_browser(async {
        let html = example::node("react-vite", &["ssr.mjs"]).await?;
        assert_eq!(html, r#"<main>false false<div class="place"></div></main>"#);
        Ok(())
    });
}
