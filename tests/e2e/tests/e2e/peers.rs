//! What users of other link widgets complained of, each as a test. `CHANGELOG.md` does not promise these: this does.

use anyhow::{Context, Result, ensure};
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, Gate, OwnCopy, Page, Scenario, endpoint::Fate, in_chromium, in_every_engine,
    programs, scenario::key, wait,
};
use serde_json::{Value, json};
use std::process::Command;
use thirtyfour::Key;

async fn run(t: &Scenario, script: &str) -> Result<()> {
    t.merchant.browser.script::<Value>(&format!("{script}; return null"), []).await.map(drop)
}

async fn ask<T: serde::de::DeserializeOwned>(t: &Scenario, script: &str) -> Result<T> {
    t.merchant.browser.script(script, []).await
}

/// A modal, closed again: what the page made is there, and nothing is open.
async fn closed_modal(t: &Scenario, endpoint: &Endpoint) -> Result<()> {
    t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
    t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
    run(t, "link.exit({ force: true })").await?;
    t.merchant.wait_until_closed().await?;
    run(t, "window.seen.length = 0").await
}

#[test]
fn a_script_loaded_twice_makes_one_link_and_calls_back_once() {
    in_chromium(async |t| {
        let script = format!("{}/embed/v1/maxio-link.js", t.api.origin());
        let tags = [&script, &script, &format!("{script}?again")]
            .map(|script| format!("<script type='module' crossorigin src='{script}'></script>"));
        t.page.add_to_head(&tags.concat());
        let endpoint = Endpoint::start([Answer::linked(), Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        assert_eq!(ask::<usize>(t, "return all('dialog').length").await?, 1);
        t.merchant.connect(key("admin")?).await?;
        for callback in ["onLoad", "onSuccess", "onExit"] {
            assert_eq!(t.calls(callback).await?.len(), 1, "{callback}");
        }
        // Another view of the app makes its own; the one before says no more.
        run(t, "link.destroy(); window.second = [];
            window.link = MaxioLink.create({ endpoint: arguments[0], onSuccess: () => window.second.push('success'), onExit: () => window.second.push('exit') });
            history.pushState(null, '', '#another-view')".replace("arguments[0]", &json!(endpoint.url).to_string()).as_str()).await?;
        run(t, "link.open()").await?;
        t.merchant.connect(key("admin")?).await?;
        assert_eq!(ask::<Vec<String>>(t, "return window.second").await?, ["success", "exit"]);
        assert_eq!((t.calls("onSuccess").await?.len(), t.calls("onExit").await?.len()), (1, 1));
        assert_eq!(endpoint.received().len(), 2);
        Ok(())
    });
}

#[test]
fn two_instances_on_a_page_do_not_break_each_other() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        let other_endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        let other = format!(
            "window.other = [];
            window.link = MaxioLink.create({{ endpoint: '{}', onSuccess: () => other.push('success'), onExit: (error, {{ status }}) => other.push(status) }});
            link.open()",
            other_endpoint.url
        );
        run(t, &other).await?;
        let modal = async || ask::<usize>(t, "return all('.modal .link').length").await;
        wait::for_value("the modal", 1, modal).await?;
        run(t, "const first = document.querySelector('maxio-link'); first.inert = true").await?;
        t.merchant.connect("another-key-of-the-merchant").await?;
        run(t, "document.querySelector('maxio-link').inert = false; link.destroy()").await?;
        assert_eq!(ask::<Vec<String>>(t, "return window.other").await?, ["success", "connected"]);
        assert_eq!(other_endpoint.only()?.text("apiKey"), "another-key-of-the-merchant");
        // The first has heard nothing of it, holds its own key, and sends it to its own endpoint.
        assert!(t.calls("onSuccess").await?.is_empty() && t.calls("onExit").await?.is_empty());
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?));
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        assert_eq!(endpoint.only()?.text("apiKey"), key("admin")?);
        Ok(())
    });
}

