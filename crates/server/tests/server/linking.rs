//! From a posted key to a kept connection: each row of the contract's error table, and the ways that succeed.

use axum::http::Method;
use maxio_link_server::maxio::{CheckError, MaxioClient};
use maxio_link_server::store::{LinkedSite, Site, StoreKey, Upserted};
use maxio_link_wire::consent::{sections, text};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{KEY, Maxio, Server, Setup, request};

#[tokio::test]
async fn an_admin_key_is_linked_and_never_echoed() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let reply = server.link(&company, &request(KEY, "acme")).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    assert!(!reply.body.contains(KEY));
    let connection = reply.json();
    assert_eq!(connection["status"], "Linked");
    assert_eq!(connection["integrationKey"], "mxio");
    assert_eq!(connection["linkUrl"], format!("http://127.0.0.1:8787/company/{company}"));
    assert_eq!(
        connection["connectionInfo"],
        json!({"siteId": "34", "siteName": "Acme Billing", "subdomain": "acme", "environment": "US", "test": "true"})
    );
    assert!(connection.get("lastSync").is_none(), "the published client rejects null");
    assert_eq!(server.connections(&company).await, [connection]);
}

#[tokio::test]
async fn each_row_of_the_error_table_is_answered_as_the_contract_says() {
    let server = Server::start().await;
    // key, site, status, code, validator, item, canBeRetried, Retry-After
    type Row = (
        &'static str,
        &'static str,
        u16,
        u64,
        &'static str,
        &'static str,
        &'static str,
        Option<&'static str>,
    );
    let rows: [Row; 17] = [
        ("", "acme", 400, 1000, "RequiredOrFormat", "apiKey", "False", None),
        (KEY, "evil.com/", 400, 1000, "RequiredOrFormat", "subdomain", "False", None),
        ("wrong-key", "acme", 400, 1001, "MaxioInvalidApiKey", "apiKey", "False", None),
        ("read-only-key", "acme", 403, 1002, "MaxioAdminPermissionRequired", "apiKey", "False", None),
        (KEY, "gone", 400, 1003, "MaxioSiteNotFound", "subdomain", "False", None),
        (KEY, "moved", 400, 1003, "MaxioSiteNotFound", "subdomain", "False", None),
        (KEY, "html", 400, 1003, "MaxioSiteNotFound", "subdomain", "False", None),
        (KEY, "renamed", 400, 1003, "MaxioSiteNotFound", "subdomain", "False", None),
        (KEY, "blocked", 403, 1004, "MaxioAccountBlocked", "", "False", None),
        (KEY, "clearing", 503, 1006, "MaxioUnavailable", "", "True", Some("10")),
        (KEY, "busy", 503, 1006, "MaxioUnavailable", "", "True", Some("300")),
        (KEY, "probe-moved", 503, 1006, "MaxioUnavailable", "", "True", Some("10")),
        (KEY, "probe-html", 503, 1006, "MaxioUnavailable", "", "True", Some("10")),
        (KEY, "limited", 503, 1006, "MaxioUnavailable", "", "True", Some("42")),
        (KEY, "down", 503, 1006, "MaxioUnavailable", "", "True", Some("10")),
        (KEY, "cut", 503, 1006, "MaxioUnavailable", "", "True", Some("10")),
        (KEY, "huge", 503, 1006, "MaxioUnavailable", "", "True", Some("10")),
    ];
    for (key, site, status, code, validator, item, retry, retry_after) in rows {
        let company = server.company(None).await;
        let reply = server.link(&company, &request(key, site)).await;
        let case = format!("{key} {site}: {reply:?}");
        assert_eq!((reply.status, reply.code()), (status, code), "{case}");
        assert_eq!(reply.complaint(), (validator.to_owned(), item.to_owned()), "{case}");
        assert_eq!(reply.json()["canBeRetried"], retry, "{case}");
        assert_eq!(reply.header("retry-after"), retry_after, "{case}");
        assert!(key.is_empty() || !reply.body.contains(key), "{case}");
        assert!(server.connections(&company).await.is_empty(), "{case}");
    }
    assert!(!server.maxio.seen().iter().any(|seen| seen.starts_with("GET /us/acme/site.json?")));
    assert!(server.maxio.seen().iter().all(|seen| seen.starts_with("GET ")), "a write can wipe a test site");
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_key() {
    let server = Server::start().await;
    let company = server.company(None).await;
    server.link(&company, &request(KEY, "moved")).await;
    assert_eq!(server.maxio.seen(), ["GET /us/moved/site.json"]);
}

#[tokio::test]
async fn a_maxio_that_says_nothing_is_unavailable_before_link_gives_up() {
    let maxio = Maxio::start().await;
    let client = MaxioClient::new(maxio.hosts()).unwrap();
    let site = Site { subdomain: "silent".into(), environment: Default::default() };
    // The paused clock jumps to the next timer as soon as nothing else can happen.
    tokio::time::pause();
    let before = tokio::time::Instant::now();
    let result = client.check(&site, &KEY.into()).await;
    assert!(matches!(result, Err(CheckError::Unavailable { .. })), "{result:?}");
    assert!(before.elapsed().as_secs() <= 20);
}

#[tokio::test]
async fn without_a_site_the_server_asks_for_it_and_maxio_is_left_alone() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let reply = server.link(&company, &json!({"platformKey": "mxio", "apiKey": KEY})).await;
    assert_eq!((reply.status, reply.code()), (400, 1003));
    assert_eq!(reply.complaint(), ("MaxioSiteRequired".into(), "subdomain".into()));
    assert!(server.maxio.seen().is_empty());
}

