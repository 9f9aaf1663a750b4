//! What happens to a page while Link is in it: moved, adopted, hidden, left, printed, and back as it was.

use anyhow::Result;
use maxio_link_e2e::{
    Answer, Endpoint, Gate, Page, Scenario, endpoint::Fate, in_chromium, in_every_engine, scenario::key, wait,
};
use serde_json::{Value, json};
use thirtyfour::common::print::PrintParameters;

async fn run(t: &Scenario, script: &str) -> Result<()> {
    t.merchant.browser.script::<Value>(&format!("{script}; return null"), []).await.map(drop)
}

async fn ask<T: serde::de::DeserializeOwned>(t: &Scenario, script: &str) -> Result<T> {
    t.merchant.browser.script(script, []).await
}

/// With a key in its field, and an endpoint that will accept it.
async fn with_a_key(t: &Scenario, page: Page, options: Value) -> Result<Endpoint> {
    let endpoint = Endpoint::start([Answer::linked()]).await?;
    t.embed_with(page, &endpoint.url, options).await?;
    t.merchant.agree().await?;
    t.merchant.type_key(key("admin")?).await?;
    Ok(endpoint)
}

/// The merchant goes on where they were, and comes to the end.
async fn goes_on(t: &Scenario) -> Result<()> {
    assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?), "the key is still there");
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_screen("CONNECTED").await?;
    t.merchant.press("Finish").await?;
    assert_eq!(t.exit().await?, (None, "connected".into()));
    assert_eq!(t.calls("onSuccess").await?.len(), 1);
    Ok(())
}

/// Neither beside the page nor under it: the page behind is out of reach, and what was in focus may be again.
async fn is_modal(t: &Scenario) -> Result<()> {
    let script = "return all('.modal').map((dialog) => dialog.open && dialog.matches(':modal'))";
    wait::for_value("modal", vec![true], async || ask::<Vec<bool>>(t, script).await).await
}

#[test]
fn a_modal_that_is_moved_is_a_modal_again() {
    in_every_engine(async |t| {
        let _endpoint = with_a_key(t, Page::Modal, json!({})).await?;
        run(t, "document.body.prepend(all('dialog')[0].getRootNode().host)").await?;
        is_modal(t).await?;
        let inside = "return document.activeElement === all('dialog')[0].getRootNode().host";
        wait::for_value("focus in Link", true, async || ask::<bool>(t, inside).await).await?;
        goes_on(t).await
    });
}

#[test]
fn a_modal_whose_element_was_away_for_a_moment_is_closed_and_opens_again() {
    in_every_engine(async |t| {
        let endpoint = with_a_key(t, Page::Modal, json!({})).await?;
        run(t, "window.host = all('dialog')[0].getRootNode().host; window.host.remove()").await?;
        assert_eq!(t.exit().await?, (None, "requires_credentials".into()));
        run(t, "document.body.append(window.host); link.open()").await?;
        is_modal(t).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        assert_eq!(t.merchant.key_value().await?, None, "the key did not outlive the exit");
        assert!(endpoint.received().is_empty());
        Ok(())
    });
}

