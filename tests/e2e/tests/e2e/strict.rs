//! Strict pages: content security policies, Trusted Types, WebAssembly blocked, and integrity.

use anyhow::Result;
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, OwnCopy, Page, Scenario, browser::Engine, in_every_engine, scenario::key,
    wait,
};
use serde_json::{Map, Value, json};
use thirtyfour::Key;

/// What stands in for a Link that cannot run.
const NOT_STARTED: &str = "Connecting could not be started";

/// The least that Link needs. `style-src` is not for Link.
fn least(t: &Scenario, endpoint: &Endpoint) -> String {
    let (page, server) = (&t.page.origin, t.api.origin());
    format!(
        "default-src 'none'; script-src {page} {server} 'wasm-unsafe-eval'; connect-src {server} {}; style-src 'self'",
        endpoint.url
    )
}

/// Nothing of what was done violated the policy: neither did the page hear of it, nor does the browser report it. That
/// it would, a deliberate violation shows.
async fn nothing_is_violated(t: &Scenario) -> Result<()> {
    let deliberate =
        "document.body.append(Object.assign(new Image(), { src: 'https://blocked.example/' })); return null";
    t.expect_in_console("blocked.example");
    t.merchant.browser.script::<Value>(deliberate, []).await?;
    let reported = t.page.wait_for_violations(1).await?;
    assert_eq!(reported, [("img-src".to_owned(), "https://blocked.example/".to_owned())]);
    // The page hears of it by another way than the server.
    let violation = json!({"kind": "violation", "name": "img-src", "values": ["https://blocked.example/"]});
    wait::for_value("violations", vec![violation], async || {
        Ok(t.seen().await?.into_iter().filter(|seen| seen["kind"] == "violation").collect())
    })
    .await
}

async fn works_under(t: &Scenario, more_policy: &str, options: Value) -> Result<()> {
    let endpoint = Endpoint::start([Answer::linked()]).await?;
    t.page.restrict(&format!("{}{more_policy}", least(t, &endpoint)));
    t.embed_with(Page::Strict, &endpoint.url, options).await?;
    t.merchant.connect(key("admin")?).await?;
    assert_eq!(t.exit().await?, (None, "connected".into()));
    nothing_is_violated(t).await
}

#[test]
fn a_modal_works_under_a_policy_of_nothing_but_what_it_needs() {
    in_every_engine(async |t| works_under(t, "", json!({})).await);
}

#[test]
fn an_element_works_under_a_policy_of_nothing_but_what_it_needs() {
    in_every_engine(async |t| works_under(t, "", json!({"mode": "inline"})).await);
}

#[test]
fn link_works_under_trusted_types_without_a_policy_of_its_own() {
    in_every_engine(async |t| {
        works_under(t, "; require-trusted-types-for 'script'; trusted-types 'none'", json!({})).await?;
        // Not by chance: where the browser knows Trusted Types, they are enforced on this page.
        let enforced = "try { document.createElement('p').innerHTML = '<b>'; } catch { return true; }
            return !('trustedTypes' in window)";
        t.expect_in_console(Complaint::TrustedTypes);
        assert!(t.merchant.browser.script::<bool>(enforced, []).await?);
        Ok(())
    });
}

