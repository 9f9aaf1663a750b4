//! Link in a frame of the server: what a merchant does there, what the partner's page learns of it, and what it cannot.

use anyhow::{Context, Result, ensure};
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, Page, Scenario, api::Company, in_chromium, in_every_engine, leaks::Secrets,
    scenario::key, wait,
};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// In the frame, from the first screen to the last.
async fn connects(t: &Scenario, site: Option<&str>) -> Result<()> {
    let merchant = &t.merchant;
    merchant
        .in_frame(async || {
            merchant.agree().await?;
            if let Some(site) = site {
                merchant.type_site(site).await?;
            }
            merchant.type_key(key("admin")?).await?;
            merchant.press("Continue").await?;
            merchant.wait_for_screen("CONNECTED").await
        })
        .await
}

async fn in_page<T: serde::de::DeserializeOwned>(t: &Scenario, script: &str) -> Result<T> {
    t.merchant.browser.script(script, []).await
}

/// Waits until the page was told that Link is open.
async fn is_open(t: &Scenario) -> Result<()> {
    wait::for_some("OPEN", async || Ok(t.events().await?.contains(&"OPEN".to_owned()).then_some(()))).await
}

/// Waits until nothing of Link is in the page: neither a frame nor an open dialog.
async fn is_gone(t: &Scenario) -> Result<()> {
    wait::for_value("frames and open dialogs", 0, async || {
        in_page::<u32>(t, "return all('iframe, dialog[open]').length").await
    })
    .await
}

/// What the page was told of the connection. It comes over the channel, and so may come later than what the frame shows.
async fn success(t: &Scenario) -> Result<Vec<Value>> {
    let calls = wait::for_some("onSuccess", async || {
        Ok(Some(t.calls("onSuccess").await?).filter(|calls| !calls.is_empty()))
    })
    .await?;
    assert_eq!(calls.len(), 1, "once");
    Ok(calls.concat())
}

const STRAIGHT: [&str; 9] = [
    "OPEN",
    "TRANSITION_VIEW",
    "SELECT_INTEGRATION",
    "TRANSITION_VIEW",
    "ACCEPT_CONSENT",
    "TRANSITION_VIEW",
    "SUBMIT_CREDENTIALS",
    "TRANSITION_VIEW",
    "SUCCESS",
];

async fn takes_a_merchant_through(t: &Scenario, page: Page) -> Result<()> {
    let company = t.api.company(None).await?;
    t.embed_isolated(page, &company, json!({})).await?;
    connects(t, Some("acme")).await?;

    assert_eq!(success(t).await?[0]["connectionInfo"]["subdomain"], "acme");
    assert!(t.calls("onExit").await?.is_empty(), "success comes before Finish");
    t.merchant.leave_frame_by("Finish").await?;
    assert_eq!(t.exit().await?, (None, "connected".into()));
    is_gone(t).await?;
    assert_eq!(t.calls("onLoad").await?.len(), 1);
    let mut expected = STRAIGHT.to_vec();
    expected.extend(["TRANSITION_VIEW", "EXIT"]);
    assert_eq!(t.events().await?, expected);
    let connections = t.api.connections(&company).await?;
    assert_eq!((connections.len(), &connections[0]["status"]), (1, &json!("Linked")));
    Ok(())
}

#[test]
fn in_a_frame_over_the_page_a_merchant_connects() {
    in_every_engine(async |t| takes_a_merchant_through(t, Page::Modal).await);
}

#[test]
fn in_a_frame_within_the_page_a_merchant_connects() {
    in_every_engine(async |t| takes_a_merchant_through(t, Page::Inline).await);
}

#[test]
fn a_merchant_whose_site_the_server_knows_enters_the_key_alone() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        t.embed_isolated(Page::Modal, &company, json!({})).await?;
        t.merchant
            .in_frame(async || {
                t.merchant.agree().await?;
                assert!(!t.merchant.is_asked_for_site().await?);
                t.merchant.wait_for_text("acme.chargify.com").await
            })
            .await
    });
}

