//! Whatever is said between a page and its frame, neither throws, leads anywhere else, or tells the key.

use anyhow::Result;
use maxio_link_e2e::{Page, Scenario, in_chromium, leaks::Secrets, scenario::key, wait};
use serde_json::{Value, json};
use std::env;

/// Messages in one opening.
const MESSAGES: u32 = 400;

/// How many openings: more of them, if somebody has the time.
fn rounds() -> u32 {
    env::var("MAXIO_LINK_MESSAGE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

async fn isolated(t: &Scenario) -> Result<()> {
    t.page.add_to_head("<script src='between.js'></script>");
    // Both ends say what they make nothing of.
    t.allow_in_console("is ignored");
    let company = t.api.company(Some("acme")).await?;
    t.embed_isolated(Page::Modal, &company, json!({})).await
}

/// Says anything to the `page` or the `frame`, and waits until it was heard.
async fn shower(t: &Scenario, to: &str, seed: u32, spared: &[&str]) -> Result<()> {
    let script = "return between.shower(...arguments)";
    let arguments = [json!(to), json!(seed), json!(MESSAGES), json!(spared)];
    let said: u32 = t.merchant.browser.script(script, arguments).await?;
    assert_eq!(said, MESSAGES);
    Ok(())
}

async fn overheard(t: &Scenario) -> Result<String> {
    t.merchant.browser.script("return between.overheard.join(' ')", []).await
}

/// Nothing threw, and the page is where it was.
async fn is_unharmed(t: &Scenario, address: &str) -> Result<()> {
    let errors: Vec<_> = t.seen().await?.into_iter().filter(|seen| seen["kind"] == "error").collect();
    assert!(errors.is_empty(), "{errors:?}");
    let now: String = t.merchant.browser.script("return location.href", []).await?;
    assert_eq!(now, address);
    Ok(())
}

#[test]
fn a_frame_goes_on_whatever_the_page_says_to_it_and_keeps_the_key() {
    in_chromium(async |t| {
        isolated(t).await?;
        let address: String = t.merchant.browser.script("return location.href", []).await?;
        t.merchant
            .in_frame(async || {
                t.merchant.agree().await?;
                t.merchant.type_key(key("admin")?).await
            })
            .await?;
        for seed in 0..rounds() {
            // To close it is the page's right, and a wrong token is a token.
            shower(t, "frame", seed, &["close", "token"]).await?;
        }
        t.merchant
            .in_frame(async || {
                assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?));
                t.merchant.press("Continue").await?;
                t.merchant.wait_for_screen("CONNECTED").await
            })
            .await?;
        // What the frame shows may be ahead of what the page has heard of it.
        wait::for_value("onSuccess", 1, async || Ok(t.calls("onSuccess").await?.len())).await?;
        // The token may, as it is what the channel is for.
        let channel = ("channel".to_owned(), overheard(t).await?.into_bytes());
        Secrets::of("Maxio API key", key("admin")?).are_not_in(&[channel])?;
        is_unharmed(t, &address).await
    });
}

#[test]
fn a_page_goes_on_whatever_its_frame_says() {
    in_chromium(async |t| {
        isolated(t).await?;
        let address: String = t.merchant.browser.script("return location.href", []).await?;
        for seed in 0..rounds() {
            if seed > 0 {
                t.merchant.browser.script::<Value>("link.open(); return null", []).await?;
            }
            let opened = usize::try_from(seed)? + 1;
            let shown = "return all('dialog[open] iframe').length";
            wait::for_value("frame", 1, async || t.merchant.browser.script::<u32>(shown, []).await).await?;
            // To leave is the frame's right. It is said once, at the end, and counts once.
            shower(t, "page", seed, &["exit", "token"]).await?;
            let script =
                "return between.shower('page', arguments[0], 1, []).then(() => link.exit({ force: true }))
                .then(() => null)";
            t.merchant.browser.script::<Value>(script, [json!(seed)]).await?;
            wait::for_value("exits", opened, async || Ok(t.calls("onExit").await?.len())).await?;
            let left = "return all('iframe, dialog[open]').length";
            assert_eq!(t.merchant.browser.script::<u32>(left, []).await?, 0);
        }
        is_unharmed(t, &address).await
    });
}
