//! Webhooks as a consumer gets them.

use std::{
    collections::HashSet,
    future::IntoFuture,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, header},
};
use maxio_link_server::webhooks::deliver_due;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::support::{KEY, PUBLIC, Server, Setup, contains, log, request};

/// Someone who listens on a port of this machine.
struct Consumer {
    url: String,
    inbox: Arc<Inbox>,
}

#[derive(Default)]
struct Inbox {
    came: Mutex<Vec<(HeaderMap, Bytes)>>,
    /// What is answered; 200 when it is empty.
    answers: Mutex<Vec<StatusCode>>,
}

impl Consumer {
    async fn listen() -> Self {
        let inbox = Arc::<Inbox>::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let routes = Router::new().fallback(take).with_state(inbox.clone());
        tokio::spawn(axum::serve(listener, routes).into_future());
        Self { url, inbox }
    }

    fn answers(&self, status: u16, times: usize) {
        let status = StatusCode::from_u16(status).unwrap();
        self.inbox.answers.lock().unwrap().extend(std::iter::repeat_n(status, times));
    }

    fn came(&self) -> Vec<(HeaderMap, Bytes)> {
        self.inbox.came.lock().unwrap().clone()
    }

    /// Each message's type, in the order in which they happened.
    fn events(&self) -> Vec<String> {
        let mut bodies: Vec<Value> =
            self.came().iter().map(|(_, body)| serde_json::from_slice(body).unwrap()).collect();
        bodies.sort_by_key(|body| body["generatedDate"].to_string());
        bodies.iter().map(|body| body["eventType"].as_str().unwrap().to_owned()).collect()
    }
}

async fn take(
    State(inbox): State<Arc<Inbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(header::HeaderName, &'static str); 1]) {
    inbox.came.lock().unwrap().push((headers, body));
    let status = inbox.answers.lock().unwrap().pop().unwrap_or(StatusCode::OK);
    (status, [(header::LOCATION, "/elsewhere")])
}

async fn subscribe(server: &Server, consumer: &Consumer, more: Value) -> Value {
    let mut body = json!({ "url": consumer.url });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let reply = server.post("/webhooks", &body).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.json()
}

/// Delivers until nothing is due any more.
async fn deliver_all(server: &Server) -> usize {
    let mut all = 0;
    loop {
        match deliver_due(&server.app).await {
            0 => return all,
            count => all += count,
        }
    }
}

/// As if the time of every next attempt had come.
async fn time_passes(server: &Server) {
    sqlx::query("UPDATE webhook_deliveries SET due_at = 0 WHERE state = 'waiting'")
        .execute(&server.database().await)
        .await
        .unwrap();
}

async fn only_delivery(server: &Server, consumer: &Value) -> Value {
    let id = consumer["id"].as_str().unwrap();
    let page = server.get(&format!("/webhooks/{id}/deliveries")).await.json();
    assert_eq!(page["totalResults"], 1, "{page}");
    page["results"][0].clone()
}

async fn announced(server: &Server) -> String {
    let company = server.company(None).await;
    let reply = server.link(&company, &request(KEY, "acme")).await;
    assert_eq!(reply.status, 201);
    company
}

#[tokio::test]
async fn the_published_library_verifies_what_comes_and_no_altered_copy() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    let made = subscribe(&server, &consumer, json!({"eventTypes": ["connection.connected"]})).await;
    let company = announced(&server).await;
    assert_eq!(deliver_all(&server).await, 1);
    let (headers, body) = consumer.came().pop().unwrap();
    let library = Webhook::new(made["secret"].as_str().unwrap()).unwrap();
    library.verify(&body, &headers).unwrap();
    assert!(library.verify(&[&body[..], b" "].concat(), &headers).is_err());
    let mut replayed = headers.clone();
    replayed.insert("webhook-timestamp", "1000000000".parse().unwrap());
    assert!(library.verify(&body, &replayed).is_err());
    let other = subscribe(&server, &consumer, json!({})).await;
    assert!(Webhook::new(other["secret"].as_str().unwrap()).unwrap().verify(&body, &headers).is_err());

    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["id"], headers["webhook-id"].to_str().unwrap());
    assert_eq!(body["eventType"], "connection.connected");
    assert_eq!(headers["content-type"], "application/json");
    let payload = &body["payload"];
    assert_eq!(payload["referenceCompany"]["id"], company);
    assert_eq!(payload["referenceCompany"]["name"], "Acme");
    assert!(payload["referenceCompany"].get("description").is_none(), "left out, as the API does: {payload}");
    assert!(payload["referenceCompany"]["links"]["portal"].as_str().unwrap().starts_with(PUBLIC));
    assert_eq!(payload["connection"], server.connections(&company).await[0]);
}

