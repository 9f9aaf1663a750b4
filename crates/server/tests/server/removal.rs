//! Unlinking and deleting: the key is gone, and does not come back.

use axum::http::Method;
use serde_json::json;

use crate::support::{KEY, Reply, Server, request};

impl Server {
    pub async fn linked(&self, site: &str) -> (String, String) {
        let company = self.company(None).await;
        let linked = self.link(&company, &request(KEY, site)).await;
        assert_eq!(linked.status, 201, "{linked:?}");
        (company, linked.json()["id"].as_str().unwrap().to_owned())
    }

    async fn unlink(&self, company: &str, connection: &str) -> Reply {
        let path = format!("/companies/{company}/connections/{connection}");
        self.call(Method::PATCH, &path, &[self.partner()], Some(&json!({"status": "Unlinked"}))).await
    }

    async fn delete(&self, path: &str) -> Reply {
        self.call(Method::DELETE, path, &[self.partner()], None).await
    }

    /// How many keys the database holds for a company.
    pub async fn keys(&self, company: &str) -> i64 {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM connections WHERE company_id = $1 AND sealed_key IS NOT NULL",
        )
        .bind(company)
        .fetch_one(&self.database().await)
        .await
        .unwrap();
        count
    }
}

#[tokio::test]
async fn unlinking_erases_the_key_and_the_connection_can_be_linked_again() {
    let server = Server::start().await;
    let (company, id) = server.linked("acme").await;
    assert_eq!(server.keys(&company).await, 1);
    for _ in 0..2 {
        let unlinked = server.unlink(&company, &id).await;
        assert_eq!((unlinked.status, &unlinked.json()["status"]), (200, &json!("Unlinked")));
        assert_eq!(unlinked.json()["connectionInfo"]["subdomain"], "acme", "the site is known for next time");
    }
    assert_eq!(server.keys(&company).await, 0);
    let again = server.link(&company, &request(KEY, "acme")).await.json();
    assert_eq!((&again["id"], &again["status"]), (&json!(id), &json!("Linked")));
}

#[tokio::test]
async fn an_answer_of_before_is_not_replayed_after_unlinking() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let key = [("idempotency-key", "one".to_owned())];
    let body = request(KEY, "acme");
    let id = server.link_with(&company, &key, &body).await.json()["id"].as_str().unwrap().to_owned();
    server.unlink(&company, &id).await;
    assert_eq!(server.link_with(&company, &key, &body).await.json()["status"], "Linked");
    assert_eq!(server.connections(&company).await[0]["status"], "Linked", "what was answered is so");
}

#[tokio::test]
async fn a_key_that_was_being_checked_while_its_connection_was_withdrawn_is_not_kept() {
    for deleted in [false, true] {
        let server = Server::start().await;
        let company = server.company(None).await;
        let connections = format!("/companies/{company}/connections");
        let prepared = server.post(&connections, &json!({"platformKey": "mxio"})).await.json();
        let id = prepared["id"].as_str().unwrap().to_owned();
        let mut renewal = request(KEY, "slow");
        renewal["connectionId"] = json!(id);
        let withdraw = async {
            server.maxio.wait_for("GET /us/slow/site.json").await;
            if deleted {
                server.delete(&format!("{connections}/{id}")).await;
            } else {
                server.unlink(&company, &id).await;
            }
            server.maxio.let_slow_ones_through();
        };
        let (late, ()) = tokio::join!(server.link(&company, &renewal), withdraw);
        assert_eq!((late.code(), late.complaint().1), (1000, "connectionId".to_owned()));
        assert_eq!(server.keys(&company).await, 0);
    }
}

#[tokio::test]
async fn a_deleted_connection_is_gone_and_its_site_can_be_linked_anew() {
    let server = Server::start().await;
    let (company, id) = server.linked("acme").await;
    let path = format!("/companies/{company}/connections/{id}");
    assert_eq!(server.delete(&path).await.status, 200);
    for reply in [server.delete(&path).await, server.get(&path).await, server.unlink(&company, &id).await] {
        assert_eq!((reply.status, reply.code()), (404, 0));
    }
    assert_eq!(server.keys(&company).await, 0);
    assert!(server.connections(&company).await.is_empty());
    let anew = server.link(&company, &request(KEY, "acme")).await;
    assert_eq!(anew.status, 201);
    assert_ne!(anew.json()["id"], id);
}

#[tokio::test]
async fn a_deleted_companys_keys_are_erased_and_its_tokens_open_nothing() {
    let server = Server::start().await;
    let (company, _) = server.linked("acme").await;
    let token = [("authorization", format!("Bearer {}", server.token(&company).await))];
    assert_eq!(server.delete(&format!("/companies/{company}")).await.status, 204);
    assert_eq!(server.keys(&company).await, 0);
    let path = format!("/companies/{company}/connections");
    let body = request(KEY, "acme");
    for reply in [
        server.call(Method::GET, &path, &token, None).await,
        server.call(Method::POST, &path, &token, Some(&body)).await,
        server.get(&path).await,
    ] {
        assert_eq!((reply.status, reply.code()), (404, 1010));
    }
    assert_eq!(server.keys(&company).await, 0);
}

#[tokio::test]
async fn only_the_partner_may_unlink_and_delete_and_only_what_is_its_companys() {
    let server = Server::start().await;
    let (company, id) = server.linked("acme").await;
    let other = server.company(None).await;
    let path = format!("/companies/{company}/connections/{id}");
    let token = [("authorization", format!("Bearer {}", server.token(&company).await))];
    let change = json!({"status": "Unlinked"});
    assert_eq!(server.call(Method::PATCH, &path, &token, Some(&change)).await.status, 403);
    assert_eq!(server.call(Method::DELETE, &path, &token, None).await.status, 403);
    assert_eq!(server.unlink(&other, &id).await.status, 404);
    assert_eq!(server.delete(&format!("/companies/{other}/connections/{id}")).await.status, 404);
    let wrong =
        server.call(Method::PATCH, &path, &[server.partner()], Some(&json!({"status": "Linked"}))).await;
    assert_eq!((wrong.code(), wrong.complaint().1), (1000, "status".to_owned()));
    assert_eq!(server.keys(&company).await, 1);
}