#[test]
fn an_element_that_is_removed_while_connecting_ends_the_request() {
    in_chromium(async |t| {
        let never = Gate::default();
        let endpoint = Endpoint::start([Answer::linked().behind(&never)]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        endpoint.wait_for(1).await?;
        run(t, "document.querySelector('maxio-link').remove()").await?;
        assert_eq!(t.exit().await?, (None, "connecting".into()));
        endpoint.wait_for_fate(0, Fate::Abandoned).await?;
        assert!(t.calls("onSuccess").await?.is_empty());
        Ok(())
    });
}

/// The colours and sizes that come from the style sheet, wherever the element is.
const DRESS: &str = "const style = (part) => getComputedStyle(window.element.shadowRoot.querySelector(part));
    return [style('.primary').backgroundColor, style('.title').fontSize, style('.link').borderTopLeftRadius, style('.link').display]";

#[test]
fn an_element_in_another_document_is_dressed_and_works_there_and_back() {
    in_every_engine(async |t| {
        t.page.put_around(
            "<iframe id='frame' title='another document' srcdoc='<!doctype html><main></main>'></iframe>",
            "",
        );
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        run(t, "window.element = document.querySelector('maxio-link')").await?;
        let at_home: Vec<String> = ask(t, DRESS).await?;

        run(t, "document.getElementById('frame').contentDocument.body.append(window.element)").await?;
        assert_eq!(ask::<Vec<String>>(t, DRESS).await?, at_home);
        run(t, "window.element.shadowRoot.querySelector('.primary').click()").await?;
        let screen = "return window.element.shadowRoot.querySelector('.link')?.dataset.screen ?? null";
        let consent = Some("CONSENT".to_owned());
        wait::for_value("screen", consent, async || ask::<Option<String>>(t, screen).await).await?;
        assert_eq!(ask::<Vec<String>>(t, DRESS).await?, at_home);

        run(t, "document.body.append(window.element)").await?;
        assert_eq!(ask::<Vec<String>>(t, DRESS).await?, at_home);
        t.merchant.wait_for_title("Connect to Maxio").await?;
        t.merchant.press("Next").await?;
        t.merchant.type_key(key("admin")?).await?;
        goes_on(t).await?;
        assert_eq!(t.calls("onLoad").await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_modal_in_another_document_is_a_modal_there() {
    in_every_engine(async |t| {
        t.page.put_around(
            "<iframe id='frame' title='another document' srcdoc='<!doctype html><main></main>'></iframe>",
            "",
        );
        t.embed_with(Page::Modal, &Endpoint::start([]).await?.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        run(
            t,
            "window.element = all('dialog')[0].getRootNode().host;
            document.getElementById('frame').contentDocument.body.append(window.element)",
        )
        .await?;
        let script = "return window.element.shadowRoot.querySelector('dialog').matches(':modal')";
        wait::for_value("modal", true, async || ask::<bool>(t, script).await).await?;
        run(t, "link.exit({ force: true })").await?;
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        Ok(())
    });
}

#[test]
fn link_loads_and_opens_in_a_tab_that_nobody_looks_at() {
    in_every_engine(async |t| {
        // What a browser does to a tab in the background: it is hidden, and no frame is drawn.
        t.page.add_to_head(
            "<script>
            Object.defineProperty(document, 'hidden', { get: () => true });
            Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
            window.requestAnimationFrame = () => 1;
            window.requestIdleCallback = () => 1;
            document.startViewTransition = undefined;
            </script>",
        );
        let _endpoint = with_a_key(t, Page::Modal, json!({})).await?;
        goes_on(t).await
    });
}

#[test]
fn link_loads_and_opens_in_a_window_that_is_minimised() {
    in_every_engine(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.merchant.open(&format!("{}/seen.js", t.page.origin)).await?;
        t.merchant.browser.driver.minimize_window().await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        assert!(ask::<bool>(t, "return document.hidden").await?);
        t.merchant.agree().await?;
        // A window that is minimised need not get the keyboard.
        t.merchant.paste_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn leaving_the_page_and_coming_back_finds_it_in_working_order() {
    in_every_engine(async |t| {
        t.page.add_to_head("<script>addEventListener('pageshow', (event) => { window.restored = event.persisted; })</script>");
        let _endpoint = with_a_key(t, Page::Modal, json!({})).await?;
        t.merchant.open(&format!("{}/seen.js", t.page.origin)).await?;
        let shown = async || ask::<Option<bool>>(t, "return window.restored ?? null").await;
        let driver = &t.merchant.browser.driver;
        driver.back().await?;
        let mut is_kept = wait::for_some("the page", shown).await?;
        // A page that was kept once must also bear it a second time.
        if is_kept {
            ask::<Value>(t, "delete window.restored; return null").await?;
            driver.forward().await?;
            let elsewhere = "return location.pathname === '/seen.js' && document.readyState === 'complete'";
            wait::for_value("the other page", true, async || ask::<bool>(t, elsewhere).await).await?;
            driver.back().await?;
            is_kept = wait::for_some("the page", shown).await?;
        }
        // A browser that kept the page gives it back as it was; one that did not loads it again.
        if is_kept {
            t.merchant.wait_for_screen("CREDENTIAL").await?;
            is_modal(t).await?;
            assert!(t.calls("onExit").await?.is_empty());
            // WebKit empties what it covers with dots.
            if t.merchant.key_value().await?.as_deref() == Some("") {
                t.merchant.press("Continue").await?;
                t.merchant.wait_for_key_error("Paste your API key").await?;
                t.merchant.type_key(key("admin")?).await?;
            }
        } else {
            t.merchant.press("Connect billing").await?;
            t.merchant.agree().await?;
            assert_eq!(t.merchant.key_value().await?.as_deref(), Some(""), "a key is kept nowhere");
            t.merchant.type_key(key("admin")?).await?;
        }
        goes_on(t).await
    });
}

#[test]
fn going_from_view_to_view_leaves_one_link_and_tells_each_thing_once() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let views = "
            const { endpoint } = document.querySelector('maxio-link');
            document.querySelector('maxio-link').remove();
            window.told = [];
            const told = (view) => (what) => window.told.push(view + ' ' + what);
            const view = async (number, wait) => {
                history.pushState(null, '', '#view-' + number);
                const view = document.createElement('section');
                const link = document.createElement('maxio-link');
                const tell = told(number);
                const opened = new Promise((resolve) => {
                    Object.assign(link, { endpoint, onLoad: () => tell('load'), onExit: () => tell('exit'),
                        onSuccess: () => tell('success'),
                        onEvent: (name) => name === 'OPEN' && (tell('open'), resolve()) });
                });
                view.append(link);
                document.body.append(view);
                if (wait) await opened;
                return view;
            };
            for (let number = 0; number < 20; number++) {
                // Every other one is gone before it could open.
                (await view(number, number % 2 === 0)).remove();
            }
            await view(20, true);
            return null";
        let views = format!("return (async () => {{{views}}})()");
        ask::<Value>(t, &views).await?;
        t.merchant.connect(key("admin")?).await?;
        assert_eq!(ask::<usize>(t, "return all('maxio-link').length").await?, 1);
        let told: Vec<String> = ask(t, "return window.told").await?;
        let times = |what: String| told.iter().filter(|told| **told == what).count();
        for view in (0..20).step_by(2) {
            let counted = ["load", "open", "exit", "success"].map(|what| times(format!("{view} {what}")));
            assert_eq!(counted, [1, 1, 1, 0], "view {view}: {told:?}");
        }
        for view in (1..20).step_by(2) {
            assert_eq!(times(format!("{view} open")), times(format!("{view} exit")), "view {view}: {told:?}");
        }
        assert_eq!(
            ["load", "open", "success", "exit"].map(|what| times(format!("20 {what}"))),
            [1; 4],
            "{told:?}"
        );
        Ok(())
    });
}

#[test]
fn the_page_is_as_it_was_once_a_modal_is_closed() {
    in_every_engine(async |t| {
        t.page.add_to_head(
            "<style>html { scroll-behavior: smooth; overflow-y: scroll } body { overflow-x: hidden }</style>",
        );
        t.page.put_around("<p style='height: 1500px'></p>", "<p style='height: 3000px'></p>");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        t.merchant.press("Close").await?;
        t.merchant.wait_until_closed().await?;
        let state = "
            const overflow = (part) => Object.values(['overflowX', 'overflowY', 'paddingRight', 'position', 'pointerEvents']
                .map((name) => getComputedStyle(part)[name]));
            const { documentElement: html, body } = document;
            return JSON.stringify([scrollX, scrollY, document.activeElement.id, overflow(html), overflow(body),
                html.getAttributeNames(), body.getAttributeNames(), html.clientWidth, html.scrollHeight,
                [...body.children].filter((child) => child.inert || child.ariaHidden).length]);";
        run(t, "document.getElementById('connect').focus({ preventScroll: true }); scrollTo({ top: 1234, behavior: 'instant' })").await?;
        let before: String = ask(t, state).await?;
        assert!(before.starts_with("[0,1234,\"connect\","), "{before}");
        run(t, "link.open()").await?;
        t.merchant.connect(key("admin")?).await?;
        assert_eq!(ask::<String>(t, state).await?, before);
        // By force, too.
        run(t, "link.open()").await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        run(t, "link.destroy()").await?;
        t.merchant.wait_until_closed().await?;
        assert_eq!(ask::<String>(t, state).await?, before);
        Ok(())
    });
}

#[test]
fn a_page_that_ends_link_as_it_is_told_of_the_end_hears_of_it_once() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        run(t, "link.update({ onEvent: (name) => name === 'EXIT' && link.destroy() }); link.destroy()")
            .await?;
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        // What went wrong did so a moment later.
        ask::<Value>(t, "return new Promise((resolve) => setTimeout(() => resolve(null), 0))").await?;
        let errors: Vec<_> = t.seen().await?.into_iter().filter(|seen| seen["kind"] == "error").collect();
        assert!(errors.is_empty(), "{errors:?}");
        Ok(())
    });
}

#[test]
fn a_page_that_opens_link_as_it_is_told_of_the_end_gets_another() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        run(
            t,
            "let once = true;
            link.update({ onEvent: (name) => {
              if (name === 'EXIT' && once) { once = false; link.open(); }
            } });
            all('dialog')[0].getRootNode().host.remove()",
        )
        .await?;
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        t.merchant.connect(key("admin")?).await?;
        let exits = async || Ok(t.calls("onExit").await?.len());
        wait::for_value("exits", 2, exits).await
    });
}

