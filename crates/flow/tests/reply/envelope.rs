//! The project's own envelope: every row of the contract's table.

use super::read;
use crate::{answer, kind, problem};
use maxio_link_flow::{Kind, Outcome, Reply, problem::Field};
use maxio_link_wire::ErrorCode;
use std::collections::BTreeSet;

/// Status, code, validatorName, itemId, what it comes to, and the public `error_type` and `error_code`.
type Row = (u16, u64, &'static str, &'static str, Kind, (&'static str, &'static str));

const INPUT: &str = "INPUT_ERROR";
const LINK: &str = "LINK_ERROR";

const ROWS: [Row; 17] = [
    (400, 1000, "RequiredOrFormat", "apiKey", Kind::InvalidField(Field::Key), (INPUT, "INVALID_FIELD")),
    (400, 1000, "RequiredOrFormat", "subdomain", Kind::InvalidField(Field::Site), (INPUT, "INVALID_FIELD")),
    (400, 1000, "RequiredOrFormat", "environment", Kind::InvalidField(Field::Site), (INPUT, "INVALID_FIELD")),
    (400, 1000, "RequiredOrFormat", "consent", Kind::InvalidField(Field::Other), (INPUT, "INVALID_FIELD")),
    (400, 1001, "MaxioInvalidApiKey", "apiKey", Kind::KeyRefused, (INPUT, "INVALID_CREDENTIALS")),
    (
        403,
        1002,
        "MaxioAdminPermissionRequired",
        "apiKey",
        Kind::AdminMissing,
        (INPUT, "INSUFFICIENT_PERMISSIONS"),
    ),
    (400, 1003, "MaxioSiteNotFound", "subdomain", Kind::SiteNotFound, (INPUT, "SITE_NOT_FOUND")),
    (400, 1003, "MaxioSiteRequired", "subdomain", Kind::SiteRequired, (INPUT, "SITE_REQUIRED")),
    (403, 1004, "MaxioAccountBlocked", "", Kind::AccountBlocked, ("PROVIDER_ERROR", "ACCOUNT_BLOCKED")),
    (429, 1005, "", "", Kind::RateLimited, ("SERVER_ERROR", "RATE_LIMIT_EXCEEDED")),
    (503, 1006, "MaxioUnavailable", "", Kind::ProviderDown, ("PROVIDER_ERROR", "PROVIDER_DOWN")),
    (409, 1015, "SiteMismatch", "subdomain", Kind::SiteMismatch, (INPUT, "SITE_MISMATCH")),
    (
        403,
        1008,
        "IntegrationDisabled",
        "platformKey",
        Kind::IntegrationDisabled,
        (LINK, "INTEGRATION_DISABLED"),
    ),
    (404, 1009, "", "", Kind::UnknownIntegration, (LINK, "UNKNOWN_INTEGRATION")),
    (404, 1010, "", "", Kind::UnknownCompany, (LINK, "UNKNOWN_COMPANY")),
    (401, 1011, "LinkExpired", "", Kind::LinkExpired, (LINK, "INVALID_LINK_TOKEN")),
    (422, 1013, "", "", Kind::Conflict, ("SERVER_ERROR", "REQUEST_CONFLICT")),
];

/// The envelope, with the members that are not empty.
fn envelope(status: u16, code: Option<u64>, validator: &str, item: &str) -> String {
    let code = code.map_or(String::new(), |code| format!(r#","detailedErrorCode":{code}"#));
    let validation = if validator.is_empty() && item.is_empty() {
        String::new()
    } else {
        format!(
            r#","validation":{{"errors":[{{"itemId":"{item}","validatorName":"{validator}",
            "message":"The sentence."}}],"warnings":[]}}"#
        )
    };
    format!(
        r#"{{"statusCode":{status},"service":"MaxioLink","error":"The outer sentence.",
        "correlationId":"7eb4-ref","canBeRetried":"False"{code}{validation}}}"#
    )
}

#[test]
fn each_case_of_the_contract_is_told_apart() {
    for (status, code, validator, item, expected, public) in ROWS {
        let body = envelope(status, Some(code), validator, item);
        let problem = problem(&answer(status, &body));
        assert_eq!(problem.kind, expected, "{body}");
        assert_eq!(problem.kind.public(), public, "{body}");
        assert_eq!(problem.reference.as_deref(), Some("7eb4-ref"), "{body}");
    }
}

#[test]
fn no_code_of_the_wire_is_left_out_here() {
    let here: BTreeSet<u64> = ROWS.iter().map(|row| row.1).chain([1007, 1012, 1014]).collect();
    let wire: BTreeSet<u64> = ErrorCode::ALL.iter().map(|code| u64::from(code.number())).collect();
    assert_eq!(here, wire);
}

#[test]
fn an_origin_that_is_not_allowed_is_the_partners_to_mend() {
    let body = envelope(403, Some(1012), "", "");
    let kind = kind(403, &body);
    assert_eq!(kind, Kind::OriginNotAllowed);
    assert_eq!(kind.public(), (LINK, "ORIGIN_NOT_ALLOWED"));
}

#[test]
fn already_linked_is_no_failure() {
    for body in [
        envelope(409, Some(1007), "AlreadyLinked", "c0ffee"),
        envelope(409, Some(1007), "", ""),
        envelope(409, None, "AlreadyLinked", ""),
        String::new(),
        r#"{"error":"exists"}"#.to_owned(),
        "already there".to_owned(),
    ] {
        assert_eq!(read(&answer(409, &body)), Outcome::AlreadyLinked, "{body}");
    }
}