/// All that the page was told, without what differs from one opening to another.
fn comparable(seen: Vec<Value>) -> Vec<Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                for name in ["link_session_id", "request_id", "timestamp", "id", "linkUrl", "created"] {
                    if let Some(value) = members.get_mut(name) {
                        *value = json!(value.is_string());
                    }
                }
                members.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut seen = Value::Array(seen);
    strip(&mut seen);
    match seen {
        Value::Array(seen) => seen,
        _ => Vec::new(),
    }
}

/// A wrong key first, so that there is an error to tell of.
async fn connects_at_the_second_attempt(t: &Scenario) -> Result<()> {
    t.merchant.agree().await?;
    t.merchant.type_site("acme").await?;
    t.merchant.type_key(key("wrong")?).await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_key_error("").await?;
    t.merchant.type_key(key("admin")?).await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_screen("CONNECTED").await
}

#[test]
fn the_page_is_told_the_same_as_by_an_element_of_its_own() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(400));
        let company = t.api.company(None).await?;
        t.embed(Page::Inline, &company, json!({"siteField": "show"})).await?;
        connects_at_the_second_attempt(t).await?;
        t.merchant.press("Finish").await?;
        t.exit().await?;
        let inline = comparable(t.seen().await?);

        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Inline, &company, json!({})).await?;
        t.merchant.in_frame(async || connects_at_the_second_attempt(t).await).await?;
        t.merchant.leave_frame_by("Finish").await?;
        t.exit().await?;
        assert!(inline.len() > 20, "{inline:?}");
        assert_eq!(comparable(t.seen().await?), inline);
        Ok(())
    });
}

#[test]
fn closing_in_the_frame_asks_and_exits_once() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Modal, &company, json!({})).await?;
        t.merchant
            .in_frame(async || {
                t.merchant.agree().await?;
                t.merchant.press_escape().await?;
                t.merchant.wait_for_text("Leave without connecting?").await?;
                t.merchant.press("Finish connecting").await?;
                t.merchant.wait_for_screen("CREDENTIAL").await
            })
            .await?;
        // The page asks as well.
        is_open(t).await?;
        in_page::<Value>(t, "link.exit(); return null").await?;
        t.merchant.in_frame(async || t.merchant.wait_for_text("Leave without connecting?").await).await?;
        t.merchant.leave_frame_by("Exit without saving").await?;
        assert_eq!(t.exit().await?, (None, "requires_credentials".into()));
        is_gone(t).await?;
        // And it opens again, with nothing of what was typed.
        t.merchant.press("Connect billing").await?;
        t.merchant.in_frame(async || t.merchant.wait_for_title("Connect your commerce platform").await).await
    });
}

/// Over the page, with the focus where the merchant now is.
async fn is_in_focus(t: &Scenario) -> Result<()> {
    let company = t.api.company(None).await?;
    t.embed_isolated(Page::Modal, &company, json!({})).await?;
    is_open(t).await?;
    wait::for_value("focus", Some("IFRAME".to_owned()), async || t.merchant.focus().await).await
}

#[test]
fn the_focus_goes_into_the_frame_and_comes_back() {
    in_every_engine(async |t| {
        is_in_focus(t).await?;
        assert_eq!(in_page::<String>(t, "return all('iframe')[0].title").await?, "Connect to Maxio");
        t.merchant.leave_frame_by("Close").await?;
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        is_gone(t).await?;
        assert_eq!(in_page::<String>(t, "return document.activeElement.id").await?, "connect");
        Ok(())
    });
}

#[test]
fn in_the_frame_the_focus_is_on_the_title() {
    in_every_engine(async |t| {
        is_in_focus(t).await?;
        t.merchant
            .in_frame(async || {
                t.merchant.wait_for_focus("title").await?;
                assert_ne!(in_page::<String>(t, "return document.title").await?, "");
                Ok(())
            })
            .await
    });
}

#[test]
fn within_the_page_the_frame_takes_no_focus_by_itself() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Inline, &company, json!({})).await?;
        is_open(t).await?;
        assert_eq!(in_page::<String>(t, "return document.activeElement.tagName").await?, "BODY");
        Ok(())
    });
}