#[test]
fn nothing_stays_behind_after_success_removal_or_a_forced_exit() {
    in_chromium(async |t| {
        t.page.add_to_head("<script src='counting.js'></script>");
        let never = Gate::default();
        let endpoint = Endpoint::start([
            Answer::linked(),
            Answer::linked().behind(&never),
            Answer::linked().behind(&never),
        ])
        .await?;
        closed_modal(t, &endpoint).await?;
        run(t, "window.host = all('dialog')[0].getRootNode().host; link.destroy()").await?;
        let state = "const { listeners, timers, requests, addresses } = window.waiting;
            return [timers.size, listeners, requests, addresses, document.querySelectorAll('*').length,
              document.adoptedStyleSheets.length]";
        let nothing = async || ask::<[i64; 6]>(t, state).await;
        // Timers of what has just been shown may be about to run out.
        wait::for_value("timers", 0, async || Ok(nothing().await?[0])).await?;
        let before = nothing().await?;

        let endings = [
            ("success", "link.destroy()"),
            ("a forced exit while connecting", "link.exit({ force: true }); link.destroy()"),
            ("removal while connecting", "document.querySelector('body > :last-child').remove()"),
        ];
        for (number, (ending, end)) in endings.into_iter().enumerate() {
            run(
                t,
                &format!("window.link = MaxioLink.create({{ endpoint: '{}' }}); link.open()", endpoint.url),
            )
            .await?;
            t.merchant.agree().await?;
            t.merchant.type_key(key("admin")?).await?;
            t.merchant.press("Continue").await?;
            if number == 0 {
                t.merchant.press("Finish").await?;
            } else {
                endpoint.wait_for(number + 1).await?;
            }
            run(t, end).await?;
            wait::for_value(ending, before, nothing).await?;
            if number > 0 {
                endpoint.wait_for_fate(number, Fate::Abandoned).await?;
            }
        }
        Ok(())
    });
}

#[test]
fn the_page_neither_jumps_nor_stays_locked() {
    in_every_engine(async |t| {
        t.page.put_around("<p style='height: 2000px'></p>", "<p style='height: 2000px'></p>");
        let endpoint = Endpoint::start([]).await?;
        closed_modal(t, &endpoint).await?;
        for end in ["link.exit({ force: true })", "link.destroy()"] {
            run(t, "document.getElementById('connect').focus({ preventScroll: true }); scrollTo(0, 1500); link.open()").await?;
            t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
            assert_eq!(ask::<f64>(t, "return scrollY").await?, 1500.0, "opening does not jump");
            run(t, end).await?;
            t.merchant.wait_until_closed().await?;
            let (at, focus): (f64, String) = ask(t, "return [scrollY, document.activeElement.id]").await?;
            assert_eq!((at, focus.as_str()), (1500.0, "connect"), "after {end}");
            let moved: f64 = ask(t, "scrollBy(0, 100); return scrollY").await?;
            assert_eq!(moved, 1600.0, "the page can be scrolled after {end}");
        }
        Ok(())
    });
}

#[test]
fn the_latest_callback_is_the_one_that_is_called() {
    in_chromium(async |t| {
        let gate = Gate::default();
        let endpoint = Endpoint::start([Answer::linked().behind(&gate)]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        endpoint.wait_for(1).await?;
        run(
            t,
            "window.latest = [];
            link.update({ onSuccess: () => latest.push('an earlier one') });
            link.update({ onSuccess: () => latest.push('success'), onExit: () => latest.push('exit') })",
        )
        .await?;
        gate.open();
        t.merchant.press("Finish").await?;
        let latest = async || ask::<Vec<String>>(t, "return window.latest").await;
        wait::for_value("callbacks", vec!["success".to_owned(), "exit".to_owned()], latest).await?;
        assert!(t.calls("onSuccess").await?.is_empty() && t.calls("onExit").await?.is_empty());
        Ok(())
    });
}

#[test]
fn success_is_told_once_and_at_once_and_exit_once_however_the_merchant_leaves_then() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked(), Answer::linked()]).await?;
        closed_modal(t, &endpoint).await?;
        for leave in ["Close", "Escape"] {
            run(t, "window.seen.length = 0; link.open()").await?;
            t.merchant.agree().await?;
            t.merchant.type_key(key("admin")?).await?;
            t.merchant.press("Continue").await?;
            t.merchant.wait_for_screen("CONNECTED").await?;
            assert_eq!((t.calls("onSuccess").await?.len(), t.calls("onExit").await?.len()), (1, 0));
            if leave == "Close" {
                t.merchant.press("Close").await?;
            } else {
                t.merchant.press_escape().await?;
            }
            assert_eq!(t.exit().await?, (None, "connected".into()), "{leave} after success is no failure");
            t.merchant.wait_until_closed().await?;
            assert_eq!(t.calls("onSuccess").await?.len(), 1);
        }
        Ok(())
    });
}

