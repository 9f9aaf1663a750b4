//! Answers of 2xx.

use super::read;
use crate::{answer, kind, problem};
use maxio_link_flow::{Kind, LinkedConnection, Outcome, Reply};
use maxio_link_wire::ConnectionStatus;

#[track_caller]
fn linked(status: u16, body: &str) -> LinkedConnection {
    let outcome = read(&answer(status, body));
    assert!(matches!(outcome, Outcome::Linked(_)), "{status} {body} came to {outcome:?}");
    let Outcome::Linked(connection) = outcome else { unreachable!() };
    connection
}

fn pending(id: &str, again_in_s: Option<u32>) -> Outcome {
    Outcome::Pending { id: id.to_owned(), again_in_s }
}

const FULL: &str = r#"{"id":"c-1","integrationId":"i-1","integrationKey":"mxio","sourceId":"s-1",
    "platformName":"Maxio","linkUrl":"https://link.example/company/1?link.otp=otp-secret","status":"Linked",
    "created":"2026-11-22T10:00:00Z","sourceType":"Commerce","dataConnectionErrors":[],"apiKey":"key-secret",
    "connectionInfo":{"siteId":"34","siteName":"Acme","subdomain":"acme","environment":"US","test":"true",
    "apiKey":"key-secret"},"credentials":{"apiKey":"key-secret"}}"#;

#[test]
fn the_whole_connection_is_read() {
    let connection = linked(200, FULL);
    assert_eq!(connection.id, "c-1");
    assert_eq!(connection.status, ConnectionStatus::Linked);
    assert_eq!(connection.integration_key.as_deref(), Some("mxio"));
    assert_eq!(connection.created.as_deref(), Some("2026-11-22T10:00:00Z"));
    assert_eq!(connection.site_name(), Some("Acme"));
    assert!(connection.is_test());
}

