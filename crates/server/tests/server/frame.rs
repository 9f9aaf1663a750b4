//! The hosted Link in a frame of a partner's page.

use axum::http::Method;
use serde_json::json;

use crate::support::{KEY, PARTNER_ORIGIN, PUBLIC, Reply, Server, Setup, config_of, own_page, request};

/// As the frame's script asks.
async fn session(server: &Server, token: &str, query: &str) -> Reply {
    let headers =
        [("authorization", format!("Bearer {token}")), ("sec-fetch-site", "same-origin".to_owned())];
    server.call(Method::GET, &format!("/frame/session{query}"), &headers, None).await
}

fn ancestors(page: &Reply) -> &str {
    let policy = page.header("content-security-policy").unwrap();
    policy.split("; ").find_map(|directive| directive.strip_prefix("frame-ancestors ")).unwrap()
}

#[tokio::test]
async fn the_frame_is_for_pages_of_allowed_origins_and_knows_them() {
    let server = Server::start().await;
    let page = server.call(Method::GET, "/frame", &[], None).await;
    assert_eq!(page.status, 200);
    assert_eq!(ancestors(&page), PARTNER_ORIGIN);
    assert_eq!(
        config_of(&page),
        json!({
            "session": format!("{PUBLIC}/frame/session"),
            "allowedOrigins": [PARTNER_ORIGIN],
            "partnerName": "Northwind Lending", "platformKey": "mxio",
            "supportUrl": "https://example.com/help"
        })
    );
    assert!(page.body.contains(r#"src="frame.js""#) && page.body.contains(r#"href="frame.css""#));
    assert!(!page.body.contains("page.js") && !page.body.contains("page.css"), "{}", page.body);
    assert_eq!((page.cookie(), page.header("cache-control")), (None, Some("no-store")));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(!page.header("content-security-policy").unwrap().contains("unsafe-inline"));

    // What is allowed through the API is allowed to frame it at once.
    let more = json!({"allowedOrigins": ["https://shop.example", PARTNER_ORIGIN]});
    assert_eq!(server.post("/connectionManagement/corsSettings", &more).await.status, 200);
    let page = server.call(Method::GET, "/frame", &[], None).await;
    assert_eq!(ancestors(&page), format!("{PARTNER_ORIGIN} https://shop.example"));
    assert_eq!(config_of(&page)["allowedOrigins"], json!([PARTNER_ORIGIN, "https://shop.example"]));
}

#[tokio::test]
async fn without_allowed_origins_nobody_may_frame_it() {
    let server = Server::with(Setup { allowed_origin: None, ..Setup::default() }).await;
    let page = server.call(Method::GET, "/frame", &[], None).await;
    assert_eq!((page.status, ancestors(&page)), (200, "'none'"));
    assert_eq!(config_of(&page)["allowedOrigins"], json!([]));
}

#[tokio::test]
async fn an_origin_cannot_break_out_of_the_policy() {
    let server = Server::start().await;
    for origin in ["https://a;script-src *", "https://a;b", "https://a,b", "https://a'b"] {
        let body = json!({"allowedOrigins": [origin]});
        let reply = server.post("/connectionManagement/corsSettings", &body).await;
        assert_eq!((reply.code(), reply.complaint().1), (1000, "allowedOrigins".to_owned()), "{origin}");
    }
}

#[tokio::test]
async fn a_token_tells_its_company_and_what_to_ask_the_merchant_for() {
    let server = Server::start().await;
    let (known, unknown) = (server.company(Some("acme")).await, server.company(None).await);
    let reply = session(&server, &server.token(&known).await, "").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(
        reply.json(),
        json!({
            "companyName": "Acme", "endpoint": format!("{PUBLIC}/companies/{known}/connections"),
            "subdomain": "acme", "environment": "US"
        })
    );
    let reply = session(&server, &server.token(&unknown).await, "").await;
    assert_eq!(
        reply.json(),
        json!({"companyName": "Acme", "endpoint": format!("{PUBLIC}/companies/{unknown}/connections")})
    );
    assert_eq!((reply.cookie(), reply.header("cache-control")), (None, Some("no-store")));
}

#[tokio::test]
async fn reconnecting_shows_the_site_of_a_connection_of_this_company_alone() {
    let server = Server::start().await;
    let (company, other) = (server.company(None).await, server.company(None).await);
    let linked = server.link(&company, &request(KEY, "acme")).await.json();
    let id = linked["id"].as_str().unwrap();
    let query = format!("?connectionId={id}");
    let reply = session(&server, &server.token(&company).await, &query).await;
    assert_eq!((&reply.json()["subdomain"], &reply.json()["environment"]), (&json!("acme"), &json!("US")));
    for (token, query) in [
        (server.token(&other).await, query.as_str()),
        (server.token(&company).await, "?connectionId=made-up"),
        (server.token(&company).await, "?connectionId=1&connectionId=2"),
    ] {
        let reply = session(&server, &token, query).await;
        assert_eq!((reply.status, reply.code()), (400, 1000), "{query}");
        assert_eq!(reply.complaint().1, "connectionId");
    }
}

#[tokio::test]
async fn without_a_good_token_the_frame_learns_nothing() {
    let server = Server::start().await;
    let company = server.company(Some("acme")).await;
    for token in ["", "made-up"] {
        let reply = session(&server, token, "").await;
        assert_eq!((reply.status, reply.code()), (401, 1011), "{token:?}");
    }
    let without = server.call(Method::GET, "/frame/session", &own_page(), None).await;
    assert_eq!((without.status, without.code()), (401, 1011));
    let partner = server.call(Method::GET, "/frame/session", &[server.partner()], None).await;
    assert_eq!((partner.status, partner.code()), (401, 1011), "an API key is no company token");

    let token = server.token(&company).await;
    sqlx::query("UPDATE access_tokens SET expires_at = 1").execute(&server.database().await).await.unwrap();
    assert_eq!(session(&server, &token, "").await.code(), 1011);
    let token = server.token(&company).await;
    assert_eq!(session(&server, &token, "").await.status, 200);
    let path = format!("/companies/{company}");
    assert_eq!(server.call(Method::DELETE, &path, &[server.partner()], None).await.status, 204);
    assert_eq!(session(&server, &token, "").await.code(), 1010);
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_ask_in_the_frames_place() {
    let server = Server::start().await;
    let token = ("authorization", format!("Bearer {}", server.token(&server.company(None).await).await));
    for asker in [("origin", PARTNER_ORIGIN.to_owned()), ("sec-fetch-site", "cross-site".to_owned())] {
        let reply = server.call(Method::GET, "/frame/session", &[token.clone(), asker], None).await;
        assert_eq!((reply.status, reply.code()), (403, 1012));
        assert!(reply.header("access-control-allow-origin").is_none());
    }
}

#[tokio::test]
async fn what_stops_link_is_said_before_anything_is_typed() {
    let server = Server::with(Setup { enabled: false, ..Setup::default() }).await;
    let reply = session(&server, &server.token(&server.company(None).await).await, "").await;
    assert_eq!((reply.status, reply.code()), (403, 1008));
}

#[tokio::test]
async fn the_frame_may_post_credentials_with_the_token() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let linked = server.link_with(&company, &own_page(), &request(KEY, "acme")).await;
    assert_eq!(linked.status, 201, "{linked:?}");
    let again = json!({"platformKey": "mxio", "apiKey": KEY, "connectionId": linked.json()["id"]});
    assert_eq!(server.link_with(&company, &own_page(), &again).await.status, 200);
    let other = server.company(None).await;
    let foreign = server.link_with(&other, &own_page(), &again).await;
    assert_eq!((foreign.code(), foreign.complaint().1), (1000, "connectionId".to_owned()));
}
