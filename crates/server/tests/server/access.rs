//! Who may ask what, from where, and what everybody is told who may not.

use axum::{
    body::Body,
    extract::Request,
    http::{Method, header},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::json;

use crate::support::{KEY, PARTNER_ORIGIN, PUBLIC, Server, Setup, request};

#[tokio::test]
async fn the_partner_api_opens_to_a_partner_key_alone() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let token = format!("Bearer {}", server.token(&company).await);
    let basic = |text: &str| format!("Basic {}", BASE64.encode(text));
    for path in [
        "/companies".to_owned(),
        format!("/companies/{company}"),
        format!("/companies/{company}/accessToken"),
        "/integrations".to_owned(),
        "/integrations/mxio".to_owned(),
        "/connectionManagement/corsSettings".to_owned(),
    ] {
        for (value, status) in [
            (basic(&server.partner_key), 200),
            (basic(&format!("{}:", server.partner_key)), 200),
            (basic("mlk_wrong"), 401),
            (basic(""), 401),
            ("Basic !".to_owned(), 401),
            (format!("Digest {}", BASE64.encode(&server.partner_key)), 401),
            (token.clone(), 403),
        ] {
            let reply = server.call(Method::GET, &path, &[("authorization", value.clone())], None).await;
            assert_eq!(reply.status, status, "{path} {value}");
            if status != 200 {
                assert_eq!(reply.code(), 0);
            }
        }
        assert_eq!(server.call(Method::GET, &path, &[], None).await.status, 401);
    }
}

#[tokio::test]
async fn a_company_token_opens_its_own_companys_connections_alone() {
    let server = Server::start().await;
    let (company, other) = (server.company(None).await, server.company(None).await);
    let answer = server.get(&format!("/companies/{company}/accessToken")).await.json();
    assert_eq!((&answer["tokenType"], &answer["expiresIn"]), (&json!("Bearer"), &json!(3600)));
    let token = [("authorization", format!("Bearer {}", answer["accessToken"].as_str().unwrap()))];
    let path = |company: &str| format!("/companies/{company}/connections");
    assert_eq!(server.call(Method::GET, &path(&company), &token, None).await.status, 200);
    let body = request(KEY, "acme");
    assert_eq!(server.call(Method::POST, &path(&company), &token, Some(&body)).await.status, 201);
    for method in [Method::GET, Method::POST] {
        let foreign = server.call(method, &path(&other), &token, Some(&body)).await;
        assert_eq!((foreign.status, foreign.code()), (401, 1011));
    }
    let made_up = [("authorization", "Bearer made-up".to_owned())];
    assert_eq!(server.call(Method::POST, &path(&company), &made_up, Some(&body)).await.code(), 1011);
}

#[tokio::test]
async fn companies_are_created_listed_read_and_deleted() {
    let server = Server::start().await;
    let tags = json!({"maxioSubdomain": "acme", "maxioEnvironment": "EU", "crm": "7"});
    let made = server.post("/companies", &json!({"name": " Acme ", "description": "d", "tags": tags})).await;
    assert_eq!(made.status, 200, "{made:?}");
    let made = made.json();
    let id = made["id"].as_str().unwrap();
    assert_eq!((&made["name"], &made["tags"]), (&json!("Acme"), &tags));
    assert!(made["redirect"].as_str().unwrap().starts_with(&format!("{PUBLIC}/company/{id}?link.otp=")));
    let read = server.get(&format!("/companies/{id}")).await.json();
    assert_ne!(read["redirect"], made["redirect"], "each time a fresh one-time password");

    server.post("/companies", &json!({"name": "Beta"})).await;
    let page = server.get("/companies?page=2&pageSize=1").await.json();
    assert_eq!((&page["totalResults"], &page["results"][0]["name"]), (&json!(2), &json!("Beta")));
    assert!(!page["results"][0]["redirect"].as_str().unwrap().contains("otp"), "lists carry no password");
    assert_eq!(page["_links"]["previous"]["href"], "/companies?page=1&pageSize=1");
    assert!(page["_links"].get("next").is_none());
    assert_eq!(server.get("/companies?page=0").await.code(), 1000);
    assert_eq!(server.get("/companies?pageSize=x").await.code(), 1000);

    let fresh = server.post(&format!("/companies/{id}/link"), &json!({})).await.json();
    assert!(fresh["redirect"].as_str().unwrap().contains("link.otp="));
    let path = format!("/companies/{id}");
    let headers = [server.partner()];
    assert_eq!(server.call(Method::DELETE, &path, &headers, None).await.status, 204);
    assert_eq!(server.call(Method::DELETE, &path, &headers, None).await.code(), 1010);
    assert_eq!(server.get(&path).await.code(), 1010);
    for (body, item) in [
        (json!({"name": " "}), "name"),
        (json!({"name": "A", "tags": {"maxioSubdomain": "a.b"}}), "tags.maxioSubdomain"),
        (
            json!({"name": "A", "tags": {"maxioSubdomain": "a", "maxioEnvironment": "MARS"}}),
            "tags.maxioEnvironment",
        ),
    ] {
        let reply = server.post("/companies", &body).await;
        assert_eq!((reply.code(), reply.complaint().1), (1000, item.to_owned()));
    }
}

