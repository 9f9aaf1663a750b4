//! What a partner can set, and what is said of what cannot be.

use anyhow::{Context, Result};
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, Gate, OwnCopy, Page, Scenario, in_chromium, in_every_engine, scenario::key,
    wait,
};
use serde_json::{Value, json};

#[test]
fn every_wrong_option_is_named_at_once_and_nothing_half_works() {
    in_chromium(async |t| {
        let wrong = json!({
            "token": 5,
            "headers": {"no name": "x"},
            "credentials": "always",
            "idempotency": "perhaps",
            "companyName": 7,
            "logo": "http://example.com/logo.png",
            "platformKey": {},
            "integrations": [],
            "skipSelect": "maybe",
            "site": "https://",
            "environment": "UK",
            "siteField": "sometimes",
            "connectionId": 5,
            "permissions": {"purpose": "words"},
            "text": {"next": 1},
            "supportUrl": "http://example.com",
            "privacyUrl": "javascript:alert(1)",
            "termsUrl": "terms of ours://",
            "locale": "en_US",
            "theme": "blue",
            "appearance": "red",
            "colleagueLink": "https://example.com",
            "timeoutMs": 5,
            "mode": "popup",
            "hostedUrl": "link.example.com",
            "nonce": 5,
            "onConnection": "x",
            "onConsent": "x",
            "onFinish": "x",
            "onClose": "x",
            "onError": "x",
        });
        for name in wrong.as_object().context("an object")?.keys() {
            t.expect_in_console(format!("option `{name}` must be"));
        }
        t.expect_in_console("there is no option `endpont`");
        let endpoint = Endpoint::start([]).await?;
        let mut options = wrong;
        options["endpont"] = json!("https://api.example.com");
        t.embed_with(Page::Modal, &endpoint.url, options).await?;
        t.merchant.wait_for_title("Connecting is not set up correctly").await?;
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("INVALID_CONFIG".into()), "failed".into()));
        assert!(endpoint.received().is_empty());
        Ok(())
    });
}

#[test]
fn a_wrong_option_is_named_even_where_nothing_can_be_loaded() {
    in_chromium(async |t| {
        for complaint in ["option `timeoutMs` must be", "there is no option `endpont`", "LOAD_FAILED"] {
            t.expect_in_console(complaint);
        }
        t.expect_in_console(Complaint::Status(503));
        t.expect_in_console(Complaint::Integrity);
        t.page.take_widget_from_copy(OwnCopy::Flaky(usize::MAX));
        let endpoint = Endpoint::start([]).await?;
        let options = json!({"timeoutMs": 5, "endpont": "https://api.example.com"});
        t.embed_with(Page::Modal, &endpoint.url, options).await?;
        t.merchant.wait_for_title("Connecting could not be started").await
    });
}

#[test]
fn without_a_mode_of_its_own_what_create_made_stays_a_modal() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let again = "link.exit({ force: true }); link.update({ mode: undefined }); link.open(); return null";
        t.merchant.browser.script::<Value>(again, []).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let modals = "return all('dialog').filter((dialog) => dialog.matches(':modal')).length";
        assert_eq!(t.merchant.browser.script::<u32>(modals, []).await?, 1);
        t.merchant.wait_for_focus("title").await
    });
}

#[test]
fn one_opening_names_one_partner() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        let rename = "link.update({ companyName: 'Somebody Else' }); return null";
        t.merchant.browser.script::<Value>(rename, []).await?;
        t.merchant.agree().await?;
        let text = t.merchant.text().await?;
        assert!(text.contains("Northwind Lending") && !text.contains("Somebody Else"), "{text}");
        Ok(())
    });
}

#[test]
fn what_a_callback_throws_is_reported_and_changes_nothing() {
    in_chromium(async |t| {
        for name in ["onEvent", "onSuccess", "onConnection", "onFinish"] {
            t.expect_in_console(format!("{name} threw"));
        }
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        let script = "const fail = () => { throw new Error('of the page') };
            window.link.update({ onEvent: fail, onSuccess: fail, onConnection: fail, onFinish: fail });
            return null";
        t.merchant.browser.script::<Value>(script, []).await?;
        through(t).await?;
        assert_eq!(t.exit().await?, (None, "connected".into()));
        Ok(())
    });
}

