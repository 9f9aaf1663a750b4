//! What a partner's own endpoint may answer, and what the merchant then reads.

use anyhow::Result;
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, Gate, Page, Scenario, endpoint::Fate, in_chromium, in_every_engine,
    scenario::key,
};
use serde_json::json;

/// A partner's page with the credentials just sent to this endpoint.
async fn send(t: &Scenario, endpoint: &Endpoint) -> Result<()> {
    t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
    t.merchant.agree().await?;
    t.merchant.type_key(key("admin")?).await?;
    t.merchant.press("Continue").await
}

async fn keeps_key(t: &Scenario) -> Result<()> {
    assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?), "the key is kept");
    Ok(())
}

#[test]
fn the_request_is_what_the_contract_says() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.page.give_tokens(vec!["a-token-of-the-partner".into()]);
        t.secrets.note("company token", "a-token-of-the-partner");
        t.embed_with(Page::Modal, &endpoint.url, json!({"site": "acme-eu", "environment": "EU"})).await?;
        t.merchant.agree().await?;
        t.merchant.paste_key(&format!("\u{feff} {}\r\n", key("admin")?)).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let request = endpoint.only()?;
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/connect"));
        assert_eq!(request.header("authorization"), "Bearer a-token-of-the-partner");
        assert_eq!(request.header("content-type"), "application/json");
        assert_eq!(request.header("idempotency-key").len(), 36);
        assert_eq!(request.header("cookie"), "");
        assert_eq!(request.text("platformKey"), "mxio");
        assert_eq!(request.text("apiKey"), key("admin")?, "without what was copied around it");
        assert_eq!((request.text("subdomain"), request.text("environment")), ("acme-eu", "EU"));
        let consent = &request.body["consent"];
        assert_eq!(consent["locale"], "en");
        assert!(consent["text"].as_str().unwrap().contains("Northwind Lending"));
        assert_eq!(consent["version"].as_str().unwrap().len(), 64);
        assert!(consent["acceptedAt"].as_str().unwrap().ends_with('Z'));
        Ok(())
    });
}

#[test]
fn without_token_and_site_neither_is_sent() {
    in_chromium(async |t| {
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        send(t, &endpoint).await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let request = endpoint.only()?;
        assert!(!request.headers.contains_key("authorization"));
        let members = request.body.as_object().unwrap();
        assert!(
            !members.contains_key("subdomain") && !members.contains_key("environment"),
            "{:?}",
            members.keys()
        );
        Ok(())
    });
}

#[test]
fn an_account_that_is_linked_already_is_no_success_and_no_error() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(409));
        let endpoint = Endpoint::start([Answer::json(409, &json!({"error": "exists"}))]).await?;
        send(t, &endpoint).await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        t.merchant.wait_for_text("was connected before").await?;
        t.merchant.press("Finish").await?;
        assert_eq!(t.exit().await?, (None, "already_connected".into()));
        assert!(t.calls("onSuccess").await?.is_empty());
        Ok(())
    });
}

/// An answer that cannot be read: the merchant tries again with the key that is still there.
async fn is_tried_again(t: &Scenario, answer: Answer) -> Result<()> {
    let endpoint = Endpoint::start([answer, Answer::linked()]).await?;
    send(t, &endpoint).await?;
    let panel = t.merchant.wait_for_panel("We could not read the answer").await?;
    assert!(panel.contains("Reference: "), "{panel}");
    assert!(!panel.contains('<') && !panel.contains("SyntaxError") && !panel.contains("token"), "{panel}");
    keeps_key(t).await?;
    t.merchant.press("Try again").await?;
    t.merchant.wait_for_screen("CONNECTED").await
}

#[test]
fn an_answer_that_is_not_json_can_be_tried_again() {
    in_chromium(async |t| is_tried_again(t, Answer::new(200, "text/plain", "OK")).await);
}

#[test]
fn an_answer_that_is_html_can_be_tried_again() {
    let page = "<!doctype html><title>Sign in</title>";
    in_chromium(async |t| is_tried_again(t, Answer::new(200, "text/html", page)).await);
}

#[test]
fn an_answer_that_is_cut_off_can_be_tried_again() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::CutOff);
        is_tried_again(t, Answer::linked().cut_off()).await
    });
}