#[tokio::test]
async fn each_change_is_told_once_to_those_who_asked_for_it() {
    let server = Server::start().await;
    let [all, some, company_only, off] = [
        Consumer::listen().await,
        Consumer::listen().await,
        Consumer::listen().await,
        Consumer::listen().await,
    ];
    let other = server.company(None).await;
    subscribe(&server, &all, json!({})).await;
    subscribe(&server, &some, json!({"eventTypes": ["connection.deleted", "connection.created"]})).await;
    subscribe(&server, &company_only, json!({ "companyId": other })).await;
    subscribe(&server, &off, json!({"disabled": true})).await;

    let company = server.company(None).await;
    let id = server.link(&company, &request(KEY, "acme")).await.json()["id"].as_str().unwrap().to_owned();
    server.link(&company, &request("wrong-key", "acme")).await;
    let mut renewal = request("wrong-key", "acme");
    renewal["connectionId"] = json!(id);
    assert_eq!(server.link(&company, &renewal).await.code(), 1001);
    server.link(&company, &request("new-admin-key", "acme")).await;
    server.app.store.unlink_connection(&company, &id).await.unwrap();
    server.call(Method::DELETE, &format!("/companies/{company}"), &[server.partner()], None).await;
    deliver_all(&server).await;
    assert_eq!(deliver_all(&server).await, 0);

    let mut events = all.events();
    events.sort();
    assert_eq!(
        events,
        [
            "connection.connected",
            "connection.created",
            "connection.deleted",
            "connection.disconnected",
            "connection.failed",
            "connection.reconnected",
        ]
    );
    let mut events = some.events();
    events.sort();
    assert_eq!(events, ["connection.created", "connection.deleted"]);
    assert!(company_only.came().is_empty() && off.came().is_empty());
    let deleted = all.came().into_iter().find(|(_, body)| contains(body, "connection.deleted")).unwrap();
    assert!(contains(&deleted.1, &id) && contains(&deleted.1, "acme"), "as it was before it was deleted");
    let ids: HashSet<_> = all.came().iter().map(|(headers, _)| headers["webhook-id"].clone()).collect();
    assert_eq!(ids.len(), 6);
}

#[tokio::test]
async fn what_was_never_connected_is_not_said_to_be_disconnected() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    subscribe(&server, &consumer, json!({})).await;
    let company = server.company(None).await;
    let path = format!("/companies/{company}/connections");
    let prepared = server.post(&path, &json!({"platformKey": "mxio"})).await.json();
    let path = format!("{path}/{}", prepared["id"].as_str().unwrap());
    let end = json!({"status": "Unlinked"});
    let ended = server.call(Method::PATCH, &path, &[server.partner()], Some(&end)).await;
    assert_eq!((ended.status, &ended.json()["status"]), (200, &json!("Unlinked")));
    deliver_all(&server).await;
    assert_eq!(consumer.events(), ["connection.created"]);
}

#[tokio::test]
async fn a_message_is_queued_with_its_change_or_neither_is() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    subscribe(&server, &consumer, json!({})).await;
    let company = server.company(None).await;
    server.refuse("INSERT", "webhook_deliveries").await;
    assert_eq!(server.link(&company, &request(KEY, "acme")).await.status, 500);
    assert!(server.connections(&company).await.is_empty());
    server.refuse_no_more("INSERT", "webhook_deliveries").await;
    assert_eq!(server.link(&company, &request(KEY, "acme")).await.status, 201);
    assert_eq!(deliver_all(&server).await, 2);
}