#[test]
fn a_strict_policy_needs_no_nonce_and_no_unsafe_anything_but_wasm() {
    in_every_engine(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        let (page, server) = (&t.page.origin, t.api.origin());
        t.page.restrict(&format!(
            "default-src 'none'; script-src {page} {server} 'wasm-unsafe-eval'; connect-src {server} {}; style-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            endpoint.url
        ));
        t.embed_with(Page::Strict, &endpoint.url, json!({})).await?;
        t.merchant.connect(key("admin")?).await?;
        let violations: Vec<_> =
            t.seen().await?.into_iter().filter(|seen| seen["kind"] == "violation").collect();
        assert!(violations.is_empty(), "{violations:?}");
        Ok(())
    });
}

#[test]
fn a_reload_does_not_lose_the_result() {
    in_chromium(async |t| {
        // Hosted: the page shows it again.
        let company = t.api.company(Some("acme")).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        t.merchant.reload().await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        // Embedded: the page is told nothing any more, but the partner's server knows.
        let company = t.api.company(None).await?;
        t.embed(Page::Inline, &company, json!({"site": "acme"})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        t.merchant.reload().await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let connections = t.api.connections(&company).await?;
        assert_eq!(connections.len(), 1);
        assert_eq!(connections[0]["status"], "Linked");
        Ok(())
    });
}

/// What has the focus: its name as a screen reader has it, or its text.
async fn focused(t: &Scenario) -> Result<String> {
    let script = "let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        const label = element.labels?.[0] ? squeeze(element.labels[0].innerText) : null;
        return label ?? nameOf(element)";
    ask(t, script).await
}

/// Goes on with the Tab key until this has the focus.
async fn tab_to(t: &Scenario, name: &str) -> Result<()> {
    walk_to(t, name, async || t.merchant.press_keys(Key::Tab).await).await
}

async fn tab_back_to(t: &Scenario, name: &str) -> Result<()> {
    walk_to(t, name, async || t.merchant.press_together(Key::Shift, Key::Tab).await).await
}

async fn walk_to(t: &Scenario, name: &str, step: impl AsyncFn() -> Result<()>) -> Result<()> {
    let mut passed = Vec::new();
    while passed.len() < 20 {
        let at = focused(t).await?;
        if at == name {
            return Ok(());
        }
        passed.push(at);
        step().await?;
    }
    anyhow::bail!("Tab does not come to {name:?}, but to {passed:?}")
}

#[test]
fn the_whole_way_works_by_keyboard_alone_and_is_announced() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Status(403));
        let endpoint = Endpoint::start([Answer::json(403, &json!({})), Answer::linked()]).await?;
        closed_modal(t, &endpoint).await?;
        t.secrets.note("Maxio API key", key("admin")?);
        run(t, "document.getElementById('connect').focus()").await?;
        t.merchant.press_keys(Key::Enter).await?;

        // A new screen is announced by the focus on its title, which has the step with it.
        for title in ["Connect your commerce platform", "Connect to Maxio"] {
            t.merchant.wait_for_title(title).await?;
            t.merchant.wait_for_focus("title").await?;
            let described: String =
                ask(t, "return textOf('#' + shown('#title').getAttribute('aria-describedby'))").await?;
            ensure!(described.starts_with("Step "), "{described}");
            tab_to(t, "Next").await?;
            t.merchant.press_keys(if title == "Connect to Maxio" { Key::Space } else { Key::Enter }).await?;
        }
        t.merchant.wait_for_focus("title").await?;
        tab_to(t, "API key").await?;
        t.merchant.press_keys(key("admin")?).await?;
        t.merchant.press_keys(Key::Tab).await?;
        assert_eq!(focused(t).await?, "Show API key");
        tab_back_to(t, "API key").await?;
        t.merchant.press_keys(Key::Enter).await?;
        // An error takes the focus, with its words.
        t.merchant.wait_for_focus("panel").await?;
        t.merchant.wait_for_panel("admin").await?;
        tab_to(t, "API key").await?;
        t.merchant.press_keys(key("admin")?).await?;
        t.merchant.press_keys(Key::Enter).await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        t.merchant.wait_for_focus("title").await?;
        tab_to(t, "Finish").await?;
        t.merchant.press_keys(Key::Enter).await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        assert_eq!(
            ask::<String>(t, "return document.activeElement.id").await?,
            "connect",
            "the focus is given back"
        );
        Ok(())
    });
}