#[test]
fn an_answer_of_ten_megabytes_can_be_tried_again() {
    let huge = json!({"id": "c-1", "status": "Linked", "padding": "x".repeat(10 * 1024 * 1024)});
    in_chromium(async |t| is_tried_again(t, Answer::json(201, &huge)).await);
}

#[test]
fn an_answer_without_an_id_can_be_tried_again() {
    in_chromium(async |t| is_tried_again(t, Answer::json(200, &json!({"status": "Linked"}))).await);
}

#[test]
fn an_html_page_of_a_proxy_is_a_failure_in_our_words() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(502));
        let page = "<html><script>alert(1)</script><h1>502 Bad Gateway</h1></html>";
        let endpoint = Endpoint::start([Answer::new(502, "text/html", page)]).await?;
        send(t, &endpoint).await?;
        let panel = t.merchant.wait_for_panel("Reference: ").await?;
        assert!(!panel.contains("502") && !panel.contains("alert"), "{panel}");
        keeps_key(t).await
    });
}

#[test]
fn a_servers_own_sentence_is_shown_as_text_never_as_markup() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(500));
        let words = "No <b>quota</b> <img src=x onerror=alert(1)> left";
        let endpoint = Endpoint::start([Answer::json(500, &json!({"error": words}))]).await?;
        send(t, &endpoint).await?;
        let panel = t.merchant.wait_for_panel("Something went wrong at Northwind Lending").await?;
        assert!(panel.contains(&format!("Message: {words}")), "{panel}");
        Ok(())
    });
}

#[test]
fn a_simple_endpoint_that_says_403_means_missing_admin_permissions() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(403));
        let endpoint =
            Endpoint::start([Answer::json(403, &json!({"message": "no"})), Answer::linked()]).await?;
        send(t, &endpoint).await?;
        t.merchant.wait_for_panel("This key has no admin permissions").await?;
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(""));
        t.merchant.press("Use another key").await?;
        t.merchant.type_key(key("admin2")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn a_simple_endpoint_that_says_401_without_a_token_refuses_the_key() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(401));
        let endpoint = Endpoint::start([Answer::new(401, "text/plain", "")]).await?;
        send(t, &endpoint).await?;
        t.merchant.wait_for_key_error("Maxio did not accept this key").await?;
        assert_eq!(t.merchant.key_value().await?.as_deref(), Some(""));
        endpoint.only().map(drop)
    });
}

#[test]
fn a_token_that_has_run_out_is_asked_for_once_more() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(401));
        let endpoint =
            Endpoint::start([Answer::json(401, &json!({"error": "expired"})), Answer::linked()]).await?;
        t.page.give_tokens(vec!["first-token".into(), "second-token".into()]);
        t.secrets.note("company token", "first-token");
        t.secrets.note("company token", "second-token");
        send(t, &endpoint).await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let requests = endpoint.received();
        let tokens: Vec<_> = requests.iter().map(|request| request.header("authorization")).collect();
        assert_eq!(tokens, ["Bearer first-token", "Bearer second-token"]);
        let keys: Vec<_> = requests.iter().map(|request| request.header("idempotency-key")).collect();
        assert_eq!(keys[0], keys[1], "one attempt");
        Ok(())
    });
}

#[test]
fn a_redirect_is_never_followed() {
    in_every_engine(async |t| {
        t.expect_in_console("maxio-link: no answer from");
        t.expect_in_console(Complaint::Redirected);
        let elsewhere = Endpoint::start([Answer::linked()]).await?;
        let redirect = Answer::new(307, "text/plain", "").header("location", &*elsewhere.url);
        let endpoint = Endpoint::start([redirect]).await?;
        send(t, &endpoint).await?;
        t.merchant.wait_for_panel("We could not reach Northwind Lending").await?;
        assert!(elsewhere.received().is_empty(), "the key went elsewhere");
        keeps_key(t).await
    });
}

