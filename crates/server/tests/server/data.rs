//! Reading a merchant's data, re-checking the key, and how long what is kept is kept.

use axum::{body::BodyDataStream, http::Method};
use futures_util::{FutureExt, StreamExt};
use maxio_link_server::{
    routes::router,
    store::{DAY, Door, Site, now},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{KEY, Reply, Server, call, contains, own_page, request};

fn proxy(company: &str, connection: &str, query: &str) -> String {
    format!("/companies/{company}/connections/{connection}/data/proxy?{query}")
}

impl Server {
    async fn read(&self, (company, connection): &(String, String), query: &str) -> Reply {
        self.get(&proxy(company, connection, query)).await
    }

    /// The connection as the API shows it.
    async fn shown(&self, (company, connection): &(String, String)) -> Value {
        self.get(&format!("/companies/{company}/connections/{connection}")).await.json()
    }

    /// As if this many milliseconds had passed since the key was last checked, and since it was first refused.
    async fn let_pass(&self, milliseconds: i64) {
        sqlx::query(
            "UPDATE connections SET checked_at = checked_at - $1, refused_since = refused_since - $1, \
             refused_at = refused_at - $1, updated_at = updated_at - $1",
        )
        .bind(milliseconds)
        .execute(&self.database().await)
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn the_partner_reads_what_the_merchant_agreed_to() {
    let server = Server::start().await;
    let linked = server.linked("acme").await;
    assert!(server.shown(&linked).await.get("lastSync").is_none());
    let customers = server.read(&linked, "endpoint=customers.json&page=2&per_page=200").await;
    assert_eq!((customers.status, customers.json()), (200, json!([])));
    assert_eq!(customers.header("content-type"), Some("application/json"));
    assert_eq!(customers.header("cache-control"), Some("no-store"));
    let one = server.read(&linked, "endpoint=customers%2F12.json").await;
    assert_eq!(one.json(), json!({"customer": {"id": 12}}));
    assert!(server.maxio.seen().contains(&"GET /us/acme/customers/12.json".to_owned()));
    assert!(server.shown(&linked).await["lastSync"].is_string());
}

#[tokio::test]
async fn nothing_else_is_asked_for_and_nobody_else_may_ask() {
    let server = Server::start().await;
    let linked = server.linked("acme").await;
    let before = server.maxio.seen().len();
    for query in [
        "",
        "endpoint=webhooks.json",
        "endpoint=payment_profiles.json",
        "endpoint=customers%2F..%2Fwebhooks.json",
        "endpoint=%2F%2Fevil.example%2Fcustomers.json",
        "endpoint=subscriptions.json&include[]=self_service_page_token",
        "endpoint=customers.json&endpoint=webhooks.json",
        "page=1",
    ] {
        let refused = server.read(&linked, query).await;
        assert_eq!((refused.status, refused.code()), (400, 1000), "{query}");
        assert_eq!(refused.complaint().1, "endpoint");
    }
    let (company, connection) = &linked;
    let path = proxy(company, connection, "endpoint=customers.json");
    let token = [("authorization", format!("Bearer {}", server.token(company).await))];
    assert_eq!(server.call(Method::GET, &path, &token, None).await.status, 403);
    assert_eq!(server.call(Method::GET, &path, &[], None).await.status, 401);
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let reply = server.call(method, &path, &[server.partner()], Some(&json!({}))).await;
        assert_eq!((reply.status, reply.code()), (405, 0));
    }
    let other = server.company(None).await;
    assert_eq!(server.get(&proxy(&other, connection, "endpoint=customers.json")).await.status, 404);
    server.app.store.unlink_connection(company, connection).await.unwrap();
    assert_eq!(server.get(&path).await.status, 409);
    assert_eq!(server.maxio.seen().len(), before, "Maxio heard of none of these");
}

#[tokio::test]
async fn what_fails_at_maxio_is_said_in_the_envelope() {
    let server = Server::start().await;
    for (site, endpoint, status, code, retry_after) in [
        ("acme", "customers%2F404.json", 404, 0, None),
        ("picky", "invoices.json&page=x", 400, 1000, None),
        ("later-html", "products.json", 503, 1006, Some("10")),
        ("later-down", "products.json", 503, 1006, Some("10")),
        ("later-limited", "products.json", 503, 1006, Some("42")),
        ("later-forbidden", "products.json", 403, 1002, None),
    ] {
        let linked = server.linked(site).await;
        let reply = server.read(&linked, &format!("endpoint={endpoint}")).await;
        assert_eq!(
            (reply.status, reply.code(), reply.header("retry-after")),
            (status, code, retry_after),
            "{site}"
        );
    }
}

#[tokio::test]
async fn cards_and_their_tokens_are_not_passed_on() {
    let server = Server::start().await;
    let linked = server.linked("later-cards").await;
    let read = server.read(&linked, "endpoint=subscriptions.json").await;
    assert_eq!(read.body, r#"[{"subscription":{"id":1,"state":"active"}}]"#);
}

#[tokio::test]
async fn an_answer_that_is_endless_or_says_how_large_it_is_is_refused() {
    let server = Server::start().await;
    for site in ["later-endless", "later-larger"] {
        let linked = server.linked(site).await;
        let reply = server.read(&linked, "endpoint=products.json").await;
        assert_eq!((reply.status, reply.code()), (400, 1000), "{site}");
        assert!(reply.body.contains("larger than 10 MB"), "{reply:?}");
    }
}

/// What of a read has come; the rest when it is asked for.
async fn begun(server: &Server, (company, connection): &(String, String)) -> BodyDataStream {
    let path = proxy(company, connection, "endpoint=products.json");
    let response = router(server.app.clone())
        .oneshot(call(Method::GET, &path, &[server.partner()], None))
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    response.into_body().into_data_stream()
}

#[tokio::test]
async fn a_long_answer_is_passed_on_as_it_comes_without_its_cards_and_has_its_turn_to_the_end() {
    let server = Server::start().await;
    let linked = server.linked("later-long").await;
    let mut reads = Vec::new();
    for _ in 0..4 {
        let mut read = begun(&server, &linked).await;
        let first = read.next().await.unwrap().unwrap().to_vec();
        assert!(first.starts_with(br#"[{"product":{"id":1}},"#), "while Maxio has sent the first half alone");
        reads.push((first, read));
    }
    let site = Site { subdomain: "later-long".into(), environment: Default::default() };
    let is_free = || server.app.turns.take(&site).now_or_never().flatten().is_some();
    assert!(!is_free(), "four are on their way");
    server.maxio.let_slow_ones_through();
    let (mut whole, read) = reads.remove(0);
    whole.extend(read.map(|part| part.unwrap().to_vec()).concat().await);
    assert!(is_free(), "the last byte of one has come");
    let records: Value = serde_json::from_slice(&whole).unwrap();
    assert_eq!(records.as_array().unwrap().len(), 40_001);
    assert!(!contains(&whole, "vault"));
}

#[tokio::test]
async fn a_long_answer_that_breaks_off_is_not_taken_for_a_whole_one() {
    let server = Server::start().await;
    let linked = server.linked("later-broken").await;
    let parts: Vec<_> = begun(&server, &linked).await.collect().await;
    assert!(parts.len() > 1 && parts.last().unwrap().is_err(), "{parts:?}");
}

#[tokio::test]
async fn a_site_is_read_four_times_at_a_time() {
    let server = Server::start().await;
    let linked = server.linked("later-slow").await;
    let asked = || server.maxio.seen().iter().filter(|seen| seen.ends_with("/products.json")).count();
    let reads =
        futures_util::future::join_all((0..6).map(|_| server.read(&linked, "endpoint=products.json")));
    let watch = async {
        while asked() < 4 {
            tokio::task::yield_now().await;
        }
        // The others stand in line: another site's answer comes and goes meanwhile.
        let other = server.linked("acme").await;
        assert_eq!(server.read(&other, "endpoint=products.json").await.status, 200);
        let at_slow =
            server.maxio.seen().iter().filter(|seen| *seen == "GET /us/later-slow/products.json").count();
        assert_eq!(at_slow, 4);
        server.maxio.let_slow_ones_through();
    };
    let (replies, ()) = tokio::join!(reads, watch);
    assert!(replies.iter().all(|reply| reply.status == 200), "{replies:?}");
}

#[tokio::test]
async fn a_key_refused_once_stays_linked_and_refused_for_a_day_ends_the_connection() {
    let server = Server::start().await;
    let linked = server.linked("acme").await;
    assert_eq!(server.app.recheck_due().await.unwrap(), 0, "it has just been checked");
    let consumer = json!({"url": "https://hooks.example.com/", "eventTypes": ["connection.disconnected"]});
    let consumer = server.post("/webhooks", &consumer).await.json();
    let told = format!("/webhooks/{}/deliveries", consumer["id"].as_str().unwrap());
    server.maxio.revoke_keys(true);
    let refused = server.read(&linked, "endpoint=customers.json").await;
    assert_eq!(
        (refused.status, refused.code()),
        (400, 1001),
        "never 401, which would speak of the partner's key"
    );
    let shown = server.shown(&linked).await;
    assert_eq!(shown["status"], "Linked");
    assert_eq!(shown["dataConnectionErrors"][0]["statusText"], "1001");

    server.let_pass(2 * 60 * 60 * 1000).await;
    assert_eq!(server.app.recheck_due().await.unwrap(), 1, "looked at sooner, having been refused");
    assert_eq!(server.shown(&linked).await["status"], "Linked");
    server.maxio.revoke_keys(false);
    server.let_pass(2 * 60 * 60 * 1000).await;
    server.app.recheck_due().await.unwrap();
    assert_eq!(server.shown(&linked).await["dataConnectionErrors"], json!([]), "what was, is forgotten");

    server.maxio.revoke_keys(true);
    for hours in [7, 7, 7] {
        server.let_pass(hours * 60 * 60 * 1000).await;
        server.app.recheck_due().await.unwrap();
        assert_eq!(server.shown(&linked).await["status"], "Linked", "{hours}");
    }
    assert_eq!(server.get(&told).await.json()["totalResults"], 0);
    server.let_pass(11 * 60 * 60 * 1000).await;
    server.app.recheck_due().await.unwrap();
    let shown = server.shown(&linked).await;
    assert_eq!(
        (&shown["status"], &shown["dataConnectionErrors"][0]["statusText"]),
        (&json!("Deauthorized"), &json!("1001"))
    );
    assert_eq!(server.keys(&linked.0).await, 0);
    let told = server.get(&told).await.json();
    assert_eq!(
        (&told["totalResults"], &told["results"][0]["connectionId"]),
        (&json!(1), &json!(linked.1)),
        "the partner is told, once"
    );
    assert_eq!(server.read(&linked, "endpoint=customers.json").await.status, 409);

    server.maxio.revoke_keys(false);
    let again = server.link(&linked.0, &request(KEY, "acme")).await.json();
    assert_eq!(
        (&again["id"], &again["status"], &again["dataConnectionErrors"]),
        (&json!(linked.1), &json!("Linked"), &json!([]))
    );
}

#[tokio::test]
async fn refusals_a_day_apart_end_nothing_if_they_are_few() {
    let server = Server::start().await;
    let linked = server.linked("acme").await;
    server.maxio.revoke_keys(true);
    for _ in 0..2 {
        // However many reads fail in one bad moment.
        for _ in 0..4 {
            assert_eq!(server.read(&linked, "endpoint=customers.json").await.code(), 1001);
        }
        assert_eq!(server.shown(&linked).await["status"], "Linked");
        server.let_pass(25 * 60 * 60 * 1000).await;
    }
    assert_eq!(server.read(&linked, "endpoint=customers.json").await.code(), 1001);
    assert_eq!(server.shown(&linked).await["status"], "Deauthorized", "the third");
}

#[tokio::test]
async fn a_read_that_succeeds_forgets_the_refusals_before_it() {
    let server = Server::start().await;
    let linked = server.linked("acme").await;
    for _ in 0..4 {
        server.maxio.revoke_keys(true);
        assert_eq!(server.read(&linked, "endpoint=customers.json").await.code(), 1001);
        server.maxio.revoke_keys(false);
        assert_eq!(server.read(&linked, "endpoint=customers.json").await.status, 200);
        let shown = server.shown(&linked).await;
        assert_eq!((&shown["status"], &shown["dataConnectionErrors"]), (&json!("Linked"), &json!([])));
        server.let_pass(25 * 60 * 60 * 1000).await;
    }
}

#[tokio::test]
async fn a_linked_site_that_answers_something_else_for_days_keeps_its_key() {
    let server = Server::start().await;
    for answering in ["moved", "html", "gone", "renamed"] {
        let linked = server.linked("acme").await;
        let rename = sqlx::query("UPDATE connections SET subdomain = $1 WHERE id = $2")
            .bind(answering)
            .bind(&linked.1);
        rename.execute(&server.database().await).await.unwrap();
        for _ in 0..5 {
            server.let_pass(12 * 60 * 60 * 1000).await;
            assert!(server.app.recheck_due().await.unwrap() > 0, "{answering}");
        }
        let shown = server.shown(&linked).await;
        assert_eq!(
            (&shown["status"], &shown["dataConnectionErrors"]),
            (&json!("Linked"), &json!([])),
            "{answering}"
        );
        assert_eq!(server.keys(&linked.0).await, 1);
    }
}

#[tokio::test]
async fn maxio_being_down_says_nothing_of_a_key_and_two_processes_check_it_once() {
    let server = Server::start().await;
    let linked = server.linked("acme").await;
    let rename = sqlx::query("UPDATE connections SET subdomain = 'down'");
    rename.execute(&server.database().await).await.unwrap();
    server.let_pass(7 * 60 * 60 * 1000).await;
    let (one, other) = tokio::join!(server.app.recheck_due(), server.app.recheck_due());
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    let shown = server.shown(&linked).await;
    assert_eq!((&shown["status"], &shown["dataConnectionErrors"]), (&json!("Linked"), &json!([])));
}

#[tokio::test]
async fn a_refusal_of_the_key_before_says_nothing_of_the_key_that_came_since() {
    let server = Server::start().await;
    let (company, connection) = server.linked("acme").await;
    let code = maxio_link_wire::ErrorCode::InvalidApiKey;
    let before = now() - 1000;
    let store = &server.app.store;
    assert!(!store.note_refused(&company, &connection, code, before, 0).await.unwrap());
    assert_eq!(server.shown(&(company, connection)).await["dataConnectionErrors"], json!([]));
}

#[tokio::test]
async fn what_was_deleted_is_gone_for_good_after_its_time() {
    let server = Server::start().await;
    let (company, connection) = server.linked("acme").await;
    let (kept, _) = server.linked("acme").await;
    server.token(&company).await;
    server.app.store.delete_connection(&company, &connection).await.unwrap();
    server.app.store.delete_company(&company).await.unwrap();
    let counts = || async {
        let mut counts = Vec::new();
        for table in ["companies", "connections"] {
            let statement = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
            let (count,): (i64,) =
                sqlx::query_as(statement).fetch_one(&server.database().await).await.unwrap();
            counts.push(count);
        }
        counts
    };
    let retention = server.app.config.retention;
    server.app.store.purge(retention).await.unwrap();
    assert_eq!(counts().await, [2, 2]);
    for table in ["companies", "connections"] {
        let statement = sqlx::AssertSqlSafe(format!("UPDATE {table} SET deleted_at = deleted_at - $1"));
        sqlx::query(statement).bind(31 * DAY).execute(&server.database().await).await.unwrap();
    }
    server.app.store.purge(retention).await.unwrap();
    assert_eq!(counts().await, [1, 1]);
    assert_eq!(server.get(&format!("/companies/{kept}")).await.status, 200);
}

#[tokio::test]
async fn what_has_expired_and_what_was_written_down_are_kept_for_their_time_and_no_longer() {
    // What opens or counts something is kept for a day after it has ended.
    const TABLES: [(&str, &str, i64); 9] = [
        ("one_time_passwords", "expires_at", 1),
        ("sessions", "expires_at", 1),
        ("access_tokens", "expires_at", 1),
        ("user_sessions", "expires_at", 1),
        ("sign_ins", "made_at", 1),
        ("attempts", "made_at", 1),
        ("strikes", "made_at", 1),
        ("idempotency", "claimed_at", 1),
        ("audit", "made_at", 365),
    ];
    let server = Server::start().await;
    let store = &server.app.store;
    let (company, _) = server.linked("acme").await;
    let spent = json!({"oneTimePassword": server.one_time_password(&company).await});
    let session = format!("/company/{company}/session");
    assert_eq!(server.call(Method::POST, &session, &own_page(), Some(&spent)).await.status, 200);
    store.issue(Door::OneTimePassword, &company).await.unwrap();
    assert!(store.create_user("ada", "a hash").await.unwrap());
    store.open_user_session("ada").await.unwrap();
    store.begin_sign_in("ada").await.unwrap().unwrap();
    store.begin_attempt(&company, 10, 60_000).await.unwrap().unwrap();
    store.strike("somebody", 10, 60_000).await.unwrap().unwrap();
    store.claim(&company, "a", "fingerprint", 60_000).await.unwrap();
    let database = server.database().await;
    let count = async |table: &str| {
        let statement = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let (count,): (i64,) = sqlx::query_as(statement).fetch_one(&database).await.unwrap();
        count
    };
    for (table, column, days) in TABLES {
        let before = count(table).await;
        assert!(before > 0, "nothing in {table}");
        for (age, kept) in [(days * DAY - 60_000, before), (days * DAY + 60_000, 0)] {
            let statement = sqlx::AssertSqlSafe(format!("UPDATE {table} SET {column} = $1"));
            sqlx::query(statement).bind(now() - age).execute(&database).await.unwrap();
            store.purge(server.app.config.retention).await.unwrap();
            assert_eq!(count(table).await, kept, "{table}, {age} ms old");
        }
    }
    assert_eq!((count("companies").await, count("connections").await), (1, 1), "nothing else goes");
}