#[test]
fn the_frame_grows_with_link_and_has_no_scroll_bars() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Inline, &company, json!({})).await?;
        let fits = async |screen: &str| {
            // [needed, there] in the frame's own pixels, down and across.
            let script = "const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
                const link = shown('.link').getBoundingClientRect();
                return [Math.max(scrollHeight, Math.ceil(link.bottom)), clientHeight, scrollWidth, clientWidth]";
            wait::for_some(&format!("a frame as high as {screen}"), async || {
                t.merchant
                    .in_frame(async || {
                        t.merchant.wait_for_screen(screen).await?;
                        let [height, room, width, breadth]: [u32; 4] = in_page(t, script).await?;
                        // Nor more room than a margin's worth: it shrinks as well.
                        Ok((height <= room && room <= height + 4 && width <= breadth).then_some(()))
                    })
                    .await
            })
            .await
        };
        for width in [320, 1100] {
            t.merchant.browser.driver.set_window_rect(0, 0, width, 900).await?;
            fits("SELECT_INTEGRATION").await?;
            t.merchant.in_frame(async || t.merchant.agree().await).await?;
            fits("CREDENTIAL").await?;
            t.merchant
                .in_frame(async || {
                    t.merchant.press("Back").await?;
                    t.merchant.wait_for_screen("CONSENT").await?;
                    t.merchant.press("Back").await
                })
                .await?;
            fits("SELECT_INTEGRATION").await?;
        }
        Ok(())
    });
}

#[test]
fn over_the_page_the_frame_has_no_scroll_bars() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Modal, &company, json!({})).await?;
        t.merchant.in_frame(async || t.merchant.agree().await).await?;
        for width in [320, 1100] {
            t.merchant.browser.driver.set_window_rect(0, 0, width, 900).await?;
            let script =
                "const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
                return [scrollHeight, clientHeight, scrollWidth, clientWidth, innerWidth]";
            // The frame may learn of it later than the page, and the other way round.
            wait::for_some("a frame as wide as the window, and nothing to scroll", async || {
                let sizes: [u32; 5] = t.merchant.in_frame(async || in_page(t, script).await).await?;
                let [height, room, breadth, across, frame] = sizes;
                let window: u32 = in_page(t, "return document.documentElement.clientWidth").await?;
                let fits = height <= room && breadth <= across && frame >= window;
                ensure!(fits, "{sizes:?} in a window of {window}");
                Ok(Some(()))
            })
            .await?;
        }
        Ok(())
    });
}

#[test]
fn a_theme_passes_through_and_the_page_shines_through() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        for (theme, surface) in [("dark", "rgb(23, 26, 33)"), ("light", "rgb(255, 255, 255)")] {
            t.embed_isolated(Page::Modal, &company, json!({"theme": theme})).await?;
            let seen: [String; 3] = t
                .merchant
                .in_frame(async || {
                    t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
                    in_page(
                        t,
                        "const root = getComputedStyle(document.documentElement);
                        return [getComputedStyle(shown('.link')).backgroundColor, root.backgroundColor, root.colorScheme]",
                    )
                    .await
                })
                .await?;
            assert_eq!(seen, [surface, "rgba(0, 0, 0, 0)", theme]);
            let outside: String = in_page(t, "return getComputedStyle(all('iframe')[0]).colorScheme").await?;
            assert_eq!(outside, theme, "of another scheme, the frame would not be transparent");
        }
        Ok(())
    });
}