#[tokio::test]
async fn a_company_with_a_site_needs_the_key_alone_and_takes_no_other_site() {
    let server = Server::start().await;
    let company = server.company(Some("acme")).await;
    let other = server.link(&company, &request(KEY, "other")).await;
    assert_eq!((other.status, other.code()), (409, 1015));
    assert_eq!(other.complaint(), ("SiteMismatch".into(), "subdomain".into()));
    let mut body = json!({"platformKey": "mxio", "apiKey": KEY, "environment": "EU"});
    let other_region = server.link(&company, &body).await;
    assert_eq!((other_region.status, other_region.code()), (409, 1015));
    assert!(server.maxio.seen().is_empty());
    for environment in [json!("US"), Value::Null] {
        body["environment"] = environment;
        let reply = server.link(&company, &body).await;
        assert!(matches!(reply.status, 200 | 201), "{reply:?}");
        assert_eq!(reply.json()["connectionInfo"]["subdomain"], "acme");
    }
}

#[tokio::test]
async fn the_region_decides_where_the_key_goes_and_no_second_host_is_tried() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let body =
        json!({"platformKey": "mxio", "apiKey": "wrong-key", "subdomain": "ACME", "environment": "eu"});
    assert_eq!(server.link(&company, &body).await.code(), 1001);
    assert_eq!(server.maxio.seen(), ["GET /eu/acme/site.json"]);
}

#[tokio::test]
async fn what_the_operator_decides_comes_before_the_site_and_before_maxio() {
    let server = Server::with(Setup { enabled: false, ..Setup::default() }).await;
    let company = server.company(None).await;
    let body = json!({"platformKey": "mxio", "apiKey": KEY});
    let other = json!({"platformKey": "qbon", "apiKey": KEY});
    let unknown = server.link(&company, &other).await;
    assert_eq!((unknown.status, unknown.code()), (404, 1009), "switched off or not");
    let disabled = server.link(&company, &body).await;
    assert_eq!((disabled.status, disabled.code()), (403, 1008));
    assert_eq!(disabled.complaint(), ("IntegrationDisabled".into(), "platformKey".into()));
    server.app.store.enable_integration(true).await.unwrap();
    let unknown = server.link(&company, &other).await;
    assert_eq!((unknown.status, unknown.code()), (404, 1009));
    let nobody = server
        .post("/companies/7b0c2e3f-0000-4000-8000-000000000000/connections", &request(KEY, "acme"))
        .await;
    assert_eq!((nobody.status, nobody.code()), (404, 1010));
    let deleted =
        server.call(Method::DELETE, &format!("/companies/{company}"), &[server.partner()], None).await;
    assert_eq!(deleted.status, 204);
    assert_eq!(server.link(&company, &request(KEY, "acme")).await.code(), 1010);
    assert!(server.maxio.seen().is_empty());
}

#[tokio::test]
async fn a_key_is_sent_as_it_is_but_for_what_nobody_can_see_around_it() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let padded = format!("\u{feff} {KEY}\u{200b}\r\n");
    assert_eq!(server.link(&company, &request(&padded, "acme")).await.status, 201);
    // Line breaks and colons inside are for Maxio to refuse, not for the header to break on.
    let odd = server.link(&company, &request("a\u{0}b\r\nX-Evil: 1:ü", "acme")).await;
    assert_eq!(odd.code(), 1001, "{odd:?}");
}

