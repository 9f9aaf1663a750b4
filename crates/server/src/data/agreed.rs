//! What of an answer the consent names: everything but means of payment. Maxio puts payment profiles (tokens of a vault,
//! masked numbers) into subscriptions, unasked.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// Members that are never passed on, wherever they are: payment profiles by the names under which Maxio embeds them,
/// and what these consist of.
const WITHHELD: [&str; 24] = [
    "credit_card",
    "credit_cards",
    "credit_card_attributes",
    "bank_account",
    "bank_accounts",
    "bank_account_attributes",
    "paypal_account",
    "payment_profile",
    "payment_profiles",
    "payment_profile_attributes",
    "chargify_token",
    "current_vault",
    "vault_token",
    "customer_vault_token",
    "vault_customer_reference",
    "stored_credential_transaction_id",
    "gateway_handle",
    "masked_card_number",
    "card_expiration",
    "last_four",
    "masked_bank_account_number",
    "masked_bank_routing_number",
    "paypal_email",
    "self_service_page_token",
];

/// Values within values; Maxio's are half a dozen. Each level is gone through again for the one within.
const DEEPEST: usize = 32;

/// The same JSON without these members. Everything else stays as it came, to the digits of its numbers.
pub fn part_of(json: &[u8]) -> serde_json::Result<Vec<u8>> {
    let mut part = Vec::with_capacity(json.len());
    copy(serde_json::from_slice(json)?, DEEPEST, &mut part)?;
    Ok(part)
}

fn copy(value: &RawValue, depth: usize, part: &mut Vec<u8>) -> serde_json::Result<()> {
    let depth = depth.checked_sub(1).ok_or_else(|| serde_json::Error::custom("nested too deep"))?;
    let text = value.get();
    if text.starts_with('{') {
        let Members(members) = serde_json::from_str(text)?;
        let mut before = b'{';
        for (name, value) in members.iter().filter(|(name, _)| !WITHHELD.contains(&name.as_str())) {
            part.push(before);
            serde_json::to_writer(&mut *part, name)?;
            part.push(b':');
            copy(value, depth, part)?;
            before = b',';
        }
        if before == b'{' {
            part.push(before);
        }
        part.push(b'}');
    } else if text.starts_with('[') {
        part.push(b'[');
        for (index, value) in serde_json::from_str::<Vec<&RawValue>>(text)?.into_iter().enumerate() {
            if index > 0 {
                part.push(b',');
            }
            copy(value, depth, part)?;
        }
        part.push(b']');
    } else {
        part.extend_from_slice(text.as_bytes());
    }
    Ok(())
}

/// Members of an object, in their order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(json: &str) -> String {
        String::from_utf8(part_of(json.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn means_of_payment_are_left_out_however_deep_and_however_spelled() {
        let card = r#"{"vault_token":"v","masked_card_number":"XXXX-1"}"#;
        let json = format!(
            r#"[{{"subscription":{{"credit_card":{card},"id":1,"group":{{"bank_account":{card}}}}}}},{{"credit\u005fcard":1}}]"#
        );
        assert_eq!(part(&json), r#"[{"subscription":{"id":1,"group":{}}},{}]"#);
        assert_eq!(
            part(r#"{"payments":[{"payment_method":{"last_four":"1","type":"x"}}]}"#),
            r#"{"payments":[{"payment_method":{"type":"x"}}]}"#
        );
    }

    #[test]
    fn everything_else_stays_as_it_came() {
        let json = r#"{"z":10.10,"a":12345678901234567890123,"t":"é\"{","n":null,"z":[],"e":{},"payment_type":"credit_card","request_credit_card":true}"#;
        assert_eq!(part(json), json);
        assert_eq!(part(" [ 1 , 2 ] "), "[1,2]");
        assert!(part_of(b"[1,").is_err() && part_of(b"<p>").is_err() && part_of(b"").is_err());
    }

    #[test]
    fn an_answer_nested_without_end_is_refused() {
        assert!(part_of("[".repeat(100_000).as_bytes()).is_err());
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(part_of(deep.as_bytes()).is_err());
    }
}