#[test]
fn no_secret_that_an_endpoint_echoes_reaches_the_partners_page() {
    let connection = linked(201, FULL);
    let shown = format!("{connection:?}");
    assert!(shown.contains("c-1") && shown.contains("mxio"), "{shown}");
    for secret in ["key-secret", "otp-secret", "linkUrl", "apiKey"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn only_id_and_status_are_needed() {
    let connection = linked(200, r#"{"id":"1","status":"Linked"}"#);
    assert_eq!((connection.integration_id.as_ref(), connection.created.as_ref()), (None, None));
    assert_eq!(connection.site_name(), None);
    assert!(!connection.is_test());
}

#[test]
fn simpler_servers_write_numbers_booleans_and_other_cases() {
    let body = r#"{"id":42,"status":"linked","platformName":null,"connectionInfo":
        {"siteId":34,"siteName":" ","subdomain":"acme","test":true}}"#;
    let connection = linked(299, body);
    assert_eq!(connection.id, "42");
    assert_eq!(connection.connection_info.site_id.as_deref(), Some("34"));
    assert_eq!(connection.site_name(), Some("acme"), "a blank name is none");
    assert!(connection.is_test());
}

#[test]
fn without_an_id_nothing_is_linked() {
    let long = format!(r#"{{"id":"{}","status":"Linked"}}"#, "x".repeat(301));
    for body in [
        r#"{"status":"Linked"}"#,
        r#"{"id":null,"status":"Linked"}"#,
        r#"{"id":"  ","status":"Linked"}"#,
        r#"{"id":true,"status":"Linked"}"#,
        r#"{"id":{"value":1},"status":"Linked"}"#,
        r#"[{"id":"1","status":"Linked"}]"#,
        r#""1""#,
        "1",
        "null",
        "OK",
        "",
        &long,
    ] {
        for status in [200, 201, 202, 204] {
            assert_eq!(kind(status, body), Kind::InvalidResponse, "{status} {body:?}");
        }
    }
}

#[test]
fn a_status_that_says_nothing_is_pending_only_under_202() {
    for body in [r#"{"id":"1"}"#, r#"{"id":"1","status":"Queued"}"#, r#"{"id":"1","status":7}"#] {
        assert_eq!(kind(200, body), Kind::InvalidResponse, "{body}");
        assert_eq!(kind(201, body), Kind::InvalidResponse, "{body}");
        assert_eq!(read(&answer(202, body)), pending("1", None), "{body}");
    }
}

#[test]
fn pending_says_when_to_ask_again() {
    let body = r#"{"id":7,"status":"PendingAuth","dataConnectionErrors":[]}"#;
    for status in [200, 201, 202] {
        assert_eq!(read(&answer(status, body)), pending("7", None));
        let reply = Reply { retry_after_s: Some(4), ..answer(status, body) };
        assert_eq!(read(&reply), pending("7", Some(4)));
    }
}

#[test]
fn a_pending_connection_with_an_error_ends_the_wait() {
    let rows = [
        (r#"{"statusCode":"401","errorMessage":"m"}"#, Kind::KeyRefused),
        (r#"{"statusCode":401}"#, Kind::KeyRefused),
        (r#"{"statusCode":"403"}"#, Kind::AdminMissing),
        (r#"{"statusCode":"404"}"#, Kind::SiteNotFound),
        (r#"{"statusCode":"422"}"#, Kind::AccountBlocked),
        (r#"{"statusCode":"500"}"#, Kind::ProviderDown),
        ("{}", Kind::ProviderDown),
        (r#""failed""#, Kind::ProviderDown),
    ];
    for (error, expected) in rows {
        for status in ["\"PendingAuth\"", "null"] {
            let body = format!(r#"{{"id":"1","status":{status},"dataConnectionErrors":[{error}]}}"#);
            assert_eq!(kind(202, &body), expected, "{body}");
        }
    }
    let old = r#"{"id":"1","status":"Linked","dataConnectionErrors":[{"statusCode":"401"}]}"#;
    assert_eq!(linked(200, old).id, "1", "linked after all: an old error is history");
}

#[test]
fn a_connection_that_ended_is_not_taken_for_a_new_one() {
    assert_eq!(kind(200, r#"{"id":"1","status":"Deauthorized"}"#), Kind::KeyRefused);
    assert_eq!(kind(200, r#"{"id":"1","status":"Unlinked"}"#), Kind::InvalidResponse);
}

#[test]
fn an_error_sent_with_200_is_no_success_and_its_sentence_is_kept() {
    let problem = problem(&answer(200, r#"{"error":"Invalid key","detailedErrorCode":1001}"#));
    assert_eq!(problem.kind, Kind::InvalidResponse);
    assert_eq!(problem.detail.as_deref(), Some("Invalid key"));
}

#[test]
fn an_id_is_carried_whole_or_not_at_all() {
    let id = |id: &str| match read(&answer(200, &format!(r#"{{"id":{id},"status":"Linked"}}"#))) {
        Outcome::Linked(connection) => Some(connection.id),
        _ => None,
    };
    assert_eq!(id("9007199254740991").as_deref(), Some("9007199254740991"));
    // JavaScript would carry that of another connection.
    assert_eq!(id("9007199254740993"), None);
    assert_eq!(id(r#""9007199254740993""#).as_deref(), Some("9007199254740993"));
    assert_eq!(id("1.5"), None);
}

#[test]
fn what_nests_deeper_than_any_answer_is_none() {
    for depth in [10, 63] {
        let body =
            format!(r#"{{"id":"1","status":"Linked","x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        assert!(matches!(read(&answer(200, &body)), Outcome::Linked(_)), "{depth}");
    }
    let deep = format!(r#"{{"id":"1","status":"Linked","x":{}{}}}"#, "[".repeat(64), "]".repeat(64));
    assert!(matches!(read(&answer(200, &deep)), Outcome::Failed(_)));
}