#[tokio::test]
async fn linking_the_same_site_again_renews_the_same_connection() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let first = server.link(&company, &request(KEY, "acme")).await.json();
    let again = server.link(&company, &request("new-admin-key", "acme")).await;
    assert_eq!((again.status, &again.json()["id"]), (200, &first["id"]));
    assert_eq!(server.connections(&company).await.len(), 1);
    assert_eq!(stored_key(&server, &company, &first).await, "new-admin-key");
    let second_site = server.link(&company, &request(KEY, "beta")).await;
    assert_eq!(second_site.status, 201);
    assert_eq!(server.connections(&company).await.len(), 2);
}

#[tokio::test]
async fn reconnecting_keeps_the_connection_and_takes_only_its_own_site() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let first = server.link(&company, &request(KEY, "acme")).await.json();
    let reconnect = |key: &str, site: Option<&str>| {
        let mut body = json!({"platformKey": "mxio", "apiKey": key, "connectionId": first["id"]});
        if let Some(site) = site {
            body["subdomain"] = json!(site);
        }
        body
    };
    let other = server.link(&company, &reconnect("new-admin-key", Some("beta"))).await;
    assert_eq!((other.status, other.code()), (409, 1015));
    let refused = server.link(&company, &reconnect("wrong-key", None)).await;
    assert_eq!(refused.code(), 1001);
    assert_eq!(stored_key(&server, &company, &first).await, KEY, "a bad key must not replace a good one");
    let renewed = server.link(&company, &reconnect("new-admin-key", None)).await;
    assert_eq!((renewed.status, &renewed.json()["id"]), (200, &first["id"]));
    assert_eq!(stored_key(&server, &company, &first).await, "new-admin-key");

    let stranger = server.company(None).await;
    let foreign = server.link(&stranger, &reconnect(KEY, None)).await;
    assert_eq!((foreign.status, foreign.code()), (400, 1000));
    assert_eq!(foreign.complaint().1, "connectionId");
}

#[tokio::test]
async fn without_a_key_the_partner_prepares_a_connection_and_a_token_may_not() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let body = json!({"platformKey": "mxio"});
    let refused = server.link(&company, &body).await;
    assert_eq!((refused.status, refused.code()), (400, 1000));
    assert_eq!(refused.complaint().1, "apiKey");
    let prepared = server.post(&format!("/companies/{company}/connections"), &body).await;
    assert_eq!((prepared.status, prepared.json()["status"].as_str()), (200, Some("PendingAuth")));
    let mut authorise = request(KEY, "acme");
    authorise["connectionId"] = prepared.json()["id"].clone();
    let linked = server.link(&company, &authorise).await;
    assert_eq!((linked.status, &linked.json()["id"]), (200, &prepared.json()["id"]), "{linked:?}");
    assert_eq!(linked.json()["status"], "Linked");
}

#[tokio::test]
async fn a_prepared_connection_is_the_one_that_a_merchant_links() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let path = format!("/companies/{company}/connections");
    let mut prepared = Vec::new();
    for _ in 0..2 {
        let made = server.post(&path, &json!({"platformKey": "mxio"})).await.json();
        prepared.push(made["id"].clone());
    }
    // Link was opened without a connectionId, and the partner waits for its own.
    for (site, id) in [("acme", &prepared[0]), ("globex", &prepared[1])] {
        let linked = server.link(&company, &request(KEY, site)).await.json();
        assert_eq!((&linked["id"], linked["status"].as_str()), (id, Some("Linked")), "the oldest first");
    }
    let third = server.link(&company, &request(KEY, "initech")).await;
    assert_eq!(third.status, 201);
    assert!(!prepared.contains(&third.json()["id"]));

    let other = server.company(None).await;
    let path = format!("/companies/{other}/connections");
    let unwanted = server.post(&path, &json!({"platformKey": "mxio"})).await.json();
    let unwanted = unwanted["id"].as_str().unwrap();
    server.app.store.delete_connection(&other, unwanted).await.unwrap();
    assert_ne!(server.link(&other, &request(KEY, "acme")).await.json()["id"], unwanted, "it was deleted");
}