#[test]
fn reconnecting_shows_the_site_and_keeps_the_connection() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.api.post_credentials(&company, key("admin")?, "acme").await?;
        let id = t.api.connections(&company).await?[0]["id"].clone();
        t.embed_isolated(Page::Modal, &company, json!({"connectionId": id})).await?;
        t.merchant
            .in_frame(async || {
                t.merchant.wait_for_title("Your Maxio credentials").await?;
                t.merchant.wait_for_text("acme.chargify.com").await?;
                t.merchant.type_key(key("admin2")?).await?;
                t.merchant.press("Continue").await?;
                t.merchant.wait_for_screen("CONNECTED").await
            })
            .await?;
        t.merchant.leave_frame_by("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        assert_eq!(t.calls("onSuccess").await?[0][0]["id"], id);
        assert_eq!(t.api.connections(&company).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_connection_of_another_company_cannot_be_reconnected() {
    in_chromium(async |t| {
        let (company, other) = (t.api.company(None).await?, t.api.company(None).await?);
        t.api.post_credentials(&other, key("admin")?, "acme").await?;
        let id = t.api.connections(&other).await?[0]["id"].clone();
        t.embed_isolated(Page::Modal, &company, json!({"connectionId": id})).await?;
        t.merchant
            .in_frame(async || t.merchant.wait_for_title("Connecting is not set up correctly").await)
            .await?;
        t.merchant.leave_frame_by("Close").await?;
        assert_eq!(t.exit().await?, (Some("INVALID_FIELD".into()), "failed".into()));
        assert_eq!(t.events().await?, ["ERROR", "EXIT"]);
        is_gone(t).await
    });
}

#[test]
fn a_token_that_was_refused_is_asked_for_once_more() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        let good = t.api.token(&company).await?;
        // For the session, then for the credentials; the second of each is good.
        let tokens = ["old".to_owned(), good.clone(), "old".to_owned(), good];
        t.embed_isolated_with(Page::Modal, tokens.into(), json!({})).await?;
        connects(t, None).await?;
        t.merchant.leave_frame_by("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        assert_eq!(t.page.tokens_given(), 4);
        Ok(())
    });
}

#[test]
fn a_token_that_stays_refused_is_said_before_anything_is_typed() {
    in_chromium(async |t| {
        t.embed_isolated_with(Page::Inline, vec!["old".into()], json!({})).await?;
        t.merchant.in_frame(async || t.merchant.wait_for_title("This link has expired").await).await?;
        t.merchant.leave_frame_by("Close").await?;
        assert_eq!(t.exit().await?, (Some("INVALID_LINK_TOKEN".into()), "failed".into()));
        assert_eq!(t.page.tokens_given(), 2);
        Ok(())
    });
}

#[test]
fn a_page_that_has_no_token_is_told_so() {
    in_chromium(async |t| {
        t.expect_in_console("option `token` must be a company token");
        t.embed_isolated_with(Page::Modal, Vec::new(), json!({})).await?;
        t.merchant.wait_for_title("Connecting is not set up correctly").await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("INVALID_CONFIG".into()), "failed".into()));
        Ok(())
    });
}

#[test]
fn a_function_that_gives_no_token_is_named() {
    in_chromium(async |t| {
        t.expect_in_console("option `token` gave no token");
        t.page.give_tokens(vec!["unused".into()]);
        t.merchant.open(&page_of(t)).await?;
        update(t, "{ token: () => undefined }").await?;
        t.merchant.press("Connect billing").await?;
        t.merchant
            .in_frame(async || t.merchant.wait_for_title("We could not reach Northwind Lending").await)
            .await?;
        t.merchant.leave_frame_by("Close").await?;
        assert_eq!(t.exit().await?, (Some("NETWORK_FAILED".into()), "failed".into()));
        Ok(())
    });
}

#[test]
fn leaving_while_there_is_nothing_to_see_is_an_exit_too() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        // A token that never comes.
        let head = "<script>const wait = window.fetch; window.fetch = (what, ...more) =>
            String(what).endsWith('/token') ? new Promise(() => {}) : wait(what, ...more)</script>";
        t.page.add_to_head(head);
        t.embed_isolated(Page::Modal, &company, json!({})).await?;
        t.merchant
            .in_frame(async || {
                wait::for_some("Loading", async || {
                    Ok(in_page::<bool>(t, "return shown('.loading') !== undefined").await?.then_some(()))
                })
                .await
            })
            .await?;
        t.merchant.leave_frame_by("Close").await?;
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        is_gone(t).await
    });
}

