//! The audit log.

use axum::http::Method;
use maxio_link_server::store::{Action, Actor, Subject};
use serde_json::json;

use crate::support::{KEY, Server, request};

#[tokio::test]
async fn the_log_is_read_newest_first_page_by_page_and_for_one_company() {
    let server = Server::start().await;
    let store = &server.app.store;
    let (company, connection) = ("11111111-1111-4111-8111-111111111111", "2");
    let acts = [
        (Actor::CommandLine, Action::UserCreated, Subject::User { name: "ada" }),
        (Actor::Operator("ada"), Action::CompanyCreated, Subject::Company(company)),
        (Actor::Merchant, Action::ConnectionLinked, Subject::Connection { company, connection }),
        (Actor::Partner, Action::CompanyDeleted, Subject::Company("11111111-1111-4111-8111-111111111112")),
    ];
    for (actor, action, subject) in acts {
        store.record(actor, action, subject).await.unwrap();
        // Times are in milliseconds, and the order is by time.
        let written = maxio_link_server::store::now();
        while maxio_link_server::store::now() == written {
            tokio::task::yield_now().await;
        }
    }
    let (all, total) = store.audit(None, 3, 1).await.unwrap();
    let said: Vec<_> =
        all.iter().map(|entry| format!("{}: {} {}", entry.actor, entry.action, entry.subject)).collect();
    assert_eq!(
        (total, said),
        (
            4,
            vec![
                format!("merchant: connection.linked companies/{company}/connections/2"),
                format!("operator ada: company.created companies/{company}"),
                "command line: user.created users/ada".to_owned(),
            ]
        )
    );
    let (of_company, total) = store.audit(Some(company), 10, 0).await.unwrap();
    let actions: Vec<_> = of_company.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!((total, actions), (2, vec!["connection.linked", "company.created"]));
}

#[tokio::test]
async fn what_the_partner_does_through_the_api_is_in_the_log() {
    let server = Server::start().await;
    let company =
        server.post("/companies", &json!({"name": "Acme"})).await.json()["id"].as_str().unwrap().to_owned();
    let connection =
        server.link(&company, &request(KEY, "acme")).await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/companies/{company}/connections/{connection}");
    let partner = [server.partner()];
    for (method, path, body) in [
        (Method::PUT, "/integrations/mxio", Some(json!({"enabled": false}))),
        (Method::PUT, "/settings", Some(json!({}))),
        (Method::POST, "/connectionManagement/corsSettings", Some(json!({"allowedOrigins": []}))),
        (Method::PATCH, &path, Some(json!({"status": "Unlinked"}))),
        (Method::PATCH, &path, Some(json!({"status": "Unlinked"}))),
        (Method::DELETE, &path, None),
        (Method::DELETE, &format!("/companies/{company}"), None),
    ] {
        let reply = server.call(method, path, &partner, body.as_ref()).await;
        assert!(reply.status < 300, "{path}: {reply:?}");
    }
    let (entries, _) = server.app.store.audit(None, 20, 0).await.unwrap();
    let mut said: Vec<_> =
        entries.iter().map(|entry| format!("{}: {} {}", entry.actor, entry.action, entry.subject)).collect();
    said.sort();
    let mut expected = vec![
        format!("merchant: connection.linked companies/{company}/connections/{connection}"),
        format!("partner: company.created companies/{company}"),
        format!("partner: company.deleted companies/{company}"),
        format!("partner: connection.deleted companies/{company}/connections/{connection}"),
        format!("partner: connection.unlinked companies/{company}/connections/{connection}"),
        "partner: integration.disabled integrations/mxio".to_owned(),
        "partner: settings.changed settings".to_owned(),
        "partner: settings.changed settings".to_owned(),
    ];
    expected.sort();
    assert_eq!(said, expected);
}
