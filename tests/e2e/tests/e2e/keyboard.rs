//! The whole way without a mouse: where the focus is, that one sees it, and what is said.

use anyhow::{Context, Result, ensure};
use maxio_link_e2e::{Answer, Complaint, Endpoint, Page, Scenario, in_every_engine, scenario::key, wait};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use thirtyfour::Key;

/// Where the focus is.
#[derive(Debug, Deserialize)]
struct Stop {
    /// Id, class or tag.
    what: String,
    /// Whether it is within Link.
    inside: bool,
    /// Whether it is within the window, and nothing of Link is above it.
    in_sight: bool,
    /// Whether an outline of 2 px or more is around it, or around the box or tile that it is in.
    outlined: bool,
}

const FOCUS: &str = "
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const { left, top, width, height } = element.getBoundingClientRect();
    const root = element.getRootNode();
    const [x, y] = [left + width / 2, top + Math.min(height / 2, 12)];
    const above = root.elementFromPoint(x, y);
    const around = [element, element.closest('.box'), element.closest('.tile'), element.closest('.choice')];
    return {
      what: element.id || element.className || element.localName,
      inside: root instanceof ShadowRoot,
      in_sight: y >= 0 && y <= innerHeight && x >= 0 && x <= innerWidth
        && (element.contains(above) || above?.contains(element) === true),
      outlined: around.some((one) => {
        const { outlineStyle, outlineWidth } = one ? getComputedStyle(one) : {};
        // The browser's own, for what scrolls, has a width that is not told.
        return outlineStyle === 'auto' || (outlineStyle !== undefined && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
      }),
    };";

async fn focus(t: &Scenario) -> Result<Stop> {
    t.merchant.browser.script(FOCUS, []).await
}

/// Presses Tab until the focus is there, and looks at every stop on the way.
async fn tab_to(t: &Scenario, what: &str) -> Result<()> {
    let mut stops = Vec::new();
    while stops.len() < 20 {
        t.merchant.press_keys(Key::Tab + "").await?;
        let stop = focus(t).await?;
        ensure!(!stop.inside || (stop.in_sight && stop.outlined), "the focus cannot be seen: {stop:?}");
        let found = stop.what.split(' ').any(|name| name == what);
        stops.push(stop.what);
        if found {
            return Ok(());
        }
    }
    anyhow::bail!("Tab does not lead to {what}: {stops:?}")
}

/// Types a key where the focus is.
async fn enter_key(t: &Scenario, key: &str) -> Result<()> {
    t.secrets.note("Maxio API key", key);
    t.merchant.press_keys(key).await
}

async fn press(t: &Scenario, key: Key) -> Result<()> {
    t.merchant.press_keys(key + "").await
}

#[test]
fn the_whole_way_by_keyboard_alone_with_the_focus_always_in_sight() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Status(403));
        let endpoint = Endpoint::start([Answer::json(403, &json!({})), Answer::linked()]).await?;
        let options = Map::from_iter([("endpoint".to_owned(), endpoint.url.clone().into())]);
        t.merchant.open(&t.page.with_options(Page::Modal, options)).await?;
        wait::for_some("the page's button", async || {
            Ok(t.merchant.is_enabled("Connect billing").await?.filter(|is| *is))
        })
        .await?;
        tab_to(t, "connect").await?;
        press(t, Key::Enter).await?;
        for (screen, next) in [("SELECT_INTEGRATION", "primary"), ("CONSENT", "primary")] {
            t.merchant.wait_for_screen(screen).await?;
            t.merchant.wait_for_focus("title").await?;
            tab_to(t, next).await?;
            press(t, Key::Enter).await?;
        }
        t.merchant.wait_for_screen("CREDENTIAL").await?;
        t.merchant.wait_for_focus("title").await?;
        tab_to(t, "key").await?;
        enter_key(t, key("no-admin")?).await?;
        tab_to(t, "show").await?;
        tab_to(t, "primary").await?;
        press(t, Key::Enter).await?;
        // The panel says what happened, and has a way on.
        t.merchant.wait_for_focus("panel").await?;
        ensure!(focus(t).await?.outlined, "the panel has the focus, and one does not see it");
        tab_to(t, "secondary").await?;
        press(t, Key::Enter).await?;
        t.merchant.wait_for_focus("key").await?;
        // Asked whether to leave, one may stay: the focus is in the question, and then where it was.
        press(t, Key::Escape).await?;
        t.merchant.wait_for_focus("leave").await?;
        tab_to(t, "secondary").await?;
        tab_to(t, "primary").await?;
        press(t, Key::Enter).await?;
        t.merchant.wait_for_focus("key").await?;
        enter_key(t, key("admin")?).await?;
        press(t, Key::Enter).await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        t.merchant.wait_for_focus("title").await?;
        tab_to(t, "primary").await?;
        press(t, Key::Enter).await?;
        t.merchant.wait_until_closed().await?;
        t.merchant.wait_for_focus("connect").await
    });
}