#[test]
fn by_force_link_ends_at_once_wherever_it_is() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::TakenAway);
        let company = t.api.company(Some("acme")).await?;
        // Before the frame is there, at the permissions, and while the key is being checked.
        let force = "link.exit({ force: true });
            return [window.seen.filter((seen) => seen.name === 'onExit').map((seen) => seen.values[1].status),
              all('iframe, dialog[open]').length]";
        t.embed_isolated(Page::Modal, &company, json!({})).await?;
        let at_once: Value = in_page(t, force).await?;
        assert_eq!(at_once, json!([["requires_selection"], 0]));

        t.merchant.press("Connect billing").await?;
        t.merchant
            .in_frame(async || {
                t.merchant.wait_for_title("Connect your commerce platform").await?;
                t.merchant.press("Next").await?;
                t.merchant.wait_for_title("Connect to Maxio").await
            })
            .await?;
        wait::for_some("the permissions to be told", async || {
            Ok(t.events()
                .await?
                .ends_with(&["SELECT_INTEGRATION", "TRANSITION_VIEW"].map(str::to_owned))
                .then_some(()))
        })
        .await?;
        let at_once: Value = in_page(t, force).await?;
        assert_eq!(at_once, json!([["requires_selection", "requires_consent"], 0]));
        assert_eq!(t.events().await?.iter().rev().take(2).collect::<Vec<_>>(), ["EXIT", "DECLINE_CONSENT"]);

        // What the first says of its end comes after the second has begun.
        t.merchant.press("Connect billing").await?;
        t.merchant.in_frame(async || t.merchant.wait_for_screen("SELECT_INTEGRATION").await).await?;
        in_page::<Value>(t, "link.exit({ force: true }); link.open(); return null").await?;
        t.merchant
            .in_frame(async || {
                t.merchant.agree().await?;
                t.merchant.type_key(key("stuck")?).await?;
                t.merchant.press("Continue").await?;
                t.merchant.wait_for_screen("LOADING").await
            })
            .await?;
        wait::for_some("the submission to be told", async || {
            Ok(t.events().await?.contains(&"SUBMIT_CREDENTIALS".to_owned()).then_some(()))
        })
        .await?;
        // Removed, it says the same; and nothing is left.
        let removed = "link.destroy();
            return [window.seen.filter((seen) => seen.name === 'onExit').map((seen) => seen.values[1].status).at(-1),
              all('iframe, dialog, maxio-link').length]";
        let at_once: Value = in_page(t, removed).await?;
        assert_eq!(at_once, json!(["connecting", 0]));
        Ok(())
    });
}

#[test]
fn a_frame_that_is_loaded_anew_begins_again() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Inline, &company, json!({})).await?;
        t.merchant.in_frame(async || t.merchant.agree().await).await?;
        is_open(t).await?;
        // A frame that is moved is loaded anew by the browser.
        let moved = "const main = document.createElement('main'); document.body.append(main);
            main.append(document.querySelector('maxio-link')); return null";
        in_page::<Value>(t, moved).await?;
        // What was there before may still be seen for a moment.
        wait::for_value("openings", 2, async || {
            Ok(t.events().await?.iter().filter(|event| *event == "OPEN").count())
        })
        .await?;
        connects(t, Some("acme")).await?;
        t.merchant.leave_frame_by("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        Ok(())
    });
}

#[test]
fn an_address_that_is_no_servers_is_never_framed() {
    in_chromium(async |t| {
        t.expect_in_console("option `hostedUrl` must be");
        let company = t.api.company(Some("acme")).await?;
        t.page.give_tokens(vec![t.api.token(&company).await?]);
        t.merchant.open(&page_of(t)).await?;
        update(t, "{ hostedUrl: 'http://example.com' }").await?;
        t.merchant.press("Connect billing").await?;
        t.merchant.wait_for_title("Connecting is not set up correctly").await?;
        assert_eq!(in_page::<u32>(t, "return all('iframe').length").await?, 0);
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("INVALID_CONFIG".into()), "failed".into()));
        // Mended, it is a frame again.
        let mend = format!("link.update({{ hostedUrl: '{}' }}); link.open(); return null", t.api.origin());
        in_page::<Value>(t, &mend).await?;
        connects(t, None).await
    });
}

/// Sets options, once the page has made its Link.
async fn update(t: &Scenario, options: &str) -> Result<()> {
    let script = format!("window.link?.update({options}); return window.link !== undefined");
    wait::for_value("update", true, async || in_page::<bool>(t, &script).await).await
}

