//! What of an answer the consent names: everything but means of payment. Maxio puts payment profiles (tokens of a vault,
//! masked numbers) into subscriptions, unasked.

use json_event_parser::{JsonEvent, LowLevelJsonParser, LowLevelJsonParserResult, LowLevelJsonSerializer};

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

/// Values within values; Maxio's are half a dozen.
const DEEPEST: usize = 32;
/// In bytes, of one text or number: what is held until its end has come.
const LONGEST: usize = 1024 * 1024;

/// What was read is not JSON, or nested or long beyond all measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not JSON as Maxio writes it")]
pub struct NotJson;

/// An answer on its way through, without these members. Everything else has the same value as it came, to the digits of
/// its numbers.
pub struct Agreed {
    parser: LowLevelJsonParser,
    /// Of a text or a number whose end has not come yet.
    begun: Vec<u8>,
    sieve: Sieve,
}

impl Agreed {
    /// Before the first byte.
    pub fn new() -> Self {
        let parser = LowLevelJsonParser::new().with_max_stack_size(DEEPEST);
        Self { parser, begun: Vec::new(), sieve: Sieve::default() }
    }

    /// The part of what has come now, and of what was held.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<u8>, NotJson> {
        self.begun.extend_from_slice(bytes);
        self.pass(false)
    }

    /// The rest, at the end.
    pub fn end(&mut self) -> Result<Vec<u8>, NotJson> {
        self.pass(true)
    }

    fn pass(&mut self, is_end: bool) -> Result<Vec<u8>, NotJson> {
        let Self { parser, begun, sieve } = self;
        let (mut part, mut consumed) = (Vec::with_capacity(begun.len()), 0);
        loop {
            let rest = begun.get(consumed..).unwrap_or_default();
            let LowLevelJsonParserResult { event, consumed_bytes } = parser.parse_next(rest, is_end);
            consumed += consumed_bytes;
            match event {
                None | Some(Ok(JsonEvent::Eof)) => break,
                Some(Ok(event)) => sieve.pass(event, &mut part)?,
                Some(Err(_)) => return Err(NotJson),
            }
        }
        begun.drain(..consumed);
        if begun.len() > LONGEST { Err(NotJson) } else { Ok(part) }
    }
}

#[derive(Default)]
struct Sieve {
    writer: LowLevelJsonSerializer,
    /// After the name of such a member, until its value has ended: how many of its levels are open.
    withheld: Option<usize>,
}

impl Sieve {
    fn pass(&mut self, event: JsonEvent<'_>, part: &mut Vec<u8>) -> Result<(), NotJson> {
        if let Some(open) = self.withheld {
            let open = match event {
                JsonEvent::StartArray | JsonEvent::StartObject => open + 1,
                JsonEvent::EndArray | JsonEvent::EndObject => open.saturating_sub(1),
                _ => open,
            };
            self.withheld = (open > 0).then_some(open);
            return Ok(());
        }
        if matches!(&event, JsonEvent::ObjectKey(name) if WITHHELD.contains(&name.as_ref())) {
            self.withheld = Some(0);
            return Ok(());
        }
        self.writer.serialize_event(event, part).map_err(|_| NotJson)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The part, of bytes that come so many at a time.
    fn part_of(json: &[u8], at_a_time: usize) -> Result<String, NotJson> {
        let (mut agreed, mut part) = (Agreed::new(), Vec::new());
        for chunk in json.chunks(at_a_time) {
            part.extend(agreed.take(chunk)?);
        }
        part.extend(agreed.end()?);
        Ok(String::from_utf8(part).unwrap())
    }

    /// However it comes.
    fn part(json: &str) -> String {
        let whole = part_of(json.as_bytes(), usize::MAX).unwrap();
        for at_a_time in 1..9 {
            assert_eq!(part_of(json.as_bytes(), at_a_time).as_deref(), Ok(&*whole), "{at_a_time}");
        }
        whole
    }

    fn is_refused(json: &[u8]) -> bool {
        let refused = part_of(json, usize::MAX).is_err();
        assert_eq!(part_of(json, 7).is_err(), refused);
        refused
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
        for json in ["[1,", "[1", "<p>", "", "[1]]", "[1] 2", "{\"a\"}", "\"\\u12\""] {
            assert!(is_refused(json.as_bytes()), "{json}");
        }
        assert!(is_refused(b"[\"\xff\"]"), "not UTF-8");
    }

    #[test]
    fn an_answer_nested_without_end_is_refused() {
        assert!(is_refused("[".repeat(100_000).as_bytes()));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(is_refused(deep.as_bytes()));
    }
}