#[test]
fn in_the_page_tab_leads_into_link_and_out_of_it_again() {
    in_every_engine(async |t| {
        t.page.put_around("<button id='before'>Before</button>", "<button id='after'>After</button>");
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let script = "document.getElementById('before').focus(); return null";
        t.merchant.browser.script::<()>(script, []).await?;
        tab_to(t, "close").await?;
        tab_to(t, "primary").await?;
        tab_to(t, "after").await?;
        t.merchant.press_together(Key::Shift, Key::Tab + "").await?;
        ensure!(focus(t).await?.inside, "Shift and Tab do not lead back into Link");
        Ok(())
    });
}

/// In order: `["focus" or "live", what is said]`.
async fn heard(t: &Scenario) -> Result<Vec<(String, String)>> {
    t.merchant.browser.script("return window.heard", []).await
}

async fn listen(t: &Scenario) -> Result<()> {
    let script = "return import(`${location.origin}/gallery/hear.js`).then(({ hear }) => {
        window.heard = hear(document.querySelector('maxio-link').shadowRoot);
        return null;
    })";
    t.merchant.browser.script::<Value>(script, []).await.map(drop)
}

#[test]
fn titles_steps_and_errors_are_said_once() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Status(400));
        t.expect_in_console(Complaint::Status(503));
        let answers = [400, 503].map(|status| Answer::json(status, &json!({})));
        let endpoint = Endpoint::start(answers).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        listen(t).await?;
        t.merchant.press("Next").await?;
        t.merchant.wait_for_focus("title").await?;
        t.merchant.press("Next").await?;
        t.merchant.wait_for_screen("CREDENTIAL").await?;
        t.merchant.wait_for_focus("title").await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_key_error("Paste your API key").await?;
        t.merchant.wait_for_focus("key").await?;
        t.merchant.type_key("first-key").await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_key_error("Maxio did not accept this key").await?;
        t.merchant.wait_for_focus("key").await?;
        t.merchant.type_key("second-key").await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_panel("Maxio is not answering").await?;
        t.merchant.wait_for_focus("panel").await?;
        let heard = heard(t).await?;
        for once in [
            "Connect to Maxio | Step 2 of 3",
            "Your Maxio credentials | Step 3 of 3",
            "Paste your API key to continue.",
            "Maxio did not accept this key.",
            "Maxio is not answering",
        ] {
            let times = heard.iter().filter(|(_, said)| said.contains(once)).count();
            assert_eq!(times, 1, "{once:?} in {heard:#?}");
        }
        Ok(())
    });
}

#[test]
fn a_hint_is_said_while_typing_and_a_countdown_is_not() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Status(429));
        let endpoint = Endpoint::start([Answer::json(429, &json!({})).header("retry-after", "8")]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        listen(t).await?;
        t.merchant.type_key("a@b.example").await?;
        wait::for_some("the hint to be said", async || {
            let said = heard(t).await?;
            Ok(said
                .iter()
                .any(|(how, said)| how == "live" && said.contains("looks like a login"))
                .then_some(()))
        })
        .await?;
        t.merchant.type_key("some-key").await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_focus("panel").await?;
        let before = heard(t).await?.len();
        let (_, seconds) = wait::for_some("a countdown", async || t.merchant.countdown().await).await?;
        ensure!(seconds > 0, "the countdown begins at its end");
        wait::for_some("the end of the countdown", async || {
            Ok((t.merchant.countdown().await?.is_none()).then_some(()))
        })
        .await?;
        let after: Vec<_> = heard(t).await?.drain(..).skip(before).collect();
        assert!(after.len() <= 1, "the countdown is read aloud: {after:#?}");
        Ok(())
    });
}

#[test]
fn password_managers_and_the_browser_leave_the_fields_alone_and_pasting_works() {
    in_every_engine(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({"siteField": "show"})).await?;
        t.merchant.agree().await?;
        let script = "const of = (id) => {
            const field = shown(id);
            const names = ['autocomplete', 'autocapitalize', 'autocorrect', 'spellcheck', 'inputmode', 'enterkeyhint',
                'data-1p-ignore', 'data-bwignore', 'data-lpignore', 'data-form-type'];
            return Object.fromEntries(names.map((name) => [name, field.getAttribute(name)]));
        };
        return [of('#key'), of('#site')]";
        let [of_key, of_site]: [Value; 2] = t.merchant.browser.script(script, []).await?;
        for (field, enter) in [(&of_key, "go"), (&of_site, "next")] {
            assert_eq!(field["autocomplete"], "off");
            assert_eq!(field["autocapitalize"], "none");
            assert_eq!(field["autocorrect"], "off");
            assert_eq!(field["spellcheck"], "false");
            assert_eq!(field["enterkeyhint"], enter);
        }
        assert_eq!(of_site["inputmode"], "url");
        for name in ["data-1p-ignore", "data-bwignore", "data-lpignore", "data-form-type"] {
            assert!(of_key[name].is_string(), "{name}");
        }
        t.merchant.paste_key("  pasted-key\u{200b}\n").await?;
        t.merchant.key_value().await?.context("no key field").map(|value| {
            assert!(value.contains("pasted-key"), "pasting was refused");
        })
    });
}
