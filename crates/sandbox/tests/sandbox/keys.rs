use std::time::Duration;

use axum::http::StatusCode;
use maxio_sandbox::demo::{KEYS, SITES};

use crate::client::Client;

const LISTS: [&str; 4] = ["products", "customers", "subscriptions", "invoices"];

async fn status(client: &Client, path: &str, key: &str) -> u16 {
    client.get(path, key).await.status.as_u16()
}

/// The status of `site.json`, of all lists if they agree, and of `webhooks.json`.
async fn statuses(client: &Client, site: &str, key: &str) -> (u16, u16, u16) {
    let lists = status(client, &format!("{site}/customers.json"), key).await;
    for list in LISTS {
        assert_eq!(status(client, &format!("{site}/{list}.json"), key).await, lists, "{key} at {list}");
    }
    let first = status(client, &format!("{site}/site.json"), key).await;
    (first, lists, status(client, &format!("{site}/webhooks.json"), key).await)
}

#[tokio::test(start_paused = true)]
async fn every_key_answers_as_its_help_says() {
    for key in KEYS {
        let client = Client::new();
        let at = |site| statuses(&client, site, key.name);
        let site_json = || client.get("/us/acme/site.json", key.name);
        match key.name {
            "admin" | "admin2" => {
                assert_eq!(at("/us/acme").await, (200, 200, 200));
                assert_eq!(at("/eu/acme-eu").await, (200, 200, 200));
                assert_eq!(at("/us/globex").await, (401, 401, 401));
            }
            "globex-admin" => {
                assert_eq!(at("/us/globex").await, (200, 200, 200));
                assert_eq!(at("/us/acme").await, (401, 401, 401));
                assert_eq!(at("/eu/acme-eu").await, (401, 401, 401));
            }
            "pre-2020" => {
                for site in ["/us/acme", "/us/globex", "/eu/acme-eu"] {
                    assert_eq!(at(site).await, (200, 200, 200));
                }
            }
            "no-admin" => {
                assert_eq!(at("/us/acme").await, (200, 200, 403));
                assert!(client.get("/us/acme/webhooks.json", key.name).await.is_json_errors());
            }
            "read-none" => {
                assert_eq!(at("/us/acme").await, (200, 403, 403));
                assert!(client.get("/us/acme/customers.json", key.name).await.is_json_errors());
            }
            "wrong" => {
                for site in SITES.iter().filter(|site| !["redirects", "html"].contains(&site.name)) {
                    let path = site.base_path();
                    assert_eq!(statuses(&client, &path, key.name).await, (401, 401, 401));
                }
            }
            "rate-limited" | "rate-limited-no-header" => {
                assert_eq!(at("/us/acme").await, (429, 429, 429));
                let expected = (key.name == "rate-limited").then_some("2");
                assert_eq!(site_json().await.header("retry-after"), expected);
            }
            "down" => {
                assert_eq!(at("/us/acme").await, (502, 502, 502));
                assert!(site_json().await.is_html());
            }
            "unavailable" => {
                assert_eq!(at("/us/acme").await, (503, 503, 503));
                assert!(site_json().await.is_html());
            }
            "slow" => {
                assert_eq!(at("/us/acme").await, (200, 200, 200));
                assert_eq!(site_json().await.took.as_secs(), 4);
                assert_eq!(client.get("/us/acme/customers.json", key.name).await.took, Duration::ZERO);
            }
            "stuck" => {
                let hour = Duration::from_secs(3600);
                assert!(tokio::time::timeout(hour, site_json()).await.is_err(), "answered");
            }
            "cut-off" => {
                let answer = site_json().await;
                let announced: usize = answer.header("content-length").unwrap().parse().unwrap();
                assert!(answer.is_cut_off && answer.body.len() < announced);
                assert!(!answer.body.is_empty());
            }
            "garbage" => {
                let answer = site_json().await;
                assert_eq!(answer.status, StatusCode::OK);
                assert!(answer.header("content-type").unwrap().starts_with("application/json"));
                assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err());
            }
            "huge" => {
                let answer = site_json().await;
                assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 10 * 1024 * 1024));
                assert!(answer.json()["site"]["name"].is_string());
            }
            "flaky" => {
                assert_eq!(site_json().await.status, StatusCode::SERVICE_UNAVAILABLE);
                assert_eq!(at("/us/acme").await, (200, 200, 200));
            }
            other => panic!("no test says what the key {other} does"),
        }
    }
}

#[test]
fn names_and_values_are_distinct_and_look_like_keys() {
    for (n, key) in KEYS.iter().enumerate() {
        let others = KEYS.iter().skip(n + 1);
        assert!(others.clone().all(|other| other.name != key.name && other.value != key.value));
        assert!((30..=40).contains(&key.value.len()), "{}", key.name);
        assert!(key.value.chars().all(|c| c.is_ascii_alphanumeric()), "{}", key.name);
    }
}