/// A page that has not been opened yet.
fn page_of(t: &Scenario) -> String {
    let options = json!({"mode": "isolated", "hostedUrl": t.api.origin()});
    t.page.with_options(Page::Modal, options.as_object().cloned().unwrap_or_default())
}

#[test]
fn a_frame_that_waits_to_be_opened_has_loaded_what_it_then_needs() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        t.page.give_tokens(vec![t.api.token(&company).await?]);
        t.merchant.open(&page_of(t)).await?;
        wait::for_value("onLoad", 1, async || Ok(t.calls("onLoad").await?.len())).await?;
        let frame = t.merchant.browser.element("return all('iframe')[0]", []).await?.context("no frame")?;
        t.merchant.browser.enter_frame(&frame).await?;
        let too_late = "const { fetch } = window;
            window.fetch = (what, ...more) =>
              String(what).endsWith('.wasm') ? Promise.reject(new Error('too late')) : fetch(what, ...more);
            return null";
        in_page::<Value>(t, too_late).await?;
        t.merchant.browser.leave_frame().await?;
        t.merchant.press("Connect billing").await?;
        t.merchant.in_frame(async || t.merchant.wait_for_screen("SELECT_INTEGRATION").await).await
    });
}

/// Where an engine says nothing of a frame that does not come, Link waits 20 s for it.
const UNTIL_GIVEN_UP: Duration = Duration::from_secs(60);

async fn falls_back(t: &Scenario, company: &Company) -> Result<()> {
    t.expect_in_console("LOAD_FAILED");
    wait::within(UNTIL_GIVEN_UP, "the fallback", async || {
        Ok(t.events().await?.contains(&"ERROR".to_owned()).then_some(()))
    })
    .await?;
    let error = t.calls("onEvent").await?.pop().unwrap_or_default()[1].clone();
    let message = error["error_message"].as_str().unwrap_or_default().to_owned();
    assert!(message.contains("`hostedUrl`") && message.contains("frame-src"), "{message}");
    t.merchant.press("Close").await?;
    assert_eq!(t.exit().await?, (Some("LOAD_FAILED".into()), "failed".into()));
    is_gone(t).await?;
    assert!(t.api.connections(company).await?.is_empty());
    Ok(())
}

#[test]
fn a_page_of_an_origin_that_is_not_allowed_gets_no_frame() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Frame);
        let company = t.api.company(None).await?;
        t.page.move_to_other_origin();
        t.embed_isolated(Page::Modal, &company, json!({})).await?;
        falls_back(t, &company).await
    });
}

#[test]
fn a_page_whose_policy_blocks_the_frame_says_so_and_trying_again_works() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Frame);
        t.page.restrict("frame-src 'none'");
        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Inline, &company, json!({})).await?;
        falls_back(t, &company).await
    });
}

#[test]
fn a_server_that_is_down_is_said_and_trying_again_works_when_it_is_back() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        // The widget from a copy of the partner's own; only the frame comes from the server.
        t.expect_in_console("LOAD_FAILED");
        t.page.take_widget_from_copy(maxio_link_e2e::OwnCopy::Whole);
        t.page.give_tokens(vec![t.api.token(&company).await?]);
        t.stop_server().await?;
        t.merchant.open(&page_of(t)).await?;
        t.merchant.press("Connect billing").await?;
        wait::within(UNTIL_GIVEN_UP, "the fallback", async || {
            Ok((t.merchant.title().await?.as_deref() == Some("Connecting could not be started"))
                .then_some(()))
        })
        .await?;
        t.start_server().await?;
        t.merchant.press("Try again").await?;
        connects(t, None).await?;
        t.merchant.leave_frame_by("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        Ok(())
    });
}

