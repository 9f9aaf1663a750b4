//! What may be read: the objects that the merchant's consent names, and nothing that could act.

use url::form_urlencoded;

/// Longest address, its query included, in bytes.
const LONGEST: usize = 2000;
/// In bytes, of one path segment that stands for a record.
const LONGEST_ID: usize = 64;

/// Maxio's addresses of the objects in the consent: account information, customers, products, subscriptions, invoices
/// and payments. `*` stands for one record. Not here: payment profiles (cards), which the consent does not name.
const ALLOWED: [&str; 18] = [
    "site.json",
    "customers.json",
    "customers/*.json",
    "customers/*/subscriptions.json",
    "products.json",
    "products/*.json",
    "products/*/price_points.json",
    "product_families.json",
    "product_families/*.json",
    "product_families/*/products.json",
    "product_families/*/components.json",
    "components.json",
    "subscriptions.json",
    "subscriptions/*.json",
    "subscriptions/*/components.json",
    "invoices.json",
    "invoices/*.json",
    "credit_notes.json",
];

/// Parameters that select and order. Not here: `include`, which adds what the consent does not name, such as the token
/// of a subscriber's own page.
const PARAMETERS: [&str; 30] = [
    "page",
    "per_page",
    "direction",
    "sort",
    "order",
    "date_field",
    "start_date",
    "end_date",
    "start_datetime",
    "end_datetime",
    "state",
    "status",
    "product",
    "product_ids",
    "product_price_point_id",
    "coupon",
    "coupon_code",
    "customer_ids",
    "subscription_id",
    "subscription_ids",
    "subscription_group_uid",
    "consolidation_level",
    "line_items",
    "discounts",
    "taxes",
    "credits",
    "payments",
    "refunds",
    "q",
    "include_archived",
];

/// An address below a site's API that may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(String);

/// Why an address may not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not on the list.
    #[error(
        "Only what the merchant has agreed to can be read: customers.json, customers/ID.json, products.json, \
        subscriptions.json, invoices.json and the like."
    )]
    NotAllowed,
    /// A parameter that is not on the list.
    #[error(
        "Only parameters that select and order can be given, such as page, per_page, state and start_date."
    )]
    Parameter,
    /// Too long.
    #[error("The address is too long.")]
    TooLong,
}