#[test]
fn the_keyboard_does_not_leave_a_modal_for_the_page_behind_it() {
    in_every_engine(async |t| {
        closed_modal(t, &Endpoint::start([]).await?).await?;
        t.merchant.press("Connect billing").await?;
        t.merchant.agree().await?;
        for _ in 0..30 {
            t.merchant.press_keys(Key::Tab).await?;
            assert_ne!(ask::<String>(t, "return document.activeElement.id").await?, "connect");
        }
        Ok(())
    });
}

#[test]
fn opening_twice_leaves_one_dialog_that_closes() {
    in_every_engine(async |t| {
        let endpoint = Endpoint::start([]).await?;
        closed_modal(t, &endpoint).await?;
        run(t, "link.open(); link.open(); Promise.resolve().then(() => link.open()); document.getElementById('connect').click()").await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let open =
            "return [all('dialog').length, all('dialog:modal').length, all('.link').length, link.isOpen]";
        assert_eq!(ask::<Value>(t, open).await?, json!([1, 1, 1, true]));
        assert_eq!(t.events().await?.iter().filter(|name| *name == "OPEN").count(), 1);
        t.merchant.press("Close").await?;
        t.merchant.wait_until_closed().await?;
        assert_eq!(ask::<Value>(t, open).await?, json!([1, 0, 0, false]));
        assert_eq!(t.exit().await?, (None, "requires_selection".into()));
        // Nothing invisible lies over the page.
        let hit = "const { x, y } = document.getElementById('connect').getBoundingClientRect();
            return document.elementFromPoint(x + 5, y + 5).id";
        assert_eq!(ask::<String>(t, hit).await?, "connect");
        Ok(())
    });
}

#[test]
fn a_token_that_never_comes_ends_in_words_and_not_in_waiting() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        closed_modal(t, &endpoint).await?;
        run(t, "link.update({ timeoutMs: 1000, token: () => new Promise(() => {}) }); link.open()").await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_panel("This took too long").await?;
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?));
        assert!(endpoint.received().is_empty(), "nothing is sent without the token");
        t.merchant.press("Close").await?;
        t.merchant.press("Exit without saving").await?;
        t.merchant.wait_until_closed().await?;
        Ok(())
    });
}

#[test]
fn page_and_widget_work_below_the_root_of_an_origin() {
    in_chromium(async |t| {
        t.page.move_below_root();
        let script = t.page.take_widget_from_copy(OwnCopy::Whole);
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.connect(key("admin")?).await?;
        let loaded: Vec<String> =
            ask(t, "return performance.getEntriesByType('resource').map((entry) => entry.name)").await?;
        assert!(loaded.contains(&script.replace(".js", ".wasm")), "{loaded:?}");
        let at_root = format!("{}/own/", t.page.origin);
        assert!(!loaded.iter().any(|address| address.starts_with(&at_root)), "{loaded:?}");
        Ok(())
    });
}

