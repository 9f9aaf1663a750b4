//! Wrong options, and a widget that does not load.

use crate::first_screen::slow_down;
use anyhow::{Context, Result};
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, OwnCopy, Page, Scenario, in_chromium, in_every_engine, scenario::key, wait,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn a_wrong_option_is_named_and_nothing_half_works() {
    in_chromium(async |t| {
        t.expect_in_console("option `timeoutMs` must be milliseconds");
        t.expect_in_console("option `siteField` must be");
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({"timeoutMs": 5, "siteField": "sometimes"})).await?;
        t.merchant.wait_for_title("Connecting is not set up correctly").await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("INVALID_CONFIG".into()), "failed".into()));
        assert!(endpoint.received().is_empty());
        Ok(())
    });
}

#[test]
fn an_endpoint_that_would_send_the_key_in_the_clear_is_refused() {
    in_chromium(async |t| {
        t.expect_in_console("option `endpoint` must be an https address");
        t.embed_with(Page::Inline, "http://api.example.com/connect", json!({})).await?;
        t.merchant.wait_for_title("Connecting is not set up correctly").await?;
        let errors: Vec<_> = t.events().await?.into_iter().filter(|name| name == "ERROR").collect();
        assert_eq!(errors.len(), 1);
        Ok(())
    });
}

/// The first attempt to load is that of the script itself, in good time; the second is that of opening Link.
const UNTIL_SHOWN: usize = 2;
#[test]
fn a_modal_that_cannot_load_says_so_and_trying_again_works() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        t.expect_in_console("LOAD_FAILED");
        // A 503 is not what the integrity promises either.
        t.expect_in_console(Complaint::Integrity);
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.page.take_widget_from_copy(OwnCopy::Flaky(UNTIL_SHOWN));
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title("Connecting could not be started").await?;
        t.merchant.try_again_until_open().await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        Ok(())
    });
}

#[test]
fn a_page_that_ends_link_as_it_is_told_of_an_error_hears_of_the_end_last() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        t.expect_in_console("LOAD_FAILED");
        t.expect_in_console(Complaint::Integrity);
        let endpoint = Endpoint::start([]).await?;
        t.page.take_widget_from_copy(OwnCopy::Flaky(usize::MAX));
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title("Connecting could not be started").await?;
        t.merchant.press("Close").await?;
        let script = "seen.length = 0; link.update({ onEvent: (name) => name === 'ERROR' && link.exit({ force: true }) });
            link.open(); return null";
        t.merchant.browser.script::<Value>(script, []).await?;
        t.exit().await?;
        let told: Vec<_> = t.seen().await?.into_iter().filter(|seen| seen["kind"] == "event").collect();
        let order: Vec<_> = told
            .iter()
            .map(|seen| {
                seen["values"][0]["eventName"].as_str().unwrap_or_else(|| seen["name"].as_str().unwrap())
            })
            .collect();
        assert_eq!(order, ["ERROR", "EXIT", "link-exit"]);
        Ok(())
    });
}

#[test]
fn an_element_that_cannot_load_is_closed_with_an_exit() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        t.expect_in_console("LOAD_FAILED");
        // A 503 is not what the integrity promises either.
        t.expect_in_console(Complaint::Integrity);
        let endpoint = Endpoint::start([]).await?;
        t.page.take_widget_from_copy(OwnCopy::Flaky(usize::MAX));
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title("Connecting could not be started").await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("LOAD_FAILED".into()), "failed".into()));
        assert_eq!(t.events().await?, ["ERROR", "EXIT"]);
        Ok(())
    });
}

#[test]
fn the_hosted_page_downloads_each_file_once() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.wait_for_title("Connect your commerce platform").await?;
        // What the server says of an answer comes a little later than the answer.
        let answers = async |file: &str| {
            let log = t.server_log().await;
            log.lines().filter(|line| line.contains(file) && line.contains("answered status=200")).count()
        };
        for file in ["maxio-link.wasm", "maxio-link.js", "page.js", "page.css"] {
            wait::for_value(file, 1, async || Ok(answers(file).await)).await?;
        }
        Ok(())
    });
}

/// When a request was made and when its answer had come, of each by the end of its address; milliseconds of the page.
async fn timings(t: &Scenario, files: &[&str]) -> Result<Vec<(f64, f64)>> {
    let script = "return JSON.stringify(arguments[0].map((file) => {
        const all = performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.endsWith(file));
        if (all.length !== 1) throw new Error(`${all.length} of ${file}`);
        return [all[0].startTime, all[0].responseEnd];
    }))";
    let text: String = t.merchant.browser.driver.execute(script, vec![json!(files)]).await?.convert()?;
    Ok(serde_json::from_str(&text)?)
}

#[test]
fn the_hosted_page_asks_for_all_that_it_needs_at_once() {
    in_chromium(async |t| {
        let company = t.api.company(None).await?;
        slow_down(t).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let files = ["/maxio-link.wasm", "/maxio-link.js", "/page.js", "/page.css", "/session"];
        let timings = timings(t, &files).await?;
        let (&(asked, _), loaded) = timings.split_last().context("nothing was loaded")?;
        let last_begun = loaded.iter().map(|(begin, _)| *begin).fold(0.0, f64::max);
        let first_ended = loaded.iter().map(|(_, end)| *end).fold(f64::INFINITY, f64::min);
        assert!(last_begun < first_ended, "one after the other: {files:?} {timings:?}");
        // The wasm, which is the first of them.
        assert!(asked < loaded[0].1, "no session before Link has loaded: {files:?} {timings:?}");
        Ok(())
    });
}