impl Endpoint {
    /// Checks `customers.json`, or `invoices.json?page=2`, with more parameters to come after its own.
    pub fn parse<'a>(
        text: &'a str,
        more: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, EndpointError> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let path = path.strip_prefix('/').unwrap_or(path);
        if !ALLOWED.iter().any(|pattern| fits(pattern, path)) {
            return Err(EndpointError::NotAllowed);
        }
        let mut written = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            written.append_pair(checked(&name)?, &value);
        }
        for (name, value) in more {
            written.append_pair(checked(name)?, value);
        }
        let query = written.finish();
        let question = if query.is_empty() { "" } else { "?" };
        let address = format!("/{path}{question}{query}");
        if address.len() > LONGEST { Err(EndpointError::TooLong) } else { Ok(Self(address)) }
    }

    /// `/customers.json?page=2`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn checked(name: &str) -> Result<&str, EndpointError> {
    // `filter[ids]` and `customer_ids[]` are spelled so at Maxio.
    let plain = name.strip_suffix("[]").unwrap_or(name);
    let filter = plain.strip_prefix("filter[").and_then(|rest| rest.strip_suffix(']'));
    let word =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if PARAMETERS.contains(&plain) || filter.is_some_and(word) {
        Ok(name)
    } else {
        Err(EndpointError::Parameter)
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) => {
                let id = match pattern.split_once('*') {
                    Some((_, suffix)) => part.strip_suffix(suffix).filter(|id| is_id(id)),
                    None => (pattern == part).then_some(""),
                };
                if id.is_none() {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// A number or a uid: nothing that could mean another place in a URL. `lookup` and its like are addresses of their own.
fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*, sample::select};
    use url::Url;

    fn parse(text: &str) -> Result<String, EndpointError> {
        Endpoint::parse(text, std::iter::empty()).map(|endpoint| endpoint.0)
    }

    #[test]
    fn what_the_consent_names_can_be_read() {
        for (text, address) in [
            ("customers.json", "/customers.json"),
            ("/customers/12.json", "/customers/12.json"),
            ("invoices/inv_8gk5bwkct3gqt.json", "/invoices/inv_8gk5bwkct3gqt.json"),
            ("subscriptions.json?page=2&state=active", "/subscriptions.json?page=2&state=active"),
            ("invoices.json?customer_ids[]=1", "/invoices.json?customer_ids%5B%5D=1"),
            (
                "subscriptions.json?filter[prepaid_configuration]=x",
                "/subscriptions.json?filter%5Bprepaid_configuration%5D=x",
            ),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(address));
        }
        let more = [("per_page", "200"), ("start_date", "2026-01-01&include=x")];
        assert_eq!(
            Endpoint::parse("customers.json?page=1", more.into_iter()).unwrap().as_str(),
            "/customers.json?page=1&per_page=200&start_date=2026-01-01%26include%3Dx"
        );
    }

    #[test]
    fn nothing_else_can() {
        for text in [
            "",
            "/",
            "webhooks.json",
            "payment_profiles.json",
            "payment_profiles/1.json",
            "sites/clear_data.json",
            "customers",
            "customers/lookup.json",
            "customers/../webhooks.json",
            "customers/..%2fwebhooks.json",
            "customers/%2e%2e.json",
            "customers/1/../2.json",
            "customers/1.json/2",
            "//evil.example/customers.json",
            "https://evil.example/customers.json",
            "customers.json#a",
            "customers.json\r\nx: y",
            "customers/a b1.json",
            "@evil.example/customers.json",
            "customers.xml",
            "CUSTOMERS.JSON",
        ] {
            assert_eq!(parse(text), Err(EndpointError::NotAllowed), "{text}");
        }
        for text in [
            "subscriptions.json?include[]=self_service_page_token",
            "customers.json?api_key=x",
            "customers.json?filter[a=1",
        ] {
            assert_eq!(parse(text), Err(EndpointError::Parameter), "{text}");
        }
        assert_eq!(parse(&format!("customers.json?q={}", "x".repeat(3000))), Err(EndpointError::TooLong));
    }

    /// Pieces of addresses in any order, and anything.
    fn written() -> impl Strategy<Value = String> {
        let pieces = [
            "customers",
            ".json",
            "/",
            "12",
            "subscriptions",
            "invoices",
            "inv_8gk",
            "products",
            "?",
            "&",
            "=",
            "page",
            "include",
            "[]",
            "filter[",
            "]",
            "..",
            "%2e",
            "%2f",
            "\\",
            "@",
            "#",
            ":",
            "https://",
            "evil.example",
            " ",
            "\t",
            "ü",
            "*",
            "customer_ids",
            "lookup",
            "-",
            "price_points",
            "webhooks",
        ];
        let piece = prop_oneof![12 => select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,8}"];
        vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn anything_that_may_be_read_is_below_the_sites_api_and_on_the_list(
            text in prop_oneof![written(), written().prop_map(|rest| format!("customers.json?{rest}"))],
            name in written(),
            value in written(),
        ) {
            if let Ok(endpoint) = Endpoint::parse(&text, [(name.as_str(), value.as_str())].into_iter().filter(|_| !name.is_empty())) {
                let url = Url::parse(&format!("https://acme.chargify.com{}", endpoint.as_str())).unwrap();
                prop_assert_eq!(url.host_str(), Some("acme.chargify.com"));
                prop_assert!(url.username().is_empty() && url.port().is_none() && url.fragment().is_none());
                let path = url.path().trim_start_matches('/');
                prop_assert!(ALLOWED.iter().any(|pattern| fits(pattern, path)), "{}", path);
                // As written: nothing of it meant another place.
                prop_assert!(endpoint.as_str().starts_with(url.path()));
                prop_assert!(url.query_pairs().all(|(name, _)| checked(&name).is_ok()));
            }
        }
    }
}
