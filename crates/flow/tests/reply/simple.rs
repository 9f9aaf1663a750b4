//! A partner's own, simpler endpoint, and whatever stands between it and the merchant.

use super::read;
use crate::{answer, kind, problem};
use maxio_link_flow::{Body, Kind, Outcome, Reply};

/// What a status says where the body says nothing that decides.
const BY_STATUS: [(u16, Kind); 13] = [
    (400, Kind::KeyRefused),
    (422, Kind::KeyRefused),
    (401, Kind::KeyRefused),
    (403, Kind::AdminMissing),
    (404, Kind::UnknownCompany),
    (429, Kind::RateLimited),
    (503, Kind::ProviderDown),
    (500, Kind::ServerError),
    (502, Kind::ServerError),
    (504, Kind::ServerError),
    (599, Kind::ServerError),
    (405, Kind::InvalidResponse),
    (413, Kind::InvalidResponse),
];

#[test]
fn the_status_decides_for_every_simple_body() {
    let bodies = [
        ("", None),
        ("  \r\n", None),
        ("null", None),
        ("[]", None),
        (r#"["No."]"#, None),
        ("42", None),
        ("true", None),
        ("{}", None),
        ("Access denied.", Some("Access denied.")),
        ("\u{feff}Access denied.\n", Some("Access denied.")),
        (r#""Access denied.""#, Some("Access denied.")),
        (r#""  ""#, None),
        (r#"{"error":"No."}"#, Some("No.")),
        (r#"{"error":{"message":"No.","code":7}}"#, Some("No.")),
        (r#"{"message":"No."}"#, Some("No.")),
        (r#"{"error":"","message":"No."}"#, Some("No.")),
        (r#"{"error":{"message":" "},"message":"No."}"#, Some("No.")),
        (r#"{"type":"about:blank","title":"Forbidden","status":403,"detail":"No."}"#, Some("No.")),
        (r#"{"type":"about:blank","title":"No.","status":403}"#, Some("No.")),
    ];
    for (status, expected) in BY_STATUS {
        for (body, detail) in bodies {
            let problem = problem(&answer(status, body));
            assert_eq!(problem.kind, expected, "{status} {body:?}");
            assert_eq!(problem.detail.as_deref(), detail, "{status} {body:?}");
        }
    }
}

#[test]
fn a_401_means_the_link_only_if_a_token_was_sent() {
    for body in ["", "HTTP Basic: Access denied.", r#"{"error":"unauthorized"}"#] {
        assert_eq!(kind(401, body), Kind::KeyRefused);
        let with_token = Reply { token_sent: true, ..answer(401, body) };
        assert_eq!(problem(&with_token).kind, Kind::LinkExpired);
    }
}

#[test]
fn a_redirect_or_a_status_nobody_expects_is_no_answer() {
    for status in [0, 100, 301, 302, 304, 307, 308, 402, 405, 408, 410, 413, 415, 418, 600, 999, u16::MAX] {
        for body in ["", r#"{"error":"x"}"#, r#"{"id":"1","status":"Linked"}"#] {
            assert_eq!(kind(status, body), Kind::InvalidResponse, "{status} {body}");
        }
    }
}

#[test]
fn a_page_in_place_of_an_answer_is_never_taken_for_the_endpoints_word() {
    let pages =
        ["<!DOCTYPE html><html><h1>Sign in</h1>", "\n<html>", "\u{feff}<?xml version=\"1.0\"?><a/>", "<p>"];
    let rows = [
        (200, Kind::InvalidResponse),
        (400, Kind::InvalidResponse),
        (401, Kind::InvalidResponse),
        (403, Kind::InvalidResponse),
        (404, Kind::InvalidResponse),
        (409, Kind::InvalidResponse),
        (429, Kind::RateLimited),
        (500, Kind::ServerError),
        (502, Kind::ServerError),
        (503, Kind::ProviderDown),
    ];
    for (status, expected) in rows {
        for page in pages {
            let problem = problem(&answer(status, page));
            assert_eq!(problem.kind, expected, "{status} {page}");
            assert_eq!(problem.detail, None, "markup is no sentence: {status} {page}");
        }
    }
}

#[test]
fn an_answer_cut_off_is_not_guessed_at() {
    let refused = r#"{"statusCode":400,"detailedErrorCode":1001,"validation":{"errors":[{"itemId":"apiKey"#;
    let linked = r#"{"id":"1","status":"Linked","connectionInfo":{"siteName":"Ac"#;
    let rows = [
        (200, linked, Kind::InvalidResponse),
        (201, linked, Kind::InvalidResponse),
        (400, refused, Kind::InvalidResponse),
        (403, refused, Kind::InvalidResponse),
        (409, refused, Kind::InvalidResponse),
        (500, refused, Kind::ServerError),
        (503, refused, Kind::ProviderDown),
    ];
    for (status, body, expected) in rows {
        let problem = problem(&answer(status, body));
        assert_eq!((problem.kind, problem.detail), (expected, None), "{status} {body}");
    }
}

#[test]
fn a_body_that_could_not_be_read_keeps_its_reference() {
    for (status, expected) in [
        (200, Kind::InvalidResponse),
        (400, Kind::InvalidResponse),
        (409, Kind::InvalidResponse),
        (429, Kind::RateLimited),
        (502, Kind::ServerError),
    ] {
        let correlation_id = Some("head-1".to_owned());
        let reply = Reply { body: Body::Unreadable, correlation_id, ..answer(status, "") };
        let problem = problem(&reply);
        assert_eq!((problem.kind, problem.reference.as_deref()), (expected, Some("head-1")), "{status}");
    }
}

#[test]
fn nesting_without_end_is_no_stack_overflow() {
    for (open, expected) in [("[", Kind::InvalidResponse), ("{\"a\":", Kind::InvalidResponse)] {
        assert_eq!(kind(400, &open.repeat(200_000)), expected);
    }
}

#[test]
fn the_bodys_reference_goes_before_the_headers() {
    let correlation_id = Some("head-1".to_owned());
    let reply = Reply { correlation_id, ..answer(500, r#"{"correlationId":"body-1"}"#) };
    assert_eq!(problem(&reply).reference.as_deref(), Some("body-1"));
}

#[test]
fn what_a_server_says_is_capped_without_splitting_a_character() {
    let long = "ä€🦀".repeat(1_000);
    let object = serde_json::json!({"error": long, "correlationId": long}).to_string();
    for body in [object, long.clone()] {
        let reply = Reply { correlation_id: Some(long.clone()), ..answer(500, &body) };
        let problem = problem(&reply);
        let expected: String = long.chars().take(300).collect();
        assert_eq!(problem.detail.as_ref(), Some(&expected));
        assert_eq!(problem.reference.as_ref(), Some(&expected));
    }
}

#[test]
fn a_simple_endpoint_says_later_by_status_alone() {
    let reply = Reply { retry_after_s: Some(9), ..answer(503, "busy") };
    assert_eq!(problem(&reply).wait_s, 9);
    assert_eq!(problem(&answer(429, "")).wait_s, 60);
    assert_eq!(problem(&answer(500, "")).wait_s, 0);
}

#[test]
fn already_linked_by_status_is_no_failure() {
    assert_eq!(read(&answer(409, "")), Outcome::AlreadyLinked);
}