#[tokio::test]
async fn ten_failed_attempts_are_enough_and_success_is_not_counted() {
    let server = Server::start().await;
    let company = server.company(None).await;
    for _ in 0..3 {
        assert!(server.link(&company, &request(KEY, "acme")).await.status < 300);
        assert_eq!(server.link(&company, &request(KEY, "down")).await.code(), 1006);
    }
    for _ in 0..10 {
        assert_eq!(server.link(&company, &request("wrong-key", "acme")).await.code(), 1001);
    }
    let asked = server.maxio.seen().len();
    let limited = server.link(&company, &request(KEY, "acme")).await;
    assert_eq!((limited.status, limited.code()), (429, 1005));
    let wait: u64 = limited.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=600).contains(&wait), "{wait}");
    assert_eq!(server.maxio.seen().len(), asked, "the limit protects Maxio");
    let other = server.company(None).await;
    assert_eq!(server.link(&other, &request(KEY, "acme")).await.status, 201, "the limit is per company");
}

#[tokio::test]
async fn the_consent_is_kept_in_our_words_when_its_version_is_ours() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let own = text(&sections("Northwind Lending"));
    let mut body = request(KEY, "acme");
    body["consent"] = json!({
        "version": maxio_link_server::crypto::sha256_hex(own.as_bytes()),
        "text": "<script>not ours</script>", "locale": "en", "acceptedAt": "2026-11-22T10:00:00Z"
    });
    assert_eq!(server.link(&company, &body).await.status, 201);
    let (kept, verified): (String, i64) = sqlx::query_as("SELECT body, verified FROM consents")
        .fetch_one(&server.database().await)
        .await
        .unwrap();
    assert_eq!((kept, verified), (own, 1));
    body["consent"]["acceptedAt"] = json!("soon");
    let refused = server.link(&company, &body).await;
    assert_eq!((refused.code(), refused.complaint().1), (1000, "consent.acceptedAt".into()));
}

#[tokio::test]
async fn attempts_at_the_same_moment_do_not_slip_through_the_limit() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..15 {
        let (app, company) = (server.app.clone(), company.clone());
        attempts.spawn(async move { app.store.begin_attempt(&company, 10, 60_000).await.unwrap().is_ok() });
    }
    let let_through = attempts.join_all().await.into_iter().filter(|made| *made).count();
    assert_eq!(let_through, 10);
}

#[tokio::test]
async fn a_probe_that_maxio_does_not_know_says_nothing_of_the_key_and_no_probe_is_read() {
    let server = Server::start().await;
    for site in ["probe-gone", "probe-endless"] {
        let company = server.company(None).await;
        assert_eq!(server.link(&company, &request(KEY, site)).await.status, 201, "{site}");
    }
}

#[tokio::test]
async fn the_slow_check_of_an_earlier_attempt_does_not_replace_the_key_of_a_later_one() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let integration = server.app.store.integration().await.unwrap();
    let site = LinkedSite {
        site: Site { subdomain: "acme".into(), environment: Default::default() },
        number: None,
        name: None,
        test: None,
    };
    let keep = async |key: &str, attempted_at| {
        let key = key.into();
        let seal = |connection: &str| server.app.vault.seal(&company, connection, &key);
        let (company, integration, site) = (company.as_str(), integration.id.as_str(), &site);
        let key = StoreKey {
            company,
            integration,
            renew: None,
            site,
            consent: None,
            attempted_at,
            seal: &seal,
            settle: None,
        };
        server.app.store.keep_key(key).await.unwrap()
    };
    let Upserted::Created(kept) = keep("later", 2000).await else { panic!("not created") };
    let kept_id = json!({ "id": kept.id });
    let Upserted::Renewed(answered) = keep("earlier", 1000).await else { panic!("not answered") };
    assert_eq!(answered.id, kept.id);
    assert_eq!(stored_key(&server, &company, &kept_id).await, "later");
    keep("latest", 3000).await;
    assert_eq!(stored_key(&server, &company, &kept_id).await, "latest");
}

#[tokio::test]
async fn failing_book_keeping_does_not_hide_the_outcome() {
    let server = Server::start().await;
    let company = server.company(None).await;
    server.refuse("DELETE", "attempts").await;
    server.refuse("DELETE", "idempotency").await;
    let key = |value: &str| [("idempotency-key", value.to_owned())];
    let refused = server.link_with(&company, &key("a"), &request("wrong-key", "acme")).await;
    assert_eq!(refused.code(), 1001);
    let linked = server.link_with(&company, &key("b"), &request(KEY, "acme")).await;
    assert_eq!(linked.status, 201, "{linked:?}");
}

async fn stored_key(server: &Server, company: &str, connection: &Value) -> String {
    let id = connection["id"].as_str().unwrap();
    let sealed = server.app.store.sealed_key(company, id).await.unwrap().unwrap();
    server.app.vault.open(company, id, &sealed).unwrap().expose_secret().to_owned()
}
