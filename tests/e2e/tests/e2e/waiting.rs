//! Waiting: time-outs, servers that say "later", and the network being away.

use anyhow::Result;
use maxio_link_e2e::{
    Answer, Complaint, Endpoint, Gate, Page, Scenario, endpoint::Fate, in_chromium, in_every_engine,
    scenario::key, wait,
};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

async fn at_continue(t: &Scenario, endpoint: &Endpoint, options: Value) -> Result<()> {
    t.embed_with(Page::Modal, &endpoint.url, options).await?;
    t.merchant.agree().await?;
    t.merchant.type_key(key("admin")?).await
}

async fn send(t: &Scenario, endpoint: &Endpoint, options: Value) -> Result<()> {
    at_continue(t, endpoint, options).await?;
    t.merchant.press("Continue").await
}

async fn keeps_key(t: &Scenario) -> Result<()> {
    assert_eq!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?), "the key is kept");
    Ok(())
}

#[test]
fn after_a_time_out_trying_again_is_safe() {
    in_chromium(async |t| {
        let never = Gate::default();
        let endpoint = Endpoint::start([Answer::linked().behind(&never), Answer::linked()]).await?;
        send(t, &endpoint, json!({"timeoutMs": 6000})).await?;
        t.merchant.wait_for_panel("This took too long").await?;
        endpoint.wait_for_fate(0, Fate::Abandoned).await?;
        keeps_key(t).await?;
        t.merchant.press("Try again").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let requests = endpoint.received();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].header("idempotency-key"), requests[1].header("idempotency-key"));
        assert_eq!(requests[0].body, requests[1].body);
        Ok(())
    });
}

#[test]
fn an_attempt_that_is_still_worked_on_is_asked_for_again_and_no_error() {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(409));
        let in_flight = json!({"statusCode": 409, "error": "in flight", "detailedErrorCode": 1014});
        let endpoint = Endpoint::start([Answer::json(409, &in_flight), Answer::linked()]).await?;
        send(t, &endpoint, json!({})).await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        let requests = endpoint.received();
        assert_eq!(requests[0].header("idempotency-key"), requests[1].header("idempotency-key"));
        assert!(!t.events().await?.contains(&"ERROR".to_owned()));
        Ok(())
    });
}

/// The button counts down, ignores clicks meanwhile, and comes back by itself.
fn comes_back_by_itself(status: u16, retry_after: fn() -> String, title: &'static str) {
    in_chromium(async |t| {
        t.expect_in_console(Complaint::Status(status));
        let endpoint = Endpoint::start([]).await?;
        at_continue(t, &endpoint, json!({})).await?;
        let later = Answer::json(status, &json!({})).header("retry-after", retry_after());
        endpoint.answer_from_now_on([later, Answer::linked()]);
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_panel(title).await?;
        keeps_key(t).await?;
        let (button, seconds) = wait::for_some("a countdown", async || t.merchant.countdown().await).await?;
        assert!((1..=10).contains(&seconds), "{seconds}");
        // Pressing it meanwhile does nothing.
        button.click().await?;
        assert_eq!(endpoint.received().len(), 1);
        wait::for_value("button", Some(true), async || t.merchant.is_enabled("Try again").await).await?;
        t.merchant.press("Try again").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn too_many_requests_are_counted_down_from_retry_after_in_seconds() {
    comes_back_by_itself(429, || "10".into(), "Too many attempts");
}

#[test]
fn too_many_requests_are_counted_down_from_retry_after_as_a_date() {
    // A date has no fractions of a second.
    let soon = || httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(10));
    comes_back_by_itself(429, soon, "Too many attempts");
}

#[test]
fn a_maxio_that_is_down_is_counted_down_as_well() {
    comes_back_by_itself(503, || "10".into(), "Maxio is not answering");
}

#[test]
fn offline_is_said_and_being_back_is_noticed() {
    in_every_engine(async |t| {
        t.expect_in_console(Complaint::Offline);
        let endpoint = Endpoint::start([Answer::linked()]).await?;
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.browser.set_offline(true).await?;
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_panel("You are offline").await?;
        keeps_key(t).await?;
        t.merchant.browser.set_offline(false).await?;
        t.merchant.wait_for_panel("You are back online").await?;
        keeps_key(t).await?;
        t.merchant.press("Try again").await?;
        t.merchant.wait_for_screen("CONNECTED").await?;
        endpoint.only().map(drop)
    });
}

#[test]
fn cancelling_ends_the_request_and_keeps_the_key() {
    in_chromium(async |t| {
        let never = Gate::default();
        let endpoint = Endpoint::start([Answer::linked().behind(&never), Answer::linked()]).await?;
        send(t, &endpoint, json!({})).await?;
        t.merchant.wait_for_screen("LOADING").await?;
        endpoint.wait_for(1).await?;
        t.merchant.press("Cancel").await?;
        t.merchant.wait_for_screen("CREDENTIAL").await?;
        endpoint.wait_for_fate(0, Fate::Abandoned).await?;
        keeps_key(t).await?;
        assert_eq!(t.merchant.panel().await?, None, "the merchant knows who cancelled");
        t.merchant.press("Continue").await?;
        t.merchant.wait_for_screen("CONNECTED").await
    });
}

#[test]
fn the_key_stays_in_its_covered_field_while_connecting() {
    in_chromium(async |t| {
        let gate = Gate::default();
        let endpoint = Endpoint::start([Answer::linked().behind(&gate)]).await?;
        send(t, &endpoint, json!({})).await?;
        t.merchant.wait_for_screen("LOADING").await?;
        keeps_key(t).await?;
        assert_eq!(t.merchant.is_enabled("Continue").await?, None, "what is covered cannot be used");
        gate.open();
        t.merchant.wait_for_screen("CONNECTED").await?;
        assert_ne!(t.merchant.key_value().await?.as_deref(), Some(key("admin")?), "it is done with");
        Ok(())
    });
}
