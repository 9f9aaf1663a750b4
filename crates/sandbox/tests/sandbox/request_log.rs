use std::time::Duration;

use axum::http::{Method, StatusCode};
use maxio_sandbox::demo::KEYS;
use serde_json::{Value, json};

use crate::client::{Client, basic, value};

async fn log(client: &Client) -> Value {
    client.send(Method::GET, "/_sandbox/requests", None).await.json()
}

#[tokio::test]
async fn lists_what_was_asked_with_the_name_of_the_key() {
    let client = Client::new();
    client.get("/us/acme/customers.json?per_page=1", "no-admin").await;
    client.send(Method::GET, "/us/acme/site.json", Some(&basic("who-knows", "x"))).await;
    client.send(Method::GET, "/us/nobody/site.json", None).await;
    let entry = |path, key, status| json!({"method": "GET", "path": path, "key": key, "status": status, "violation": false});
    assert_eq!(
        log(&client).await,
        json!([
            entry("/us/acme/customers.json", json!("no-admin"), 200),
            entry("/us/acme/site.json", json!("unknown"), 401),
            entry("/us/nobody/site.json", Value::Null, 404),
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_without_an_answer_is_listed_without_a_status() {
    let client = Client::new();
    let stuck = client.get("/us/acme/site.json", "stuck");
    assert!(tokio::time::timeout(Duration::from_secs(1), stuck).await.is_err());
    let entries = log(&client).await;
    assert_eq!((&entries[0]["key"], &entries[0]["status"]), (&json!("stuck"), &Value::Null));
}

#[tokio::test]
async fn a_key_is_never_shown_even_if_it_was_taken_for_the_site() {
    let client = Client::new();
    for key in KEYS.iter().filter(|key| key.name != "stuck") {
        client.get(&format!("/us/{}/site.json?key={}", key.value, key.value), key.name).await;
    }
    let log = log(&client).await.to_string();
    assert!(log.contains("/us/<key admin>/site.json"));
    for key in KEYS {
        assert!(!log.contains(key.value), "{} is shown", key.name);
    }
}

#[tokio::test]
async fn whatever_could_write_is_a_violation_and_wipes_nothing() {
    let client = Client::new();
    let admin = basic(value("admin"), "x");
    let wipe = client.send(Method::POST, "/us/acme/sites/clear_data.json", Some(&admin)).await;
    assert_eq!(wipe.status, StatusCode::OK);
    let other = client.send(Method::POST, "/us/acme/customers.json", Some(&admin)).await;
    assert_eq!(other.status, StatusCode::METHOD_NOT_ALLOWED);

    for entry in log(&client).await.as_array().unwrap() {
        assert_eq!(entry["violation"], true, "{entry}");
    }
    let customers = client.get("/us/acme/customers.json", "admin").await;
    assert_eq!(customers.json().as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn a_production_site_is_never_wiped_nor_one_without_permission() {
    let client = Client::new();
    for (path, key) in [("/us/globex", "globex-admin"), ("/us/acme", "no-admin")] {
        let authorization = basic(value(key), "x");
        let path = format!("{path}/sites/clear_data.json");
        assert_eq!(
            client.send(Method::POST, &path, Some(&authorization)).await.status,
            StatusCode::FORBIDDEN
        );
    }
}

#[tokio::test]
async fn reset_forgets_the_requests_and_that_the_flaky_key_failed() {
    let client = Client::new();
    let flaky = || client.get("/us/acme/site.json", "flaky");
    assert_eq!(flaky().await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(flaky().await.status, StatusCode::OK);
    let reset = client.send(Method::POST, "/_sandbox/reset", None).await;
    assert_eq!(reset.status, StatusCode::NO_CONTENT);
    assert_eq!(log(&client).await, json!([]));
    assert_eq!(flaky().await.status, StatusCode::SERVICE_UNAVAILABLE);
}