#[test]
fn an_attempt_in_flight_is_no_failure_and_says_when_to_ask() {
    let body = envelope(409, Some(1014), "", "");
    assert_eq!(read(&answer(409, &body)), Outcome::InFlight { again_in_s: None });
    let reply = Reply { retry_after_s: Some(2), ..answer(409, &body) };
    assert_eq!(read(&reply), Outcome::InFlight { again_in_s: Some(2) });
}

#[test]
fn the_validator_decides_before_the_code_and_the_code_before_the_status() {
    assert_eq!(kind(404, &envelope(404, Some(1001), "MaxioAccountBlocked", "")), Kind::AccountBlocked);
    assert_eq!(kind(404, &envelope(404, Some(1001), "", "")), Kind::KeyRefused);
    assert_eq!(kind(404, &envelope(404, Some(9999), "SomethingNew", "")), Kind::UnknownCompany);
    assert_eq!(kind(404, &envelope(404, None, "", "")), Kind::UnknownCompany);
}

#[test]
fn each_validator_suffices_without_a_code() {
    for (status, _, validator, item, expected, _) in ROWS.iter().filter(|row| !row.2.is_empty()) {
        assert_eq!(kind(*status, &envelope(*status, None, validator, item)), *expected, "{validator} {item}");
    }
}

#[test]
fn a_known_validator_is_found_behind_an_unknown_one() {
    let body = r#"{"validation":{"errors":[{"itemId":"x","validatorName":"Own"},
        {"itemId":"apiKey","validatorName":"MaxioInvalidApiKey"}]}}"#;
    assert_eq!(kind(403, body), Kind::KeyRefused);
}

#[test]
fn a_complaint_about_the_site_asks_for_it_where_none_was_sent() {
    let complaints = [
        envelope(400, Some(1003), "MaxioSiteNotFound", "subdomain"),
        envelope(400, Some(1003), "MaxioSiteNotFound", ""),
        envelope(400, Some(1003), "", ""),
        envelope(400, Some(1000), "RequiredOrFormat", "subdomain"),
        envelope(400, Some(1000), "RequiredOrFormat", "environment"),
        envelope(400, None, "SomethingOfTheirs", "subdomain"),
        r#"{"validation":{"errors":[{"itemId":"subdomain"}]}}"#.to_owned(),
    ];
    for body in &complaints {
        let without = Reply { site_sent: false, ..answer(400, body) };
        assert_eq!(problem(&without).kind, Kind::SiteRequired, "{body}");
        let with = kind(400, body);
        assert!(matches!(with, Kind::SiteNotFound | Kind::InvalidField(Field::Site)), "{body} → {with:?}");
    }
    let required = envelope(400, Some(1003), "MaxioSiteRequired", "subdomain");
    assert_eq!(kind(400, &required), Kind::SiteRequired, "the server may still insist");
}

#[test]
fn a_field_named_alone_places_the_problem() {
    let named =
        |item: &str| format!(r#"{{"error":"bad","validation":{{"errors":[{{"itemId":"{item}"}}]}}}}"#);
    assert_eq!(kind(400, &named("apiKey")), Kind::InvalidField(Field::Key));
    assert_eq!(kind(422, &named("subdomain")), Kind::InvalidField(Field::Site));
    assert_eq!(kind(400, &named("theirs")), Kind::KeyRefused, "a field that nobody sees: by status");
}

#[test]
fn the_fields_own_message_is_the_detail_and_the_outer_sentence_its_stand_in() {
    let detail = |body: &str| problem(&answer(400, body)).detail;
    let body = envelope(400, Some(1001), "MaxioInvalidApiKey", "apiKey");
    assert_eq!(detail(&body).as_deref(), Some("The sentence."));
    let silent = body.replace("The sentence.", " ");
    assert_eq!(detail(&silent).as_deref(), Some("The outer sentence."));
}

#[test]
fn members_of_the_wrong_type_are_passed_over() {
    for body in [
        r#"{"validation":"none","detailedErrorCode":"x","correlationId":7,"error":[1]}"#,
        r#"{"validation":{"errors":{}},"detailedErrorCode":-1002,"error":{"message":{}}}"#,
        r#"{"validation":{"errors":["apiKey",null,{"validatorName":1002}]},"detailedErrorCode":10.02}"#,
        r#"{"validation":null,"detailedErrorCode":null,"correlationId":null,"error":null}"#,
    ] {
        let problem = problem(&answer(403, body));
        assert_eq!(
            (problem.kind, problem.reference, problem.detail),
            (Kind::AdminMissing, None, None),
            "{body}"
        );
    }
}

#[test]
fn the_wait_comes_from_retry_after_and_has_bounds() {
    for (status, code) in [(429, 1005), (503, 1006)] {
        let body = envelope(status, Some(code), "", "");
        let wait = |retry_after_s| problem(&Reply { retry_after_s, ..answer(status, &body) }).wait_s;
        assert_eq!(wait(Some(17)), 17);
        assert_eq!(wait(None), 60, "unread: a minute");
        assert_eq!(wait(Some(0)), 1);
        assert_eq!(wait(Some(u32::MAX)), 3_600, "nobody watches a longer countdown");
    }
    let refused = envelope(400, Some(1001), "MaxioInvalidApiKey", "apiKey");
    let reply = Reply { retry_after_s: Some(17), ..answer(400, &refused) };
    assert_eq!(problem(&reply).wait_s, 0, "nothing to wait for");
}