#[tokio::test]
async fn what_fails_is_tried_again_with_the_same_id_and_bytes() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    let made = subscribe(&server, &consumer, json!({"eventTypes": ["connection.connected"]})).await;
    announced(&server).await;
    consumer.answers(500, 1);
    assert_eq!(deliver_all(&server).await, 1, "not again at once");
    let waiting = only_delivery(&server, &made).await;
    assert_eq!((&waiting["state"], &waiting["attempts"]), (&json!("waiting"), &json!(1)));
    assert_eq!((&waiting["statusCode"], waiting["nextAttempt"].is_string()), (&json!(500), true));
    // A redirect is no success and is not followed.
    consumer.answers(307, 1);
    time_passes(&server).await;
    assert_eq!(deliver_all(&server).await, 1);
    time_passes(&server).await;
    assert_eq!(deliver_all(&server).await, 1);
    let came = consumer.came();
    assert_eq!(came.len(), 3);
    for (headers, body) in &came {
        assert_eq!((&headers["webhook-id"], body), (&came[0].0["webhook-id"], &came[0].1));
    }
    let delivered = only_delivery(&server, &made).await;
    assert_eq!((&delivered["state"], &delivered["statusCode"]), (&json!("delivered"), &json!(200)));
    assert!(delivered.get("error").is_none(), "{delivered}");
}

#[tokio::test]
async fn a_consumer_who_never_answers_well_is_switched_off_and_on_again_by_the_operator() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    let made = subscribe(&server, &consumer, json!({"eventTypes": ["connection.connected"]})).await;
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    announced(&server).await;
    consumer.answers(503, 10);
    for attempt in 1..=10 {
        time_passes(&server).await;
        assert_eq!(deliver_all(&server).await, 1, "attempt {attempt}");
        if attempt == 9 {
            let failing = server.get(&path).await.json();
            assert_eq!(
                (failing["disabled"].clone(), failing["failingSince"].is_string()),
                (json!(false), true)
            );
            // The nine attempts took three days and a half.
            let days = 3 * 24 * 60 * 60 * 1000i64;
            sqlx::query("UPDATE webhook_consumers SET failing_since = failing_since - $1")
                .bind(days)
                .execute(&server.database().await)
                .await
                .unwrap();
        }
    }
    let failed = only_delivery(&server, &made).await;
    assert_eq!((&failed["state"], &failed["attempts"]), (&json!("failed"), &json!(10)));
    let off = server.get(&path).await.json();
    assert_eq!(off["disabled"], true);
    assert!(off["disabledReason"].as_str().unwrap().contains("days"), "{off}");
    announced(&server).await;
    assert_eq!(deliver_all(&server).await, 0, "nothing is sent to it any more");

    let on = server.call(Method::PUT, &path, &[server.partner()], Some(&json!({"disabled": false}))).await;
    assert_eq!((&on.json()["disabled"], on.json().get("disabledReason")), (&json!(false), None));
    let resend = format!("{path}/deliveries/{}/resend", failed["messageId"].as_str().unwrap());
    assert_eq!(server.post(&resend, &json!({})).await.status, 202);
    assert_eq!(deliver_all(&server).await, 1);
    assert_eq!(only_delivery(&server, &made).await["state"], "delivered");
    assert_eq!(server.post(&format!("{path}/deliveries/msg_x/resend"), &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_consumer_who_says_that_it_is_gone_is_switched_off_at_once() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    let made = subscribe(&server, &consumer, json!({})).await;
    announced(&server).await;
    consumer.answers(410, 2);
    deliver_all(&server).await;
    let off = server.get(&format!("/webhooks/{}", made["id"].as_str().unwrap())).await.json();
    assert_eq!(
        (&off["disabled"], off["disabledReason"].as_str().unwrap().contains("410")),
        (&json!(true), true)
    );
}

#[tokio::test]
async fn what_still_waits_is_not_forgotten() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    let made = subscribe(&server, &consumer, json!({"eventTypes": ["connection.connected"]})).await;
    announced(&server).await;
    let database = server.database().await;
    let long_ago = "UPDATE webhook_messages SET created_at = created_at - 2678400000";
    sqlx::query(long_ago).execute(&database).await.unwrap();
    server.app.store.purge(server.app.config.retention).await.unwrap();
    assert_eq!(only_delivery(&server, &made).await["state"], "waiting");
    assert_eq!(deliver_all(&server).await, 1);
    assert_eq!(consumer.events(), ["connection.connected"]);
    server.app.store.purge(server.app.config.retention).await.unwrap();
    let path = format!("/webhooks/{}/deliveries", made["id"].as_str().unwrap());
    assert_eq!(server.get(&path).await.json()["totalResults"], 0, "it has been delivered");
}

