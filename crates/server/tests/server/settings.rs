//! What the operator changes while the server runs.

use axum::http::Method;
use maxio_link_wire::consent;
use serde_json::{Value, json};

use crate::support::{KEY, PARTNER_ORIGIN, Reply, Server, config_of, request};

impl Server {
    async fn put_settings(&self, settings: &Value) -> Reply {
        self.call(Method::PUT, "/settings", &[self.partner()], Some(settings)).await
    }
}

fn everything() -> Value {
    json!({
        "allowedOrigins": ["https://app.example.com"],
        "redirectUrls": ["https://app.example.com/done?c={companyId}&s={statusCode}"],
        "branding": {"partnerName": "Southwind", "privacyUrl": "https://example.com/privacy"},
        "permissions": {"data": {"body": "All of it, {partner} says."}, "retention": null},
    })
}

#[tokio::test]
async fn settings_are_replaced_as_a_whole_and_read_back() {
    let server = Server::start().await;
    let empty = json!({"allowedOrigins": [], "redirectUrls": [], "branding": {}, "permissions": {}});
    assert_eq!(server.get("/settings").await.json(), empty);
    assert_eq!(server.put_settings(&everything()).await.json(), everything());
    assert_eq!(server.get("/settings").await.json(), everything());
    let origins = json!({"allowedOrigins": ["https://app.example.com"]});
    for path in ["/corsSettings", "/connectionManagement/corsSettings"] {
        assert_eq!(server.get(path).await.json(), origins, "{path}");
    }
    assert_eq!(server.put_settings(&json!({})).await.json(), empty);
}

#[tokio::test]
async fn a_wrong_setting_is_named_and_nothing_is_changed() {
    let server = Server::start().await;
    server.put_settings(&everything()).await;
    for (settings, item) in [
        (json!({"allowedOrigins": ["https://a.b/c"]}), "allowedOrigins"),
        (json!({"redirectUrls": ["https://{companyId}.evil.example/"]}), "redirectUrls"),
        (json!({"redirectUrls": ["javascript:alert(1)"]}), "redirectUrls"),
        (json!({"branding": {"supportUrl": "http://example.com"}}), "branding.supportUrl"),
        (json!({"permissions": {"1": {"body": "x"}}}), "permissions"),
        (json!({"redirectURLs": []}), "redirectURLs"),
        (json!({"branding": ["Southwind"]}), "branding"),
        (json!({"permissions": {"data": ["Data"]}}), "permissions.data"),
    ] {
        let reply = server.put_settings(&settings).await;
        assert_eq!((reply.code(), reply.complaint().1), (1000, item.to_owned()), "{settings}");
    }
    assert_eq!(server.get("/settings").await.json(), everything());
}

#[tokio::test]
async fn merchants_see_the_partner_as_set_and_the_consent_is_kept_in_those_words() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let page = format!("/company/{company}");
    let before = config_of(&server.get(&page).await);
    assert_eq!((&before["partnerName"], &before["redirectUrls"]), (&json!("Northwind Lending"), &json!([])));
    assert!(before.get("permissions").is_none());
    server.put_settings(&everything()).await;
    let after = config_of(&server.get(&page).await);
    assert_eq!(
        (&after["partnerName"], &after["privacyUrl"]),
        (&json!("Southwind"), &json!("https://example.com/privacy"))
    );
    assert_eq!(after["supportUrl"], "https://example.com/help", "the command line's, where none is set");
    assert_eq!(after["permissions"], everything()["permissions"]);
    assert_eq!(after["redirectUrls"], everything()["redirectUrls"]);

    let shown = consent::text(&server.app.partner().await.unwrap().sections());
    assert!(shown.contains("All of it, Southwind says.") && !shown.contains("How long"), "{shown}");
    let mut body = request(KEY, "acme");
    let version = maxio_link_server::crypto::sha256_hex(shown.as_bytes());
    body["consent"] =
        json!({"version": version, "text": "-", "locale": "en", "acceptedAt": "2026-11-22T10:00:00Z"});
    let origin = [("origin", PARTNER_ORIGIN.to_owned())];
    assert_eq!(server.link_with(&company, &origin, &body).await.status, 201);
    let (kept, verified): (String, i64) = sqlx::query_as("SELECT body, verified FROM consents")
        .fetch_one(&server.database().await)
        .await
        .unwrap();
    assert_eq!((kept, verified), (shown, 1));
}
