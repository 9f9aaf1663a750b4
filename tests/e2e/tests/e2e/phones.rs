//! Link on a phone, as far as Chromium can play one. What only a real phone can show is listed in docs/EMBEDDING.md.

use anyhow::Result;
use maxio_link_e2e::{Endpoint, Page, Scenario, in_chromium, wait};
use serde_json::{Value, json};

/// Of a common phone, in CSS pixels.
const WIDTH: u32 = 390;
const HEIGHT: u32 = 844;
/// What its keyboard leaves.
const ABOVE_KEYBOARD: u32 = 508;

async fn be_a_phone(t: &Scenario, height: u32) -> Result<()> {
    let metrics = json!({"width": WIDTH, "height": height, "deviceScaleFactor": 3, "mobile": true});
    t.merchant.browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
    let touch = json!({"enabled": true, "maxTouchPoints": 5});
    t.merchant.browser.devtools("Emulation.setTouchEmulationEnabled", touch).await.map(drop)
}

/// A partner's page that is made for phones, with Link at the credentials.
async fn at_credentials(t: &Scenario, page: Page, more: Value) -> Result<Endpoint> {
    t.page.add_to_head(
        "<meta name='viewport' content='width=device-width, initial-scale=1, viewport-fit=cover'>",
    );
    let endpoint = Endpoint::start([]).await?;
    be_a_phone(t, HEIGHT).await?;
    t.embed_with(page, &endpoint.url, more).await?;
    t.merchant.agree().await?;
    Ok(endpoint)
}

/// Where a field and the button are, and what one sees: top and bottom of each, in CSS pixels of the layout.
async fn in_sight(t: &Scenario, selector: &str) -> Result<bool> {
    let script = "const { top, bottom } = shown(arguments[0]).getBoundingClientRect();
        const { offsetTop, height } = visualViewport;
        return top >= offsetTop - 0.5 && bottom <= offsetTop + height + 0.5";
    t.merchant.browser.script(script, [json!(selector)]).await
}

#[test]
fn above_the_keyboard_field_and_button_of_a_modal_stay_in_sight() {
    in_chromium(async |t| stays_above_the_keyboard(t, Page::Modal).await);
}

#[test]
fn above_the_keyboard_field_and_button_in_a_page_stay_in_sight() {
    in_chromium(async |t| stays_above_the_keyboard(t, Page::Inline).await);
}

async fn stays_above_the_keyboard(t: &Scenario, page: Page) -> Result<()> {
    at_credentials(t, page, json!({"siteField": "show"})).await?;
    // Some browsers make the whole window lower; others what one sees of it, and leave the page as it is.
    for only_what_is_seen in [false, true] {
        if only_what_is_seen {
            be_a_phone(t, HEIGHT).await?;
            let script = "const view = VisualViewport.prototype;
                    Object.defineProperty(view, 'height', { configurable: true, get: () => arguments[0] });
                    visualViewport.dispatchEvent(new Event('resize'));
                    return null";
            t.merchant.browser.script::<()>(script, [json!(ABOVE_KEYBOARD)]).await?;
        } else {
            be_a_phone(t, ABOVE_KEYBOARD).await?;
        }
        for field in ["#site", "#key"] {
            let script = "shown(arguments[0]).focus(); return null";
            t.merchant.browser.script::<()>(script, [json!(field)]).await?;
            for what in [field, ".primary"] {
                wait::for_value(&format!("{what} in sight"), true, async || in_sight(t, what).await).await?;
            }
        }
    }
    Ok(())
}

#[test]
fn touching_a_field_does_not_zoom_and_brings_the_right_keys() {
    in_chromium(async |t| {
        at_credentials(t, Page::Modal, json!({"siteField": "show"})).await?;
        for (field, keys) in [("#site", ["url", "next"]), ("#key", ["text", "go"])] {
            let script = "const { left, top, width, height } = shown(arguments[0]).getBoundingClientRect();
                return [left + width / 3, top + height / 2]";
            let [x, y]: [f64; 2] = t.merchant.browser.script(script, [json!(field)]).await?;
            for (kind, points) in [("touchStart", json!([{"x": x, "y": y}])), ("touchEnd", json!([]))] {
                let touch = json!({"type": kind, "touchPoints": points});
                t.merchant.browser.devtools("Input.dispatchTouchEvent", touch).await?;
            }
            t.merchant.wait_for_focus(field.trim_start_matches('#')).await?;
            let script = "const field = shown(arguments[0]);
                return [field.inputMode || 'text', field.enterKeyHint, String(visualViewport.scale),
                    String(parseFloat(getComputedStyle(field).fontSize) >= 16)]";
            let found: [String; 4] = t.merchant.browser.script(script, [json!(field)]).await?;
            assert_eq!(found, [keys[0], keys[1], "1", "true"], "{field}");
        }
        Ok(())
    });
}

#[test]
fn on_a_phone_the_dialog_is_a_sheet_of_the_whole_screen() {
    in_chromium(async |t| {
        at_credentials(t, Page::Modal, json!({})).await?;
        let script = "const { top, left, width, height } = shown('dialog').getBoundingClientRect();
            const card = shown('.link').getBoundingClientRect();
            return [top, left, width, height, card.width, Math.max(card.height, height), document.documentElement.scrollWidth]";
        let found: [f64; 7] = t.merchant.browser.script(script, []).await?;
        let (width, height) = (f64::from(WIDTH), f64::from(HEIGHT));
        assert_eq!(found[..5], [0.0, 0.0, width, height, width], "{found:?}");
        assert!(found[5] >= height && found[6] <= width, "{found:?}");
        Ok(())
    });
}
