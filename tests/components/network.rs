//! What is sent, and what becomes of answers that are no answers.

use crate::{
    answers::{self, LINKED, play},
    harness::{KEY, open, pause},
};
use js_sys::{Date, Function, Promise, Reflect, global};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_retry_keeps_the_idempotency_key_and_an_edit_makes_a_new_one() {
    play(r#"[{"status":500}]"#);
    let page = open(&[]);
    page.send().await;
    page.until("it failed", |page| page.button("Try again").is_some()).await;
    page.press("Try again");
    page.until("it failed again", |page| answers::count() == 2 && page.button("Try again").is_some()).await;
    page.fill("key", "anotherKey456");
    page.press("Try again");
    page.until("the third was sent", |_| answers::count() == 3).await;
    let key = |index| answers::header(index, "idempotency-key").unwrap();
    assert_eq!(key(0), key(1));
    assert_ne!(key(1), key(2));
    assert_eq!((page.told("SUBMIT_CREDENTIALS"), page.told("RETRY")), (2, 1));
}

#[wasm_bindgen_test]
async fn the_request_carries_the_consent_as_shown_and_the_cleaned_key() {
    play(&format!("[{LINKED}]"));
    let page = open(&[("token", "company-token".into())]);
    page.to_credentials().await;
    page.fill("key", &format!(" \u{feff}{KEY}\u{200b}\n"));
    page.press("Continue");
    page.at("CONNECTED").await;
    let sent = answers::sent(0);
    assert!(
        sent.contains(&format!(r#"\"platformKey\":\"mxio\",\"apiKey\":\"{KEY}\",\"consent\""#)),
        "{sent}"
    );
    assert!(sent.contains("Northwind Lending can work with"), "{sent}");
    assert!(sent.contains(r#"\"locale\":\"en\""#), "{sent}");
    assert_eq!(answers::header(0, "authorization").as_deref(), Some("Bearer company-token"));
    assert_eq!(answers::header(0, "content-type").as_deref(), Some("application/json"));
}

#[wasm_bindgen_test]
async fn a_token_function_is_asked_again_once_after_a_401() {
    play(&format!(r#"[{{"status":401}},{LINKED}]"#));
    let token = Function::new_no_args(
        "window.tokens = (window.tokens ?? 0) + 1; return Promise.resolve('t' + window.tokens)",
    );
    let page = open(&[("token", token.into())]);
    page.send().await;
    page.at("CONNECTED").await;
    assert_eq!(answers::count(), 2);
    assert_eq!(answers::header(0, "idempotency-key"), answers::header(1, "idempotency-key"));
    assert_ne!(answers::header(0, "authorization"), answers::header(1, "authorization"));
}

#[wasm_bindgen_test]
async fn who_cancels_before_the_request_is_begun_begins_none() {
    play(&format!("[{LINKED}]"));
    let token = Function::new_no_args("window.wantedToken = true; return 'now'");
    let page = open(&[("token", token.into())]);
    page.to_credentials().await;
    page.fill("key", KEY);
    page.press("Continue");
    // The screen follows in this very task, and the request in one of its own.
    for _ in 0..100 {
        JsFuture::from(Promise::resolve(&JsValue::NULL)).await.unwrap();
    }
    page.press("Cancel");
    page.at("CREDENTIAL").await;
    pause().await;
    let asked = Reflect::get(&global(), &"wantedToken".into()).unwrap();
    assert_eq!((answers::count(), asked), (0, JsValue::UNDEFINED));
}

#[wasm_bindgen_test]
async fn a_token_text_is_not_asked_again() {
    play(r#"[{"status":401}]"#);
    let page = open(&[("token", "expired".into())]);
    page.send().await;
    page.at("ERROR").await;
    assert_eq!((answers::count(), page.title().as_str()), (1, "This link has expired"));
}

#[wasm_bindgen_test]
async fn a_token_that_cannot_be_had_sends_nothing_and_can_be_tried_again() {
    play(&format!("[{LINKED}]"));
    let token = Function::new_no_args(
        "if (!window.ready) { window.ready = true; throw new Error('no') } return 'now'",
    );
    let page = open(&[("token", token.into())]);
    page.send().await;
    page.until("it failed", |page| page.button("Try again").is_some()).await;
    assert_eq!(answers::count(), 0);
    assert_eq!(page.input("key").value(), KEY);
    page.press("Try again");
    page.at("CONNECTED").await;
}

#[wasm_bindgen_test]
async fn retry_after_in_seconds_counts_down_and_then_lets_on() {
    play(r#"[{"status":429,"headers":{"retry-after":"2"}}]"#);
    let page = open(&[]);
    page.send().await;
    page.until("it counts", |page| page.button("Try again in 2 seconds").is_some()).await;
    page.press("Try again in 2 seconds");
    page.until("it is over", |page| page.button("Try again").is_some()).await;
    assert_eq!(answers::count(), 1, "a press during the countdown sends nothing");
    assert_eq!(page.input("key").value(), KEY);
}

#[wasm_bindgen_test]
async fn retry_after_as_a_date_counts_the_seconds_until_then() {
    let then = Date::new(&(Date::now() + 30_000.0).into()).to_utc_string();
    play(&format!(r#"[{{"status":503,"headers":{{"retry-after":"{then}"}}}}]"#));
    let page = open(&[]);
    page.send().await;
    page.until("it counts", |page| {
        let label = page.text(".primary");
        let seconds = label.trim_start_matches("Try again in ").trim_end_matches(" seconds").parse::<u32>();
        seconds.is_ok_and(|seconds| (25..=31).contains(&seconds))
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_body_that_is_too_large_is_not_read_to_its_end() {
    play(r#"[{"status":200,"repeat":10000000}]"#);
    let page = open(&[]);
    page.send().await;
    page.until("it is said", |page| page.text(".panel").contains("could not read the answer")).await;
    assert!(page.text(".panel").contains("Reference:"));
}

#[wasm_bindgen_test]
async fn a_refused_request_keeps_the_key_and_gives_a_reference() {
    play(r#"[{"status":0}]"#);
    let page = open(&[]);
    page.send().await;
    page.until("it is said", |page| page.text(".panel").contains("could not reach Northwind Lending")).await;
    assert!(page.text(".panel").contains("Reference:"));
    assert_eq!(page.input("key").value(), KEY);
    assert!(page.events().contains("NETWORK_FAILED"));
}

#[wasm_bindgen_test]
async fn a_pending_connection_is_asked_for_until_it_is_linked() {
    play(&format!(r#"[{{"status":202,"json":{{"id":"c/1","status":"PendingAuth"}}}},{LINKED}]"#));
    let page = open(&[]);
    page.send().await;
    page.at("CONNECTED").await;
    let poll = answers::sent(1);
    assert!(poll.contains(r#""method":"GET""#) && poll.contains("/connections/c%2F1\""), "{poll}");
    assert!(!poll.contains(KEY), "{poll}");
}

#[wasm_bindgen_test]
async fn a_key_that_a_server_quotes_is_neither_shown_nor_reported() {
    play(&format!(r#"[{{"status":500,"json":{{"error":"cannot use {KEY}","correlationId":"{KEY}"}}}}]"#));
    let page = open(&[]);
    page.send().await;
    page.until("it failed", |page| page.button("Try again").is_some()).await;
    assert!(!page.all().contains(KEY) && !page.events().contains(KEY), "{}", page.events());
}

#[wasm_bindgen_test]
async fn a_double_press_on_continue_sends_once() {
    play(r#"[{"hold":true}]"#);
    let page = open(&[]);
    page.to_credentials().await;
    page.fill("key", KEY);
    let button = page.button("Continue").unwrap();
    button.click();
    button.click();
    page.until("it was sent", |_| answers::count() == 1).await;
    for _ in 0..5 {
        pause().await;
    }
    assert_eq!(answers::count(), 1);
}

#[wasm_bindgen_test]
async fn a_token_text_that_no_header_can_carry_sends_nothing_and_is_quoted_nowhere() {
    play(&format!("[{LINKED}]"));
    let page = open(&[("token", "se\ncret".into())]);
    page.send().await;
    page.until("it failed", |page| page.button("Try again").is_some()).await;
    assert_eq!(answers::count(), 0);
    assert!(!page.events().contains("cret"), "{}", page.events());
}

#[wasm_bindgen_test]
async fn extra_headers_are_sent_and_cannot_replace_links_own() {
    play(&format!("[{LINKED}]"));
    let headers = js_sys::eval("[['x-tenant', 't-1'], ['content-type', 'text/plain']]").unwrap();
    let page = open(&[("headers", headers), ("idempotency", JsValue::FALSE)]);
    page.send().await;
    page.at("CONNECTED").await;
    assert_eq!(answers::header(0, "x-tenant").as_deref(), Some("t-1"));
    assert_eq!(answers::header(0, "content-type").as_deref(), Some("application/json"));
    assert_eq!(answers::header(0, "idempotency-key"), None);
}
