//! A retry must be safe: same key and body, one outcome.

use serde_json::Value;

use crate::support::{KEY, Server, request};

fn key(value: &str) -> [(&'static str, String); 1] {
    [("idempotency-key", value.to_owned())]
}

#[tokio::test]
async fn a_success_is_replayed_without_asking_maxio_again() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let first = server.link_with(&company, &key("a"), &request(KEY, "acme")).await;
    let asked = server.maxio.seen().len();
    let again = server.link_with(&company, &key("a"), &request(KEY, "acme")).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body);
    assert_eq!(server.maxio.seen().len(), asked);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_refused() {
    let server = Server::start().await;
    let company = server.company(None).await;
    server.link_with(&company, &key("a"), &request(KEY, "acme")).await;
    let other = server.link_with(&company, &key("a"), &request(KEY, "beta")).await;
    assert_eq!((other.status, other.code()), (422, 1013));
    let elsewhere = server.company(None).await;
    let reply = server.link_with(&elsewhere, &key("a"), &request(KEY, "beta")).await;
    assert_eq!(reply.status, 201, "keys of one company say nothing to another");
}

#[tokio::test]
async fn a_failure_is_not_kept_so_that_what_was_mended_at_maxio_succeeds() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let body = request("wrong-key", "acme");
    assert_eq!(server.link_with(&company, &key("a"), &body).await.code(), 1001);
    let asked = server.maxio.seen().len();
    assert_eq!(server.link_with(&company, &key("a"), &body).await.code(), 1001);
    assert!(server.maxio.seen().len() > asked, "it was asked again");
}

#[tokio::test]
async fn while_the_first_is_in_flight_the_second_waits_and_then_gets_its_answer() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let body: Value = request(KEY, "slow");
    let key = key("a");
    let first = server.link_with(&company, &key, &body);
    let second = async {
        server.maxio.wait_for("GET /us/slow/site.json").await;
        let waiting = server.link_with(&company, &key, &body).await;
        server.maxio.let_slow_ones_through();
        waiting
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((second.status, second.code()), (409, 1014));
    assert_eq!(second.json()["canBeRetried"], "True");
    assert_eq!(first.status, 201);
    assert_eq!(server.link_with(&company, &key, &body).await.body, first.body);
}

#[tokio::test]
async fn a_client_that_gives_up_does_not_stop_the_link_and_its_retry_gets_it() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let (key, body) = (key("a"), request(KEY, "slow"));
    tokio::select! {
        reply = server.link_with(&company, &key, &body) => panic!("{reply:?}"),
        () = server.maxio.wait_for("GET /us/slow/site.json") => {}
    }
    server.maxio.let_slow_ones_through();
    server.app.tasks.close();
    server.app.tasks.wait().await;
    assert_eq!(server.connections(&company).await.len(), 1);
    assert_eq!(server.link_with(&company, &key, &body).await.status, 201);
}

#[tokio::test]
async fn a_claim_of_a_process_that_died_is_taken_over() {
    use maxio_link_server::store::Claim;
    let server = Server::start().await;
    let company = server.company(None).await;
    let store = &server.app.store;
    let claim = |patience| store.claim(&company, "a", "fingerprint", patience);
    assert!(matches!(claim(60_000).await.unwrap(), Claim::Won(_)));
    assert_eq!(claim(60_000).await.unwrap(), Claim::InFlight);
    assert!(matches!(claim(-1).await.unwrap(), Claim::Won(_)));
}

#[tokio::test]
async fn two_at_the_same_moment_make_one_connection() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let body = request(KEY, "acme");
    let (first, second) = tokio::join!(server.link(&company, &body), server.link(&company, &body));
    assert_eq!([first.status, second.status].iter().filter(|status| **status == 201).count(), 1);
    assert_eq!(first.json()["id"], second.json()["id"]);
}

#[tokio::test]
async fn a_key_is_kept_together_with_its_answer_or_not_at_all() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let key = [("idempotency-key", "one".to_owned())];
    server.refuse("UPDATE", "idempotency").await;
    assert_eq!(server.link_with(&company, &key, &request(KEY, "acme")).await.status, 500);
    assert!(server.connections(&company).await.is_empty(), "a retry would not know of it");
    server.refuse_no_more("UPDATE", "idempotency").await;
    assert_eq!(server.link_with(&company, &key, &request(KEY, "acme")).await.status, 201);
}

#[tokio::test]
async fn one_who_was_taken_for_dead_changes_nothing_any_more() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let key = [("idempotency-key", "one".to_owned())];
    let slow = request(KEY, "slow");
    let overtaken = server.link_with(&company, &key, &slow);
    let takeover = async {
        server.maxio.wait_for("GET /us/slow/site.json").await;
        // What another process does after `CLAIM_PATIENCE`.
        let taken =
            sqlx::query("UPDATE idempotency SET claim = 'another'").execute(&server.database().await).await;
        assert_eq!(taken.unwrap().rows_affected(), 1);
        server.maxio.let_slow_ones_through();
    };
    let (overtaken, ()) = tokio::join!(overtaken, takeover);
    assert_eq!((overtaken.status, overtaken.code()), (409, 1014));
    assert!(server.connections(&company).await.is_empty());
}