#[tokio::test]
async fn a_fresh_database_has_the_integration_switched_off() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/a b?.db", folder.path().display());
    let store = maxio_link_server::store::Store::open(&url).await.unwrap();
    assert!(!store.integration().await.unwrap().is_enabled());
    let server = Server::start().await;
    let off = json!({"enabled": false});
    let reply = server.call(Method::PUT, "/integrations/mxio", &[server.partner()], Some(&off)).await;
    assert_eq!((reply.status, &reply.json()["enabled"]), (200, &json!(false)));
    assert_eq!(server.get("/integrations").await.json()["results"][0]["enabled"], false);
    let unknown = server.call(Method::PUT, "/integrations/qbon", &[server.partner()], Some(&off)).await;
    assert_eq!((unknown.status, unknown.code()), (404, 1009));
}

#[tokio::test]
async fn pages_of_allowed_origins_may_post_credentials_and_no_others() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let path = format!("/companies/{company}/connections");
    let preflight = |origin: &str| {
        let headers = [
            ("origin", origin.to_owned()),
            ("access-control-request-method", "POST".to_owned()),
            ("access-control-request-headers", "authorization,content-type,idempotency-key".to_owned()),
        ];
        let (server, path) = (&server, &path);
        async move { server.call(Method::OPTIONS, path, &headers, None).await }
    };
    let allowed = preflight(PARTNER_ORIGIN).await;
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.header("access-control-allow-origin"), Some(PARTNER_ORIGIN));
    assert_eq!(allowed.header("access-control-allow-methods"), Some("GET,POST"));
    assert_eq!(
        allowed.header("access-control-allow-headers"),
        Some("content-type,authorization,idempotency-key")
    );
    assert!(allowed.header("access-control-allow-credentials").is_none());

    let origin = [("origin", PARTNER_ORIGIN.to_owned())];
    let refused = server.link_with(&company, &origin, &request(KEY, "limited")).await;
    assert_eq!((refused.code(), refused.header("retry-after")), (1006, Some("42")));
    assert_eq!(
        refused.header("access-control-allow-origin"),
        Some(PARTNER_ORIGIN),
        "errors are readable too"
    );
    assert_eq!(refused.header("access-control-expose-headers"), Some("retry-after,x-correlation-id"));

    for origin in
        ["https://evil.example", "null", "https://app.example.com.evil.example", "http://app.example.com"]
    {
        let headers = [("origin", origin.to_owned())];
        for reply in
            [preflight(origin).await, server.link_with(&company, &headers, &request(KEY, "acme")).await]
        {
            assert_eq!((reply.status, reply.code()), (403, 1012), "{origin}");
            assert!(
                !reply.headers.keys().any(|name| name.as_str().starts_with("access-control")),
                "{reply:?}"
            );
        }
    }

    let settings = json!({"allowedOrigins": ["https://New.example.com:443", "http://localhost:3000/"]});
    let stored = server.post("/connectionManagement/corsSettings", &settings).await;
    assert_eq!(
        stored.json(),
        json!({"allowedOrigins": ["http://localhost:3000", "https://new.example.com"]})
    );
    assert_eq!(server.get("/connectionManagement/corsSettings").await.json(), stored.json());
    assert_eq!(preflight("https://new.example.com").await.status, 200);
    assert_eq!(preflight(PARTNER_ORIGIN).await.status, 200, "the command line's stay allowed");
    for bad in ["*", "https://a.b/c", "http://a.b"] {
        let reply =
            server.post("/connectionManagement/corsSettings", &json!({"allowedOrigins": [bad]})).await;
        assert_eq!((reply.code(), reply.complaint().1), (1000, "allowedOrigins".into()), "{bad}");
    }
}