#[test]
fn no_secret_is_in_an_address() {
    in_chromium(async |t| {
        let token = "token-of-the-company";
        t.page.give_tokens(vec![token.into()]);
        t.secrets.note("company token", token);
        let pending = Answer::json(202, &json!({"id": "c-1", "status": "PendingAuth"}));
        let endpoint = Endpoint::start([pending, Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({"connectionId": "c-1"})).await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let requests = endpoint.received();
        assert_eq!(requests.len(), 2);
        for request in requests {
            let told = [request.path.as_str(), request.header("referer"), request.header("x-requested-with")]
                .map(|told| ("request".to_owned(), told.as_bytes().to_vec()));
            t.secrets.are_not_in(&told)?;
            assert_eq!(request.header("authorization"), format!("Bearer {token}"));
        }
        // And nowhere else: addresses of what was loaded, history, storage, events, console.
        t.leaves_no_secret().await
    });
}

#[test]
fn every_way_of_leaving_early_is_told_once() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        closed_modal(t, &endpoint).await?;
        let ways = [
            ("", "Close"),
            ("", "Escape"),
            ("link.exit()", ""),
            ("link.exit({ force: true })", ""),
            ("all('dialog')[0].close()", ""),
            ("all('dialog')[0].getRootNode().host.remove()", ""),
            ("link.destroy()", ""),
        ];
        for (script, press) in ways {
            run(t, "window.seen.length = 0; link.open()").await?;
            t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
            match press {
                "Close" => t.merchant.press("Close").await?,
                "Escape" => t.merchant.press_escape().await?,
                _ => run(t, script).await?,
            }
            let exit = t.exit().await.with_context(|| format!("{script}{press}"))?;
            assert_eq!(exit, (None, "requires_selection".into()), "{script}{press}");
            assert_eq!(t.events().await?.last().map(String::as_str), Some("EXIT"), "{script}{press}");
        }
        Ok(())
    });
}

#[test]
fn a_dialog_of_the_page_does_not_cover_the_modal() {
    in_every_engine(async |t| {
        t.page.put_around("<dialog id='own' style='width: 100vw; height: 100vh; max-width: none; max-height: none; z-index: 2147483647'>of the page</dialog>", "");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        closed_modal(t, &endpoint).await?;
        run(t, "document.getElementById('own').showModal(); link.open()").await?;
        t.merchant.connect(key("admin")?).await?;
        assert!(ask::<bool>(t, "return document.getElementById('own').matches(':modal')").await?);
        Ok(())
    });
}

#[test]
fn what_failed_to_load_is_loaded_again_and_the_page_is_no_dead_form() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(503));
        t.expect_in_console("LOAD_FAILED");
        t.expect_in_console(Complaint::Integrity);
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.page.take_widget_from_copy(OwnCopy::Flaky(2));
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title("Connecting could not be started").await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("LOAD_FAILED".into()), "failed".into()));
        // The page's own button is alive, and the next opening is a new attempt.
        t.merchant.press("Connect billing").await?;
        t.merchant.try_again_until_open().await?;
        t.merchant.connect(key("admin")?).await
    });
}

#[test]
fn importing_without_a_dom_does_nothing_and_says_nothing() {
    let script = "const link = await import(process.argv[1]);
        if (typeof link.create !== 'function') throw new Error('no create');
        if ('MaxioLink' in globalThis) throw new Error('a global on a server');";
    // The package says that it is a module; alone, the name of the file has to.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("maxio-link.mjs");
    std::fs::copy(programs::dist().unwrap().join("maxio-link.js"), &file).unwrap();
    let output =
        Command::new("node").args(["--input-type=module", "--eval", script]).arg(&file).output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert_eq!((output.status.code(), said), (Some(0), [String::new(), String::new()]));
}

#[test]
fn nobody_is_asked_but_the_two_documented_places() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({"locale": "de", "siteField": "show"})).await?;
        t.merchant.press("Weiter").await?;
        t.merchant.press("Weiter").await?;
        t.merchant.type_site("acme").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Fortfahren").await?;
        t.merchant.press("Fertig").await?;
        let script = "return [...new Set(performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin))]
            .filter((origin) => origin !== location.origin).sort()";
        let mut expected = [t.api.origin().to_owned(), endpoint.url.trim_end_matches("/connect").to_owned()];
        expected.sort();
        assert_eq!(ask::<Vec<String>>(t, script).await?, expected);
        Ok(())
    });
}