/// Lets the wasm come when the page says `come()`.
const HELD: &str = "<script>
    const browsers = window.fetch;
    const held = new Promise((resolve) => (window.come = resolve));
    window.fetch = async (address, init) => {
        if (String(address).endsWith('.wasm')) await held;
        return browsers(address, init);
    };</script>";

async fn waits(t: &Scenario) -> Result<()> {
    let look = async || t.merchant.browser.script("return shown('.waiting') !== undefined", []).await;
    wait::for_value("something while it loads", true, look).await
}

async fn is_there_and_can_be_left_before_it_has_loaded(t: &Scenario, page: Page) -> Result<()> {
    t.page.add_to_head(HELD);
    let endpoint = Endpoint::start([Answer::linked()]).await?;
    t.embed_with(page, &endpoint.url, json!({})).await?;
    waits(t).await?;
    t.merchant.press("Close").await?;
    assert_eq!(t.exit().await?, (None, "requires_selection".into()));
    assert_eq!(t.merchant.text().await?, "");
    assert_eq!(t.events().await?, ["EXIT"]);
    let run = async |script: &str| t.merchant.browser.script::<Value>(script, []).await;
    run("(window.link ?? document.querySelector('maxio-link')).open(); return null").await?;
    waits(t).await?;
    // Where it is in the first frames of either: what was there need not arrive once more.
    let look = "shown('.link').getAnimations().forEach((one) => one.finish());
        window.places = [];
        const look = () => requestAnimationFrame(() => setTimeout(() => {
            const link = shown('.link');
            const { left, top, width, height } = link?.getBoundingClientRect() ?? {};
            places.push([link?.dataset.screen ?? '-', left, top, width, height].join(' '));
            look();
        }));
        look();
        come();
        return null";
    run(look).await?;
    t.merchant.wait_for_title("Connect your commerce platform").await?;
    let places = wait::for_some("frames of it", async || {
        let places: Vec<String> = t.merchant.browser.script("return places", []).await?;
        Ok(Some(places).filter(|places| places.iter().filter(|place| !place.starts_with('-')).count() > 2))
    })
    .await?;
    let distinct: BTreeSet<_> =
        places.iter().filter_map(|place| place.split_once(' ')).map(|(_, at)| at).collect();
    assert_eq!(distinct.len(), 1, "{places:?}");
    t.merchant.connect(key("admin")?).await
}

#[test]
fn a_modal_is_there_and_can_be_left_before_it_has_loaded() {
    in_every_engine(async |t| is_there_and_can_be_left_before_it_has_loaded(t, Page::Modal).await);
}

#[test]
fn an_element_is_there_and_can_be_left_before_it_has_loaded() {
    in_chromium(async |t| is_there_and_can_be_left_before_it_has_loaded(t, Page::Inline).await);
}

#[test]
fn a_page_that_ends_link_while_it_loads_is_told_so_once() {
    in_chromium(async |t| {
        t.page.add_to_head(HELD);
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({"connectionId": "c"})).await?;
        for (exits, end) in ["link.exit()", "link.exit({ force: true })", "link.destroy()"].iter().enumerate()
        {
            if exits > 0 {
                t.merchant.press("Connect billing").await?;
            }
            waits(t).await?;
            let script = format!("const was = link.isOpen; {end}; return [was, link.isOpen]");
            assert_eq!(t.merchant.browser.script::<[bool; 2]>(&script, []).await?, [true, false], "{end}");
            let told = t.calls("onExit").await?;
            assert_eq!(
                (told.len(), &told[exits][1]["status"]),
                (exits + 1, &json!("requires_credentials")),
                "{end}"
            );
        }
        Ok(())
    });
}

#[test]
fn who_leaves_while_link_is_tried_again_has_left_once() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        t.expect_in_console("LOAD_FAILED");
        t.expect_in_console(Complaint::Integrity);
        let endpoint = Endpoint::start([]).await?;
        t.page.take_widget_from_copy(OwnCopy::Flaky(UNTIL_SHOWN));
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title("Connecting could not be started").await?;
        let hold = "const browsers = window.fetch;
            window.fetch = (address, init) => String(address).endsWith('.wasm') ? new Promise(() => {}) : browsers(address, init);
            return null";
        t.merchant.browser.script::<Value>(hold, []).await?;
        t.merchant.press("Try again").await?;
        waits(t).await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("LOAD_FAILED".into()), "failed".into()));
        assert_eq!(t.events().await?, ["ERROR", "EXIT"]);
        Ok(())
    });
}

#[test]
fn what_nobody_could_see_while_it_loads_does_not_block_the_page() {
    in_chromium(async |t| {
        t.expect_in_console("something around the element is not displayed");
        t.page.add_to_head(HELD);
        t.page.put_around("<div style='display: none'>", "</div><button>Of the page</button>");
        t.embed_with(Page::Inline, &Endpoint::start([]).await?.url, json!({"mode": "modal"})).await?;
        let open = "return customElements.whenDefined('maxio-link')
            .then(() => { document.querySelector('maxio-link').open(); return null; })";
        t.merchant.browser.script::<Value>(open, []).await?;
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        t.merchant.press("Of the page").await
    });
}
