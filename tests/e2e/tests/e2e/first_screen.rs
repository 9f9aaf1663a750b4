//! The first screen of the hosted page, before Link has arrived.

use anyhow::{Context, Result, ensure};
use maxio_link_e2e::{Scenario, in_chromium, scenario::key, wait};
use serde_json::{Value, json};

/// So slow that the widget takes seconds: bytes a second.
const SLOW: u32 = 10_000;

pub async fn slow_down(t: &Scenario) -> Result<()> {
    t.merchant.browser.devtools("Network.enable", json!({})).await?;
    let conditions =
        json!({"offline": false, "latency": 20, "downloadThroughput": SLOW, "uploadThroughput": SLOW});
    t.merchant.browser.devtools("Network.emulateNetworkConditions", conditions).await.map(drop)
}

/// What is where, in the first screen or in Link, and whether Link is there.
async fn looks(t: &Scenario) -> Result<Value> {
    let look = r#"
        const [shell, link] = [document.getElementById("shell"), document.querySelector("maxio-link")];
        const root = (shell ?? link).shadowRoot;
        const all = [...root.querySelectorAll(".link, .title, .lead, .tile, .step, .close, [type=submit]")];
        const box = (element) => element.getBoundingClientRect().toJSON();
        return JSON.stringify({
            isLink: !shell,
            words: all.map((element) => element.textContent),
            boxes: all.map(box),
            style: all.map((element) => [getComputedStyle(element).color, getComputedStyle(element).font]),
        });"#;
    let text: String = t.merchant.browser.driver.execute(look, vec![]).await?.convert()?;
    Ok(serde_json::from_str(&text)?)
}

async fn press_early(t: &Scenario, control: &str) -> Result<()> {
    let press = r#"
        const root = document.getElementById("shell").shadowRoot;
        const control = root.querySelector(arguments[0]);
        control.focus();
        control.click();"#;
    t.merchant.browser.driver.execute(press, vec![control.into()]).await.map(drop).map_err(Into::into)
}

#[test]
fn link_takes_the_place_of_the_first_screen_without_anything_moving() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        slow_down(t).await?;
        t.merchant.open(&company.link_url).await?;
        // Every frame on the way: there is one card, and it stays where it is.
        let watch = "window.frames = new Set();
            const look = () => requestAnimationFrame(() => setTimeout(() => {
                const roots = [document.getElementById('shell'), document.querySelector('maxio-link')];
                const cards = roots.flatMap((root) => [...(root?.shadowRoot?.querySelectorAll('.link') ?? [])]);
                const boxes = cards.map((card) => card.getBoundingClientRect()).filter(({ width }) => width > 0);
                window.frames.add(boxes.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round)).join());
                look();
            }));
            look();";
        t.merchant.browser.driver.execute(watch, vec![]).await?;
        let mut before = looks(t).await?;
        assert_eq!(before["isLink"], false, "{before}");
        assert_eq!(before["words"].as_array().map(Vec::len), Some(7), "{before}");
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        before["isLink"] = json!(true);
        assert_eq!(looks(t).await?, before);
        let frames: Vec<String> =
            t.merchant.browser.driver.execute("return [...window.frames]", vec![]).await?.convert()?;
        assert_eq!(frames.len(), 1, "{frames:?}");
        Ok(())
    });
}

#[test]
fn a_click_before_link_is_there_counts() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        slow_down(t).await?;
        t.merchant.open(&company.link_url).await?;
        press_early(t, "[type=submit]").await?;
        assert_eq!(looks(t).await?["isLink"], false);
        t.merchant.wait_for_screen("CONSENT").await?;
        t.merchant.wait_for_focus("title").await?;
        t.merchant.press("Next").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

/// On a slow line a page comes in parts, and is painted as it comes.
#[test]
fn what_remembers_clicks_is_there_before_there_is_anything_to_click() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        let page = reqwest::get(&company.link_url).await?.error_for_status()?.text().await?;
        let (before, screen) =
            page.split_once("<template shadowrootmode").context("there is no first screen")?;
        ensure!(before.contains("composedPath") && screen.contains("type=\"submit\""), "{page}");
        Ok(())
    });
}

#[test]
fn who_closes_before_link_is_there_has_left() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        slow_down(t).await?;
        t.merchant.open(&company.link_url).await?;
        press_early(t, ".close").await?;
        t.merchant.wait_for_title("Maxio is not connected yet").await
    });
}

#[test]
fn a_script_that_does_not_come_is_told_of_and_the_link_is_still_good() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.browser.devtools("Network.enable", json!({})).await?;
        for lost in ["*/page.js", "*/maxio-link.js"] {
            t.merchant.browser.devtools("Network.setBlockedURLs", json!({"urls": [lost]})).await?;
            t.merchant.open(&company.link_url).await?;
            t.merchant.wait_for_title("Connecting could not be started").await?;
            t.merchant.browser.script::<()>("window.isOld = true; return null", []).await?;
            t.merchant.press("Reload the page").await?;
            wait::for_value("the old page", false, async || {
                t.merchant.browser.script("return 'isOld' in window", []).await
            })
            .await?;
            t.merchant.wait_for_title("Connecting could not be started").await?;
        }
        t.merchant.browser.devtools("Network.setBlockedURLs", json!({"urls": []})).await?;
        t.merchant.press("Reload the page").await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await
    });
}