#[tokio::test]
async fn one_delivery_goes_to_one_process_and_comes_back_if_that_dies() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    subscribe(&server, &consumer, json!({"eventTypes": ["connection.connected"]})).await;
    for _ in 0..20 {
        announced(&server).await;
    }
    let take = || async { server.app.store.take_due(7).await.unwrap() };
    let (one, two, three) = tokio::join!(take(), take(), take());
    let mut taken = [one, two, three].into_iter().flatten().collect::<Vec<_>>();
    // PostgreSQL passes over what another has in its hands just now.
    loop {
        let more = take().await;
        if more.is_empty() {
            break;
        }
        taken.extend(more);
    }
    let different: HashSet<_> = taken.iter().map(|due| &due.message_id).collect();
    assert_eq!((taken.len(), different.len()), (20, 20), "each once");
    assert_eq!(deliver_all(&server).await, 0, "they are on their way");
    time_passes(&server).await;
    assert_eq!(deliver_all(&server).await, 20);
}

#[tokio::test]
async fn nothing_is_sent_into_the_operators_own_network() {
    let server = Server::with(Setup { private_webhooks: false, ..Setup::default() }).await;
    let consumer = Consumer::listen().await;
    let port = url::Url::parse(&consumer.url).unwrap().port().unwrap();
    for url in [
        consumer.url.clone(),
        format!("https://127.0.0.1:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        "https://169.254.169.254/latest/meta-data/".into(),
        "https://localhost/".into(),
        "https://user:password@example.com/".into(),
        "file:///etc/passwd".into(),
        String::new(),
    ] {
        let reply = server.post("/webhooks", &json!({ "url": url })).await;
        assert_eq!((reply.code(), reply.complaint().1), (1000, "url".into()), "{url}");
    }
    // One that was kept while it was allowed. (Names that lead home: `webhooks/delivery`.)
    let made = server.post("/webhooks", &json!({"url": "https://hooks.example.com/"})).await.json();
    let moved = sqlx::query("UPDATE webhook_consumers SET url = $1").bind(&consumer.url);
    moved.execute(&server.database().await).await.unwrap();
    announced(&server).await;
    assert_eq!(deliver_all(&server).await, 2);
    assert!(consumer.came().is_empty());
    let page = server.get(&format!("/webhooks/{}/deliveries", made["id"].as_str().unwrap())).await.json();
    for delivery in page["results"].as_array().unwrap() {
        assert_eq!(
            (&delivery["state"], &delivery["error"]),
            (&json!("waiting"), &json!("the address is not allowed")),
            "{page}"
        );
    }
}

#[tokio::test]
async fn consumers_are_made_listed_and_deleted_by_the_partner_alone() {
    let server = Server::start().await;
    let consumer = Consumer::listen().await;
    let made =
        subscribe(&server, &consumer, json!({"eventTypes": ["connection.failed", "connection.failed"]}))
            .await;
    assert_eq!(made["eventTypes"], json!(["connection.failed"]));
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"));
    let listed = server.get("/webhooks").await;
    assert_eq!(listed.json()["results"][0]["id"], made["id"]);
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    assert!(!listed.body.contains(secret) && !server.get(&path).await.body.contains(secret));
    assert!(server.kept().await.iter().all(|(_, bytes)| !contains(bytes, secret)), "sealed");
    assert!(!contains(&log(), secret));
    let wrong =
        server.post("/webhooks", &json!({"url": consumer.url, "eventTypes": ["connection.exploded"]})).await;
    assert_eq!((wrong.code(), wrong.complaint().1), (1000, "eventTypes[0]".into()));
    let unknown = json!({"url": consumer.url, "companyId": "7b0c2e3f-0000-4000-8000-000000000000"});
    assert_eq!(server.post("/webhooks", &unknown).await.code(), 1010);
    let token = [("authorization", format!("Bearer {}", server.token(&server.company(None).await).await))];
    for (method, path) in
        [(Method::GET, "/webhooks"), (Method::POST, "/webhooks"), (Method::DELETE, path.as_str())]
    {
        assert_eq!(server.call(method.clone(), path, &token, Some(&json!({}))).await.status, 403);
        assert_eq!(server.call(method, path, &[], Some(&json!({}))).await.status, 401);
    }
    announced(&server).await;
    assert_eq!(server.call(Method::DELETE, &path, &[server.partner()], None).await.status, 204);
    assert_eq!(server.call(Method::DELETE, &path, &[server.partner()], None).await.status, 404);
    assert_eq!(deliver_all(&server).await, 0);
}