#[test]
fn code_that_was_written_for_codats_link_hears_what_it_knows() {
    in_chromium(async |t| {
        let linked = json!({"id": "c-1", "status": "Linked", "integrationId": "i-1", "integrationKey": "mxio",
            "sourceId": "s-1", "platformName": "Maxio", "sourceType": "Commerce"});
        t.expect_in_console(Complaint::Status(403));
        let refused = json!({"statusCode": 403, "error": "No admin.", "correlationId": "r-1", "detailedErrorCode": 1002});
        let endpoint = Endpoint::start([Answer::json(403, &refused), Answer::json(200, &linked)]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        let script = "window.codat = [];
            const names = ['onConnection', 'onConsent', 'onFinish', 'onClose', 'onError'];
            const hear = (name) => [name, (...values) => { window.codat.push([name, ...values]) }];
            window.link.update(Object.fromEntries(names.map(hear)));
            return null";
        t.merchant.browser.script::<Value>(script, []).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("no-admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.press("Use another key").await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        t.exit().await?;
        let heard: Vec<Value> = t.merchant.browser.script("return window.codat", []).await?;
        assert_eq!(heard.len(), 4, "{heard:?}");
        assert!(
            heard[0][1]["text"].as_str().is_some_and(|text| text.contains("Northwind Lending")),
            "{heard:?}"
        );
        let error = json!(["onError", {"correlationId": "r-1", "message": "No admin.", "errorCode": 1002,
            "userRecoverable": true}]);
        let connection = json!(["onConnection", {"connectionId": "c-1", "integrationId": "i-1",
            "integrationKey": "mxio", "platformName": "Maxio", "sourceId": "s-1", "sourceType": "Commerce"}]);
        assert_eq!(heard[1..], [error, connection, json!(["onFinish"])]);
        Ok(())
    });
}

#[test]
fn sentences_and_looks_are_the_partners_to_choose() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([]).await?;
        let options = json!({"theme": "dark", "appearance": {"accent": "rgb(1, 2, 3)"},
            "text": {"selectLead": "Where does {partner} find your bills? $& costs nothing."}});
        t.embed_with(Page::Modal, &endpoint.url, options).await?;
        t.merchant.wait_for_text("Where does Northwind Lending find your bills? $& costs nothing.").await?;
        let look = "return [shown('.link'), shown('button.primary')].map((e) => getComputedStyle(e).backgroundColor)";
        let dark: Vec<String> = t.merchant.browser.script(look, []).await?;
        assert_eq!(dark, ["rgb(23, 26, 33)", "rgb(1, 2, 3)"]);
        let script = "window.link.update({ theme: 'light', appearance: { surface: 'rgb(250, 250, 240)' } }); return null";
        t.merchant.browser.script::<Value>(script, []).await?;
        let light: Vec<String> = t.merchant.browser.script(look, []).await?;
        assert_eq!(
            light,
            ["rgb(250, 250, 240)", "rgb(36, 80, 216)"],
            "at once, and what was given before is taken back"
        );
        Ok(())
    });
}

#[test]
fn a_widget_that_breaks_down_says_so_once_and_offers_a_way_on() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Trap);
        t.expect_in_console("could not load (LOAD_FAILED)");
        let endpoint = Endpoint::start([]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        // A page that breaks the browser under Link, for one call.
        let script = "document.createElement = () => { delete document.createElement; throw new Error('of the page') };
            return null";
        t.merchant.browser.script::<Value>(script, []).await?;
        t.merchant.press("Next").await?;
        t.merchant.wait_for_title("Connecting stopped working").await?;
        assert!(t.merchant.is_enabled("Reload the page").await?.is_some());
        t.merchant.press("Close").await?;
        assert_eq!(t.exit().await?, (Some("LOAD_FAILED".into()), "failed".into()));
        let errors = t.events().await?.into_iter().filter(|name| name == "ERROR").count();
        assert_eq!(errors, 1);
        let again = "window.link.open(); return null";
        t.merchant.browser.script::<Value>(again, []).await?;
        t.merchant.wait_for_title("Connecting stopped working").await?;
        Ok(())
    });
}

#[test]
fn a_widget_that_breaks_down_ends_every_link_of_the_page_once() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Trap);
        t.expect_in_console("could not load (LOAD_FAILED)");
        let gate = Gate::default();
        let endpoint = Endpoint::start([Answer::linked().behind(&gate)]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("LOADING").await?;
        wait::for_value("requests", 1, async || Ok(endpoint.received().len())).await?;
        let script = "window.other = MaxioLink.create({ endpoint: arguments[0] });
            other.open();
            return null";
        t.merchant.browser.script::<Value>(script, [json!(endpoint.url)]).await?;
        let is_open = async || t.merchant.browser.script::<bool>("return other.isOpen", []).await;
        wait::for_value("the other one", true, is_open).await?;
        let script = "document.createElement = () => { delete document.createElement; throw new Error('of the page') };
            const next = all('[type=submit]').filter(visible).at(-1);
            try { next.click() } finally { return null }";
        t.merchant.browser.script::<Value>(script, []).await?;
        // Of both.
        let told = async |name: &str| {
            let seen = t.seen().await?;
            let events = seen.iter().filter(|seen| seen["name"] == "link-event");
            Ok::<_, anyhow::Error>(events.filter(|event| event["values"][0]["eventName"] == name).count())
        };
        wait::for_value("errors", 2, async || told("ERROR").await).await?;
        gate.open();
        let script =
            "return performance.getEntriesByName(arguments[0]).some(({ responseEnd }) => responseEnd > 0)";
        let is_answered = async || t.merchant.browser.script(script, [json!(endpoint.url)]).await;
        wait::for_value("the answer", true, is_answered).await?;
        // It comes too late for a widget that is not there any more.
        t.merchant.browser.script::<Value>("other.destroy(); link.destroy(); return null", []).await?;
        wait::for_value("exits", 2, async || told("EXIT").await).await?;
        assert_eq!((told("ERROR").await?, told("SUCCESS").await?), (2, 0));
        Ok(())
    });
}

async fn through(t: &Scenario) -> Result<()> {
    t.merchant.agree().await?;
    t.merchant.type_key(key("admin")?).await?;
    t.merchant.press("Continue").await?;
    t.merchant.press("Finish").await
}