#[test]
fn a_page_that_removes_link_as_it_is_told_that_it_opens_breaks_nothing() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        run(
            t,
            "link.exit({ force: true });
            const { host } = all('dialog')[0].getRootNode();
            link.update({ onEvent: (name) => name === 'OPEN' && host.remove() });
            link.open();
            link.update({ onEvent: undefined })",
        )
        .await?;
        let exits = async || Ok(t.calls("onExit").await?.len());
        wait::for_value("exits", 2, exits).await?;
        run(t, "link.open()").await?;
        t.merchant.connect(key("admin")?).await
    });
}

/// The page as a PDF, without the moment that it was made.
async fn printed(t: &Scenario) -> Result<String> {
    let pdf = t.merchant.browser.driver.print_page(PrintParameters::default()).await?;
    let text: String = pdf.iter().map(|&byte| char::from(byte)).collect();
    let dated =
        |part: &str| part.split_once(')').map_or_else(|| part.to_owned(), |(_, rest)| rest.to_owned());
    let mut parts = text.split("(D:");
    let first = parts.next().unwrap_or_default().to_owned();
    Ok(parts.map(dated).fold(first, |pdf, part| pdf + part.as_str()))
}

#[test]
fn a_key_that_was_made_visible_is_not_printed() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({"siteField": "show"})).await?;
        t.merchant.agree().await?;
        t.merchant.type_site("acme").await?;
        t.merchant.type_key("wwwwwwwwwwwwwwwwwwwwwwww").await?;
        t.merchant.press("Show API key").await?;
        let first = printed(t).await?;
        assert!(first == printed(t).await?, "what is printed twice is the same");
        t.merchant.type_key("iiiiiiiiiiii").await?;
        assert!(first == printed(t).await?, "another key is another print");
        t.merchant.type_site("another-site").await?;
        assert!(first != printed(t).await?, "what is in the other field is printed");
        Ok(())
    });
}
