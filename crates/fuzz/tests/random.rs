//! What holds for what is likely to matter, and for anything. `PROPTEST_CASES` makes it more of it.

use maxio_link_flow::{Body, Reply};
use maxio_link_fuzz::{TARGETS, answer};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value};
use std::env;

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

/// What is typed and pasted: pieces of keys, sites, addresses and links, in any order, and anything.
fn typed() -> impl Strategy<Value = String> {
    let pieces = [
        "acme",
        "app",
        "www",
        ".chargify.com",
        ".ebilling.maxio.com",
        "chargify.com",
        "https://",
        "http:",
        "//",
        "/",
        "?",
        "#",
        "\\",
        ":",
        "443",
        "@",
        ".",
        "-",
        " ",
        "\u{200b}",
        "\u{feff}",
        "\u{a0}",
        "\n",
        "ü",
        "🦊",
        "A",
        "…",
        "...",
        "chjs_",
        "123e4567-e89b-12d3-a456-426614174000",
        "[",
        "]",
        "](",
        ")",
        "[x](https://e.example)",
        "{partner}",
        "\u{2068}",
    ];
    let piece = prop_oneof![6 => select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,20}"];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn cases(otherwise: u32) -> ProptestConfig {
    let cases = env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(1_000))]

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
        answer(&Reply { status, retry_after_s, correlation_id, body, token_sent, site_sent });
    }

    #[test]
    fn whatever_is_typed_is_read_without_harm(typed in typed(), noise in vec(any::<u8>(), 0..300)) {
        for (_, target) in TARGETS {
            target(typed.as_bytes());
            target(&noise);
        }
    }
}