#[tokio::test]
async fn other_addresses_never_answer_cross_origin() {
    let server = Server::start().await;
    let headers = [server.partner(), ("origin", PARTNER_ORIGIN.to_owned())];
    let reply = server.call(Method::GET, "/companies", &headers, None).await;
    assert!(reply.header("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn every_error_is_an_envelope() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let path = format!("/companies/{company}/connections");
    let raw = |content_type: Option<&str>, body: String| {
        let mut request = Request::post(&path).header(header::AUTHORIZATION, server.partner().1);
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        request.body(Body::from(body)).unwrap()
    };
    let json_type = Some("application/json");
    let secret = "s3cret-in-the-wrong-place";
    let cases = [
        (Request::get("/nowhere").body(Body::empty()).unwrap(), 404, 0),
        (Request::get("/embed/9.9.9/maxio-link.js").body(Body::empty()).unwrap(), 404, 0),
        (Request::get("/embed/1.0.0/missing.js").body(Body::empty()).unwrap(), 404, 0),
        (Request::get("/embed/1.0.0/index.html").body(Body::empty()).unwrap(), 404, 0),
        (Request::get("/embed/1.0.0/%2e%2e/link.db").body(Body::empty()).unwrap(), 404, 0),
        (Request::get("/company/%ff").body(Body::empty()).unwrap(), 400, 0),
        (Request::delete("/companies").body(Body::empty()).unwrap(), 405, 0),
        (Request::post("/embed/1.0.0/maxio-link.js").body(Body::empty()).unwrap(), 405, 0),
        (raw(None, "{}".into()), 415, 0),
        (raw(Some("text/plain"), "{}".into()), 415, 0),
        (raw(json_type, "x".repeat(1 << 20)), 413, 0),
        (raw(json_type, String::new()), 400, 1000),
        (raw(json_type, format!("{{\"apiKey\":\"{secret}\"")), 400, 1000),
        (raw(json_type, format!("\"{secret}\"")), 400, 1000),
        (raw(json_type, format!("{{\"platformKey\":{{\"{secret}\":1}}}}")), 400, 1000),
        (raw(json_type, format!("{{\"platformKey\":\"mxio\",\"consent\":\"{secret}\"}}")), 400, 1000),
        (raw(json_type, "{\"platformKey\":\"mxio\",\"apiKey\":\"\u{0}".into()), 400, 1000),
    ];
    for (request, status, code) in cases {
        let case = format!("{} {}", request.method(), request.uri());
        let reply = server.send(request).await;
        assert_eq!((reply.status, reply.code()), (status, code), "{case} {reply:?}");
        assert!(!reply.body.contains(secret), "{reply:?}");
    }
    let wrong_type = server.post(&path, &json!({"platformKey": "mxio", "apiKey": 7})).await;
    assert_eq!((wrong_type.code(), wrong_type.complaint().1), (1000, "apiKey".into()));
    let missing = server.get(&format!("{path}/7b0c2e3f-0000-4000-8000-000000000000")).await;
    assert_eq!((missing.status, missing.code()), (404, 0));
    // A database that fails is 500, and says nothing of itself.
    server.app.store.close().await;
    let failed = server.get("/companies").await;
    assert_eq!((failed.status, failed.code()), (500, 0));
    assert!(!failed.body.to_lowercase().contains("pool"), "{failed:?}");
}

#[tokio::test]
async fn the_widgets_files_are_served_to_every_page_compressed_and_cached() {
    let server = Server::start().await;
    let get = |path: &str, encoding: &str| {
        let headers =
            [("accept-encoding", encoding.to_owned()), ("origin", "https://any.example".to_owned())];
        let (server, path) = (&server, path.to_owned());
        async move { server.call(Method::GET, &path, &headers, None).await }
    };
    let plain = get("/embed/1.0.0/maxio-link.js", "identity").await;
    assert_eq!((plain.status, plain.body.as_str()), (200, "the loader"));
    assert_eq!(plain.header("content-type"), Some("text/javascript"));
    let small = get("/embed/1.0.0/maxio-link.js", "br, gzip").await;
    assert_eq!(small.body, "the loader, compressed");
    assert_eq!(small.header("content-encoding"), Some("br"));
    assert_eq!(small.header("content-type"), Some("text/javascript"));
    assert_eq!(small.header("vary"), Some("accept-encoding"));
    let follows = get("/embed/v1/maxio-link.js", "br").await;
    assert_eq!((follows.status, follows.header("location")), (307, Some("/embed/1.0.0/maxio-link.js")));
    assert_eq!(follows.header("cache-control"), Some("public, max-age=300"));
    for reply in [&plain, &small] {
        assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }
    for reply in [plain, small, follows] {
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("cross-origin"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
    for (file, content_type) in [
        ("maxio-link.wasm", "application/wasm"),
        ("page.css", "text/css"),
        ("maxio-link.d.ts", "text/plain; charset=utf-8"),
    ] {
        let reply = get(&format!("/embed/1.0.0/{file}"), "br").await;
        assert_eq!(reply.header("content-type"), Some(content_type));
    }
    let missing = get("/embed/1.0.0/nothing.js", "br").await;
    assert_eq!(missing.header("cache-control"), Some("no-store"), "an error is never cached for a year");
}

#[tokio::test]
async fn while_the_widget_is_worked_on_browsers_cache_none_of_its_files() {
    let server = Server::with(Setup { reload_assets: true, ..Setup::default() }).await;
    for (version, status) in [("1.0.0", 200), ("v1", 307)] {
        let reply = server.get(&format!("/embed/{version}/maxio-link.js")).await;
        assert_eq!((reply.status, reply.header("cache-control")), (status, Some("no-cache")));
    }
}