#[test]
fn without_constructed_style_sheets_link_is_dressed_by_nonce() {
    in_every_engine(async |t| {
        // As in browsers that do not have them, or where a polyfill took them away.
        t.page.add_to_head("<script nonce='n0nce'>
            delete Document.prototype.adoptedStyleSheets; delete ShadowRoot.prototype.adoptedStyleSheets;</script>");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        let policy = least(t, &endpoint)
            .replace("script-src", "script-src 'nonce-n0nce'")
            .replace("style-src 'self'", "style-src 'nonce-n0nce'");
        t.page.restrict(&policy);
        t.embed_with(Page::Strict, &endpoint.url, json!({"nonce": "n0nce", "theme": "dark"})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let dress =
            "const { backgroundColor, borderTopLeftRadius, colorScheme } = getComputedStyle(shown('.link'));
            return [backgroundColor, borderTopLeftRadius, colorScheme]";
        let dressed: [String; 3] = t.merchant.browser.script(dress, []).await?;
        assert_eq!(dressed, ["rgb(23, 26, 33)", "16px", "dark"]);
        t.merchant.connect(key("admin")?).await?;
        nothing_is_violated(t).await
    });
}

#[test]
fn where_web_assembly_is_blocked_link_says_so() {
    in_every_engine(async |t| {
        t.expect_in_console("LOAD_FAILED");
        t.expect_in_console(Complaint::WebAssembly);
        let endpoint = Endpoint::start([]).await?;
        t.page.restrict(&least(t, &endpoint).replace(" 'wasm-unsafe-eval'", ""));
        t.embed_with(Page::Strict, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title(NOT_STARTED).await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("LOAD_FAILED".into()), "failed".into()));
        assert_eq!(t.events().await?, ["ERROR", "EXIT"]);
        Ok(())
    });
}

#[test]
fn where_web_assembly_is_blocked_the_hosted_page_is_the_way_on() {
    in_every_engine(async |t| {
        t.expect_in_console("LOAD_FAILED");
        t.expect_in_console("is ignored, as the hosted server decides");
        t.expect_in_console(Complaint::WebAssembly);
        let (page, server) = (t.page.origin.clone(), t.api.origin().to_owned());
        t.page.restrict(&format!(
            "default-src 'none'; script-src {page} {server}; style-src 'self'; frame-src {server}; \
             connect-src {page} {server}"
        ));
        let company = t.api.company(Some("acme")).await?;
        t.embed(Page::Strict, &company, json!({"hostedUrl": server})).await?;
        t.merchant
            .in_frame(async || {
                t.merchant.agree().await?;
                t.merchant.type_key(key("admin")?).await?;
                t.merchant.press("Continue").await?;
                t.merchant.wait_for_screen("CONNECTED").await
            })
            .await?;
        t.merchant.leave_frame_by("Finish").await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        let events = t.events().await?;
        assert_eq!(events[..2], ["ERROR", "OPEN"], "the page is told why");
        assert_eq!(t.api.connections(&company).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn in_a_sandbox_without_forms_the_forward_buttons_go_forward() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Sandbox);
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.page.restrict("sandbox allow-scripts allow-same-origin");
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press_keys(Key::Enter).await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

/// The `sha384-…` of a script as it is served.
async fn hash(t: &Scenario, address: &str) -> Result<String> {
    let script = "
        const script = await (await fetch(arguments[0])).arrayBuffer();
        const hash = await crypto.subtle.digest('SHA-384', script);
        return 'sha384-' + btoa(String.fromCharCode(...new Uint8Array(hash)));";
    t.merchant.open(&format!("{}/seen.js", t.page.origin)).await?;
    let script = format!("return (async () => {{{script}}}).apply(null, arguments)");
    t.merchant.browser.script(&script, [json!(address)]).await
}

/// The script that partners load.
fn widget(t: &Scenario) -> String {
    format!("{}/embed/v1/maxio-link.js", t.api.origin())
}

/// `integrity="…"` for it.
async fn integrity(t: &Scenario) -> Result<String> {
    Ok(format!("integrity=\"{}\"", hash(t, &widget(t)).await?))
}

#[test]
fn where_no_script_may_be_without_integrity_link_is_one_script_to_pin() {
    in_every_engine(async |t| {
        let mut pinned = Map::new();
        for script in [widget(t), format!("{}/seen.js", t.page.origin)] {
            pinned.insert(script.clone(), hash(t, &script).await?.into());
        }
        t.page.add_to_head(&format!("<script type='importmap'>{}</script>", json!({"integrity": pinned})));
        t.page.add_header("integrity-policy", "blocked-destinations=(script)");
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.connect(key("admin")?).await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        // Not by chance: Chromium and Firefox know such a policy, and hold the page to it.
        if Engine::of_this_run()? == Engine::Firefox {
            t.expect_in_console("it is missing integrity metadata");
            t.expect_in_console("Loading failed for the module");
        }
        let unpinned = "return import('/seen.js?unpinned').then(() => false, () => true)";
        let is_blocked: bool = t.merchant.browser.script(unpinned, []).await?;
        assert!(is_blocked);
        Ok(())
    });
}

#[test]
fn integrity_on_the_script_tag_lets_the_script_through_that_it_names() {
    in_every_engine(async |t| {
        t.page.script_tag(&integrity(t).await?);
        works_under(t, "", json!({})).await
    });
}

#[test]
fn a_script_that_was_tampered_with_does_not_run() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::ScriptIntegrity);
        t.page.script_tag(&integrity(t).await?);
        t.page.take_widget_from_copy(OwnCopy::TamperedScript);
        let endpoint = Endpoint::start([]).await?;
        let address =
            t.page.with_options(Page::Strict, json!({"endpoint": endpoint.url}).as_object().unwrap().clone());
        t.merchant.open(&address).await?;
        let known: [bool; 2] = t
            .merchant
            .browser
            .script("return ['MaxioLink' in window, customElements.get('maxio-link') !== undefined]", [])
            .await?;
        assert_eq!(known, [false, false]);
        Ok(())
    });
}

#[test]
fn wasm_that_was_tampered_with_does_not_run() {
    in_every_engine(async |t| {
        t.expect_in_console("LOAD_FAILED");
        t.expect_in_console(Complaint::Integrity);
        t.page.take_widget_from_copy(OwnCopy::TamperedWasm);
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Strict, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_title(NOT_STARTED).await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("LOAD_FAILED".into()), "failed".into()));
        Ok(())
    });
}