#[test]
fn password_managers_are_not_offered_the_key_and_pasting_from_one_works() {
    in_every_engine(async |t| {
        t.page.put_around("<textarea id='vault' aria-label='What a password manager holds'></textarea>", "");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({"siteField": "show"})).await?;
        t.merchant.agree().await?;
        let signs: Value = ask(t, "
            const fields = all('.link input').filter((input) => input.type !== 'radio');
            const key = shown('#key');
            return {
              login: all('.link input').some((input) => input.type === 'password' && CSS.supports('-webkit-text-security', 'disc')),
              masked: key.type === 'password' || getComputedStyle(key).webkitTextSecurity === 'disc',
              autocomplete: fields.map((field) => field.autocomplete),
              names: fields.map((field) => field.name),
              action: key.form.getAttribute('action'),
              ignored: ['1pIgnore', 'bwignore', 'lpignore'].every((name) => key.dataset[name] === 'true'),
            }").await?;
        assert_eq!(
            signs,
            json!({"login": false, "masked": true, "autocomplete": ["off", "off"], "names": ["", ""], "action": null, "ignored": true})
        );

        // Copied with what is around it, pasted with the keyboard.
        t.merchant.type_site("acme").await?;
        t.secrets.note("Maxio API key", key("admin")?);
        let copy = format!(
            "const vault = document.getElementById('vault'); vault.value = ' {}\\n'; vault.focus(); vault.select()",
            key("admin")?
        );
        run(t, &copy).await?;
        t.merchant.press_together(Key::Control, 'x').await?;
        // Its length alone: what is waited for is told if it does not come, and this is a secret.
        let left = async || ask::<u32>(t, "return document.getElementById('vault').value.length").await;
        wait::for_value("characters in the vault", 0, left).await?;
        run(t, "shown('#key').focus()").await?;
        t.merchant.press_together(Key::Control, 'v').await?;
        let pasted = async || ask::<bool>(t, "return shown('#key').value.length > 0").await;
        wait::for_value("a value in the key's field", true, pasted).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        assert_eq!(endpoint.only()?.text("apiKey"), key("admin")?);
        Ok(())
    });
}

#[test]
fn where_web_assembly_is_blocked_merchant_page_and_developer_are_told() {
    in_every_engine(async |t| {
        t.expect_in_console("LOAD_FAILED");
        t.expect_in_console(Complaint::WebAssembly);
        let endpoint = Endpoint::start([]).await?;
        let (page, server) = (&t.page.origin, t.api.origin());
        t.page.restrict(&format!("script-src {page} {server}"));
        t.embed_with(Page::Strict, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_text("Maxio").await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("LOAD_FAILED".into()), "failed".into()));
        let exit = t.calls("onExit").await?;
        assert!(!exit[0][0]["display_message"].as_str().unwrap().is_empty());
        Ok(())
    });
}

#[test]
fn inside_a_closed_root_of_the_partner_everything_works() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Status(400));
        let refused = json!({"statusCode": 400, "detailedErrorCode": 1003, "validation": {"errors": [{"itemId": "subdomain", "validatorName": "MaxioSiteRequired"}], "warnings": []}});
        let endpoint = Endpoint::start([Answer::json(400, &refused), Answer::linked()]).await?;
        t.embed_with(Page::Inline, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        run(
            t,
            "
            const box = document.createElement('section');
            const root = box.attachShadow({ mode: 'closed' });
            window.closedRoots = [root];
            document.body.append(box);
            root.append(document.querySelector('maxio-link'));
            // What frameworks do: one listener for all, on the document.
            document.addEventListener('click', (event) => { event.target.matches('a'); })",
        )
        .await?;
        assert_eq!(ask::<usize>(t, "return document.querySelectorAll('maxio-link').length").await?, 0);
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_site_error("Enter your Maxio site").await?;
        t.merchant.wait_for_focus("SECTION").await?;
        t.merchant.type_site("acme").await?;
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        // Composed: the page outside hears of it too.
        let heard: Vec<_> =
            t.seen().await?.into_iter().filter(|seen| seen["name"] == "link-success").collect();
        assert_eq!(heard.len(), 1);
        Ok(())
    });
}