#[test]
fn under_a_policy_of_nothing_but_what_it_needs_the_frame_works() {
    in_every_engine(async |t| {
        let (page, server) = (t.page.origin.clone(), t.api.origin().to_owned());
        // No WebAssembly in the page, no style but its own, and no connection but for its token.
        let policy = format!(
            "default-src 'none'; script-src {page} {server}; style-src 'self'; frame-src {server}; connect-src {page} \
             {server}"
        );
        t.page.restrict(&policy);
        let company = t.api.company(None).await?;
        t.embed_isolated(Page::Strict, &company, json!({"theme": "dark"})).await?;
        connects(t, Some("acme")).await?;
        t.merchant.leave_frame_by("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        let violations =
            t.seen().await?.into_iter().filter(|seen| seen["kind"] == "violation").collect::<Vec<_>>();
        assert!(violations.is_empty(), "{violations:?}");
        Ok(())
    });
}

#[test]
fn a_page_that_is_isolated_from_other_origins_takes_the_frame() {
    in_every_engine(async |t| {
        t.page.add_header("cross-origin-opener-policy", "same-origin");
        t.page.add_header("cross-origin-embedder-policy", "require-corp");
        let company = t.api.company(Some("acme")).await?;
        t.embed_isolated(Page::Inline, &company, json!({})).await?;
        connects(t, None).await?;
        assert!(in_page::<bool>(t, "return crossOriginIsolated").await?);
        t.merchant.leave_frame_by("Finish").await
    });
}

#[test]
fn opened_by_itself_the_frames_page_says_where_it_belongs() {
    in_chromium(async |t| {
        t.merchant.open(&format!("{}/frame", t.api.origin())).await?;
        t.merchant.wait_for_title("This page needs a Link URL").await
    });
}

/// Everything that a page must not decide, aimed at somebody else.
fn redirecting(evil: &str) -> Value {
    json!({
        "endpoint": evil, "headers": {"x-evil": "1"}, "credentials": "include", "companyName": "Evil Ltd",
        "platformKey": "evil", "siteField": "hide", "site": "evil", "environment": "EU",
        "permissions": {"access": {"body": "Everything"}}, "text": {"consentAgree": "Sure"},
        "logo": "https://evil.example/logo.png", "supportUrl": "https://evil.example/",
        "privacyUrl": "https://evil.example/", "termsUrl": "https://evil.example/", "timeoutMs": 1000
    })
}

#[test]
fn a_page_that_tries_to_redirect_the_key_gets_warnings_and_the_key_stays() {
    in_every_engine(async |t| {
        t.expect_in_console("is ignored");
        let evil = Endpoint::start([Answer::linked()]).await?;
        let company = t.api.company(None).await?;
        t.page.add_to_head("<script src='spy.js'></script>");
        t.embed_isolated(Page::Modal, &company, redirecting(&evil.url)).await?;
        // What a frame of another origin says is not in the console that WebDriver reads.
        let listen = "window.warned = []; console.warn = (text) => window.warned.push(text); return null";
        t.merchant
            .in_frame(async || {
                t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
                in_page::<Value>(t, listen).await
            })
            .await?;

        // By its own end of the channel, by channels of its own, and through another frame.
        let forge = "
            const evil = arguments[0];
            const frame = all('iframe')[0];
            const origin = arguments[1];
            const port = window.ports.at(-1);
            port.postMessage(['open', evil, true]);
            port.postMessage(['endpoint', evil.endpoint]);
            port.postMessage(['token', 1, 'forged']);
            for (const message of ['maxio-link:connect:1', { type: 'maxio-link:connect:1', ...evil }, evil]) {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = ({ data }) => window.overheard.push('stolen ' + JSON.stringify(data));
              frame.contentWindow.postMessage(message, origin, [port2]);
            }
            // A frame that nobody has spoken to yet, and a stranger that does so from beside it.
            window.bare = document.createElement('iframe');
            bare.src = origin + '/frame';
            const stranger = document.createElement('iframe');
            stranger.srcdoc = `<script>
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = ({ data }) => parent.postMessage('stolen ' + JSON.stringify(data), '*');
              parent.bare.contentWindow.postMessage('maxio-link:connect:1', '*', [port2]);
              parent.postMessage('tried', '*');
            </script>`;
            bare.addEventListener('load', () => document.body.append(stranger));
            document.body.append(bare);
            let looked;
            try { looked = String(frame.contentWindow.document); } catch (error) { looked = error.name; }
            return [looked, frame.src]";
        let [looked, address]: [String; 2] =
            t.merchant.browser.script(forge, [redirecting(&evil.url), json!(t.api.origin())]).await?;
        assert_eq!(looked, "SecurityError");
        assert_eq!(address, format!("{}/frame", t.api.origin()), "nothing but the address is in the address");

        wait::for_some("the stranger to have tried", async || {
            let overheard: Vec<String> = in_page(t, "return window.overheard").await?;
            Ok(overheard.iter().any(|heard| heard.contains("tried")).then_some(()))
        })
        .await?;
        connects(t, Some("acme")).await?;
        let warned: Vec<String> =
            t.merchant.in_frame(async || in_page(t, "return window.warned").await).await?;
        let ignored = |name| format!("maxio-link: `{name}` from the page is ignored: this server decides it");
        assert_eq!(warned, ["open", "endpoint"].map(ignored));
        success(t).await?;
        let overheard: Vec<String> = in_page(t, "return window.overheard").await?;
        let log = overheard.join("\n");
        let heard = ("messages that the spy heard".to_owned(), log.clone().into_bytes());
        Secrets::of("Maxio API key", key("admin")?).are_not_in(&[heard])?;
        assert!(log.contains("from the frame: [\"success\""), "the spy hears results: {log}");
        assert!(!log.contains("stolen"), "{log}");
        assert!(evil.received().is_empty(), "nothing was sent elsewhere");

        let console: String =
            t.merchant.browser.console().await?.iter().map(|line| format!("{line}\n")).collect();
        for (name, _) in redirecting("").as_object().unwrap_or(&Map::new()) {
            assert!(console.contains(&format!("`{name}` is ignored")), "no warning of {name}: {console}");
        }
        t.merchant.leave_frame_by("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        let connections = t.api.connections(&company).await?;
        assert_eq!(connections[0]["integrationKey"], "mxio");
        assert_eq!(connections[0]["connectionInfo"]["subdomain"], "acme");
        Ok(())
    });
}

#[test]
fn a_page_with_a_client_of_its_own_decides_no_more_than_link_would() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::SaysInFrame("from the page is ignored: this server decides it"));
        let evil = Endpoint::start([Answer::linked()]).await?;
        let company = t.api.company(None).await?;
        let token = t.api.token(&company).await?;
        let own = json!({"endpoint": evil.url}).as_object().cloned().unwrap_or_default();
        t.merchant.open(&t.page.with_options(Page::Strict, own)).await?;
        let client = "const [evil, token, origin] = arguments;
            const frame = document.createElement('iframe');
            frame.title = 'Looks like Link';
            frame.style.cssText = 'width: 900px; height: 1200px';
            frame.src = origin + '/frame';
            frame.addEventListener('load', () => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = ({ data: [name, question] }) => {
                if (name === 'ready') port1.postMessage(['open', { ...evil, theme: 'dark' }, false]);
                if (name === 'token') port1.postMessage(['token', question, token]);
              };
              frame.contentWindow.postMessage('maxio-link:connect:1', origin, [port2]);
            });
            document.body.append(frame);
            return null";
        let arguments = [redirecting(&evil.url), json!(token), json!(t.api.origin())];
        t.merchant.browser.script::<Value>(client, arguments).await?;
        t.merchant
            .in_frame(async || {
                t.merchant.wait_for_title("Connect your commerce platform").await?;
                t.merchant.press("Next").await?;
                t.merchant.wait_for_text("Northwind Lending").await?;
                let text = t.merchant.text().await?;
                assert!(
                    !text.contains("Evil") && !text.contains("Sure") && !text.contains("Everything"),
                    "{text}"
                );
                t.merchant.press("Next").await?;
                // The page would have hidden it.
                t.merchant.type_site("acme").await?;
                t.merchant.type_key(key("admin")?).await?;
                t.merchant.press("Continue").await?;
                t.merchant.wait_for_screen("CONNECTED").await
            })
            .await?;
        assert!(evil.received().is_empty(), "nothing was sent elsewhere");
        assert_eq!(t.api.connections(&company).await?[0]["connectionInfo"]["subdomain"], "acme");
        Ok(())
    });
}
