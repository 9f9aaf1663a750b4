//! What holds for any answer whatever.

use super::read;
use maxio_link_flow::{Body, Kind, Outcome, Problem, Reply};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value};

/// Members and values that `read` looks for, in any combination, so that every branch is reached.
fn json() -> impl Strategy<Value = Value> {
    let words = [
        "Linked",
        "PendingAuth",
        "Deauthorized",
        "Unlinked",
        "apiKey",
        "subdomain",
        "401",
        "403",
        " ",
        "",
        "MaxioInvalidApiKey",
        "MaxioSiteRequired",
        "RequiredOrFormat",
        "AlreadyLinked",
        "Unknown",
    ];
    let names = [
        "id",
        "status",
        "error",
        "message",
        "detail",
        "title",
        "validation",
        "errors",
        "itemId",
        "validatorName",
        "detailedErrorCode",
        "dataConnectionErrors",
        "statusCode",
        "connectionInfo",
        "siteName",
        "correlationId",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (995_u64..1020).prop_map(Value::from),
        select(words.to_vec()).prop_map(Value::from),
        "\\PC{0,400}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let object = vec((select(names.to_vec()), inner.clone()), 0..8)
            .prop_map(|members| members.into_iter().map(|(n, v)| (n.to_owned(), v)).collect::<Map<_, _>>());
        prop_oneof![3 => object.prop_map(Value::Object), 1 => vec(inner, 0..4).prop_map(Value::Array)]
    })
}

/// Bytes as they may come; JSON whole, cut off anywhere, or between other things.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let json = json().prop_map(|value| value.to_string().into_bytes()).boxed();
    let cut = (json.clone(), any::<prop::sample::Index>()).prop_map(|(mut bytes, at)| {
        bytes.truncate(at.index(bytes.len().max(1)));
        bytes
    });
    prop_oneof![4 => json, 1 => cut, 1 => vec(any::<u8>(), 0..200), 1 => "\\PC{0,500}".prop_map(String::into_bytes)]
}

fn status() -> impl Strategy<Value = u16> {
    let usual = [200, 201, 202, 204, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503];
    prop_oneof![3 => select(usual.to_vec()), 1 => any::<u16>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answer_comes_to_something_sensible(
        status in status(),
        bytes in bytes(),
        retry_after_s in option::of(any::<u32>()),
        correlation_id in option::of("\\PC{0,400}"),
        token_sent: bool,
        site_sent: bool,
    ) {
        let body = str::from_utf8(&bytes).map_or(Body::Unreadable, Body::Whole);
        let outcome = read(&Reply { status, retry_after_s, correlation_id, body, token_sent, site_sent });
        match &outcome {
            Outcome::Linked(connection) => {
                prop_assert!(matches!(status, 200..=299));
                prop_assert!(!connection.id.trim().is_empty());
            }
            Outcome::Pending { id, .. } => {
                prop_assert!(matches!(status, 200..=299));
                prop_assert!(!id.trim().is_empty());
            }
            Outcome::AlreadyLinked | Outcome::InFlight { .. } => prop_assert!(!matches!(status, 200..=299)),
            Outcome::Failed(problem) => failed(status, problem)?,
        }
    }
}

fn failed(status: u16, problem: &Problem) -> Result<(), TestCaseError> {
    if matches!(status, 200..=299) {
        let sensible = matches!(
            problem.kind,
            Kind::InvalidResponse
                | Kind::KeyRefused
                | Kind::AdminMissing
                | Kind::SiteNotFound
                | Kind::AccountBlocked
                | Kind::ProviderDown
        );
        prop_assert!(sensible, "{:?} for a {status}", problem.kind);
    }
    prop_assert!(!problem.kind.is_local(), "an answer is never found here");
    for words in [&problem.detail, &problem.reference].into_iter().flatten() {
        prop_assert!(words.chars().count() <= 300);
        prop_assert!(!words.trim().is_empty());
    }
    let waits = matches!(problem.kind, Kind::RateLimited | Kind::ProviderDown);
    prop_assert_eq!(waits, problem.wait_s > 0);
    prop_assert!(problem.wait_s <= 3_600);
    Ok(())
}
