//! No secret in the database, its side files or the log.

use axum::http::Method;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::json;

use crate::support::{self, KEY, PUBLIC, Server, contains, request};

/// A whole story; gives every secret in it.
async fn story(server: &Server) -> Vec<String> {
    let company = server.company(None).await;
    let password = server.one_time_password(&company).await;
    server.get(&format!("/company/{company}?link.otp={password}")).await;
    let own_page = ("origin", PUBLIC.to_owned());
    let spent = server
        .call(
            Method::POST,
            &format!("/company/{company}/session"),
            std::slice::from_ref(&own_page),
            Some(&json!({ "oneTimePassword": password })),
        )
        .await;
    let cookie = spent.cookie().unwrap().split(';').next().unwrap().to_owned();
    let path = format!("/companies/{company}/connections");
    for (key, site) in [(KEY, "acme"), ("wrong-key", "acme"), (KEY, "gone"), (KEY, "down"), (KEY, "moved")] {
        let headers = [
            own_page.clone(),
            ("cookie", cookie.clone()),
            ("idempotency-key", format!("{key}{site}").len().to_string()),
        ];
        server.call(Method::POST, &path, &headers, Some(&request(key, site))).await;
    }
    let token = server.token(&company).await;
    server.call(Method::GET, &path, &[("authorization", format!("Bearer {token}"))], None).await;
    server.get("/companies").await;
    assert_eq!(server.connections(&company).await.len(), 1);
    vec![
        KEY.to_owned(),
        BASE64.encode(format!("{KEY}:x")),
        password,
        cookie.split_once('=').unwrap().1.to_owned(),
        token,
        server.partner_key.clone(),
        BASE64.encode(&server.partner_key),
    ]
}

#[tokio::test]
async fn the_database_and_its_side_files_hold_no_secret_in_clear() {
    let server = Server::start().await;
    let secrets = story(&server).await;
    let files = server.kept().await;
    assert!(files.iter().any(|(_, bytes)| contains(bytes, "Acme Billing")), "the search finds what is there");
    for (name, bytes) in &files {
        for secret in &secrets {
            assert!(!contains(bytes, secret), "{secret} in {name}");
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start().await;
    story(&server).await;
    // PostgreSQL keeps none here.
    for (name, _) in server.files().into_iter().filter(|(name, _)| name.contains("link.db")) {
        let mode = std::fs::metadata(&name).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} {mode:o}");
    }
}

#[tokio::test]
async fn a_sealed_key_moved_to_another_connection_does_not_open() {
    let server = Server::start().await;
    let (one, two) = (server.company(None).await, server.company(None).await);
    let mut ids = Vec::new();
    for company in [&one, &two] {
        ids.push(server.link(company, &request(KEY, "acme")).await.json()["id"].as_str().unwrap().to_owned());
    }
    let sealed = server.app.store.sealed_key(&one, &ids[0]).await.unwrap().unwrap();
    assert!(server.app.vault.open(&one, &ids[0], &sealed).is_ok());
    assert!(server.app.vault.open(&two, &ids[1], &sealed).is_err());
}

#[tokio::test]
async fn deleting_a_company_erases_its_keys() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let id = server.link(&company, &request(KEY, "acme")).await.json()["id"].as_str().unwrap().to_owned();
    assert!(server.app.store.sealed_key(&company, &id).await.unwrap().is_some());
    server.call(Method::DELETE, &format!("/companies/{company}"), &[server.partner()], None).await;
    assert!(server.app.store.sealed_key(&company, &id).await.unwrap().is_none());
}

#[tokio::test]
async fn the_log_holds_no_secret_even_when_it_says_everything() {
    let server = Server::start().await;
    let secrets = story(&server).await;
    let log = support::log();
    for expected in ["answered", "code=1001", "/session"] {
        assert!(contains(&log, expected), "the search finds what is there: {expected}");
    }
    for secret in &secrets {
        assert!(!contains(&log, secret), "{secret}");
    }
}