#[test]
fn a_connection_that_breaks_can_be_tried_again() {
    in_every_engine(async |t| {
        t.expect_in_console("maxio-link: no answer from");
        t.expect_in_console(Complaint::Broken);
        // Some browsers repeat a request on a connection that broke, by themselves.
        let endpoint = Endpoint::start(vec![Answer::reset(); 9]).await?;
        send(t, &endpoint).await?;
        t.merchant.wait_for_panel("We could not reach Northwind Lending").await?;
        keeps_key(t).await?;
        endpoint.answer_from_now_on([Answer::linked()]);
        t.merchant.press("Try again").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn a_request_that_cors_blocks_is_a_network_error_and_tells_the_developer_what_to_allow() {
    for allowed in [None, Some("content-type")] {
        in_every_engine(async |t| {
            t.expect_in_console("must answer without a redirect, allow the origin http://localhost");
            t.expect_in_console(
                "the method POST and the headers content-type, authorization, idempotency-key",
            );
            t.expect_in_console(Complaint::Cors);
            let endpoint = Endpoint::with_cors(allowed, [Answer::linked()]).await?;
            send(t, &endpoint).await?;
            let panel = t.merchant.wait_for_panel("We could not reach Northwind Lending").await?;
            assert!(panel.contains("Reference: "), "{panel}");
            assert!(endpoint.received().is_empty());
            keeps_key(t).await
        });
    }
}

#[test]
fn a_request_that_a_content_security_policy_blocks_is_a_network_error_and_tells_the_developer() {
    in_every_engine(async |t| {
        t.expect_in_console("and the page's connect-src must list it");
        t.expect_in_console(Complaint::Policy);
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.page.restrict(&format!("connect-src 'self' {}", t.api.origin()));
        send(t, &endpoint).await?;
        t.merchant.wait_for_panel("We could not reach Northwind Lending").await?;
        assert!(endpoint.received().is_empty());
        keeps_key(t).await
    });
}

#[test]
fn a_pending_connection_is_polled_until_it_is_linked() {
    in_chromium(async |t| {
        let pending = |status| Answer::json(status, &json!({"id": "c/1", "status": "PendingAuth"}));
        let linked = Answer::json(200, &json!({"id": "c/1", "status": "Linked"}));
        let endpoint = Endpoint::start([pending(202), pending(200), linked]).await?;
        send(t, &endpoint).await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let requests = endpoint.received();
        let asked: Vec<_> = requests.iter().map(|r| (r.method.as_str(), r.path.as_str())).collect();
        assert_eq!(asked, [("POST", "/connect"), ("GET", "/connect/c%2F1"), ("GET", "/connect/c%2F1")]);
        assert_eq!(t.calls("onSuccess").await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_pending_connection_that_fails_says_why() {
    in_chromium(async |t| {
        let pending = Answer::json(202, &json!({"id": "c1", "status": "PendingAuth"}));
        let refused =
            json!({"id": "c1", "status": "PendingAuth", "dataConnectionErrors": [{"statusCode": "401"}]});
        let endpoint = Endpoint::start([pending, Answer::json(200, &refused)]).await?;
        send(t, &endpoint).await?;
        t.merchant.wait_for_key_error("Maxio did not accept this key").await
    });
}

#[test]
fn a_double_click_on_continue_sends_once() {
    in_chromium(async |t| {
        let gate = Gate::default();
        let endpoint = Endpoint::start([Answer::linked().behind(&gate)]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.double_press("Continue").await?;
        // Not before: on a slow machine the second click would be one on what comes after.
        gate.open();
        t.merchant.wait_for_screen("CONNECTED").await?;
        endpoint.wait_for_fate(0, Fate::Answered).await?;
        endpoint.only().map(drop)
    });
}

#[test]
fn a_retry_is_the_same_attempt_until_something_is_edited() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(500));
        let failed = || Answer::json(500, &json!({}));
        let endpoint = Endpoint::start([failed(), failed(), failed(), Answer::linked()]).await?;
        send(t, &endpoint).await?;
        for attempt in 1..=2 {
            endpoint.wait_for_fate(attempt - 1, Fate::Answered).await?;
            t.merchant.wait_for_screen("CREDENTIAL").await?;
            t.merchant.press("Try again").await?;
            endpoint.wait_for(attempt + 1).await?;
        }
        t.merchant.wait_for_panel("Something went wrong").await?;
        t.merchant.type_key(key("admin2")?).await?;
        t.merchant.press("Try again").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let requests = endpoint.received();
        let keys: Vec<_> = requests.iter().map(|request| request.header("idempotency-key")).collect();
        assert_eq!(keys.len(), 4);
        assert!(keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3], "{keys:?}");
        assert_eq!(requests[0].body, requests[2].body, "the moment of consent does not change either");
        assert_eq!(t.events().await?.iter().filter(|name| *name == "RETRY").count(), 2);
        Ok(())
    });
}
