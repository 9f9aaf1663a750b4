//! Every sentence that a merchant reads, by key. English is built in.
//!
//! The exception is the consent text, which the server must be able to write too: `maxio_link_wire::consent`.

mod en;
mod problems;

pub use en::Message;
pub use problems::{ProblemText, problem};

/// The language on display, BCP 47.
pub const LANGUAGE: &str = "en";

impl Message {
    /// The sentence.
    pub fn text(self) -> String {
        self.english().to_owned()
    }

    /// The sentence with `{name}` replaced by each value.
    pub fn with(self, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.text(), |text, (name, value)| text.replace(name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_words_and_known_placeholders_only() {
        for message in Message::ALL {
            let text = message.text();
            assert!(!text.trim().is_empty(), "{}", message.key());
            let known = ["{partner}", "{site}", "{seconds}", "{reference}", "{step}", "{steps}", "{detail}"];
            let rest = known.iter().fold(text.clone(), |rest, name| rest.replace(name, ""));
            assert!(!rest.contains(['{', '}']), "{}: {text}", message.key());
        }
    }

    #[test]
    fn the_words_that_the_public_setup_guide_promises_are_these() {
        assert_eq!(Message::ConsentTitle.text(), "Connect to Maxio");
        assert_eq!(Message::CredentialsTitle.text(), "Your Maxio credentials");
        assert_eq!(Message::Next.text(), "Next");
        assert_eq!(Message::Continue.text(), "Continue");
        assert_eq!(Message::Finish.text(), "Finish");
    }
}
