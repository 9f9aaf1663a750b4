//! Every sentence that a merchant reads, by its key in `en.json`. The sentences are not in the wasm: `js/src/text.ts`
//! has them, with the partner's own in their place.
//!
//! The exception is the consent text, which the server must be able to write too: `maxio_link_wire::consent`.

mod problems;

use crate::embed::{Options, Partner};
use maxio_link_wire::consent::{self, Section};

pub use problems::{ProblemText, problem};

include!(concat!(env!("OUT_DIR"), "/message.rs"));

/// The language on display, BCP 47.
pub const LANGUAGE: &str = "en";
/// In which it is written, whatever the page around Link is written in.
pub const DIRECTION: &str = "ltr";

impl Message {
    /// The sentence.
    pub fn text(self, partner: &Partner) -> String {
        self.with(partner, "", "")
    }

    /// The sentence with something filled in: `name` is like `{seconds}`.
    pub fn with(self, partner: &Partner, name: &str, value: &str) -> String {
        partner.text(self as u32, name, value)
    }
}

/// The permissions that the merchant is asked for.
pub fn consent_sections(options: &Options) -> Vec<Section> {
    let partner = options.partner_name();
    consent::changed(consent::sections(&partner), options.permission_changes(), &partner)
}

/// The same as one text, as it goes into the record.
pub fn consent_text(options: &Options) -> String {
    consent::text(&consent_sections(options))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    fn english() -> BTreeMap<String, String> {
        serde_json::from_str(include_str!("en.json")).unwrap()
    }

    #[test]
    fn every_sentence_has_words_and_known_placeholders_only() {
        for (key, text) in english() {
            assert!(!text.trim().is_empty(), "{key}");
            let known = ["{partner}", "{site}", "{seconds}", "{reference}", "{step}", "{steps}", "{detail}"];
            let rest = known.iter().fold(text.clone(), |rest, name| rest.replace(name, ""));
            assert!(!rest.contains(['{', '}']), "{key}: {text}");
        }
    }

    #[test]
    fn the_words_that_the_public_setup_guide_promises_are_these() {
        let english = english();
        for (key, words) in [
            ("consentTitle", "Connect to Maxio"),
            ("credentialsTitle", "Your Maxio credentials"),
            ("next", "Next"),
            ("continue", "Continue"),
            ("finish", "Finish"),
        ] {
            assert_eq!(english.get(key).map(String::as_str), Some(words));
        }
    }
}
