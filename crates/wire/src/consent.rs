//! The permissions that a merchant is asked for: the text that Link shows and the server keeps.
//!
//! It stands here, and not among the widget's other sentences, because the server stores the text that *it* served
//! for a version and never what a client claims: both sides must be able to write the same words.

/// One named section of the consent screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Stable name, e.g. `purpose`.
    pub id: &'static str,
    /// Heading.
    pub title: String,
    /// Plain text; never markup.
    pub body: String,
}

/// The language of [`sections`].
pub const LOCALE: &str = "en";

/// The name for a partner who gave none.
pub const NEUTRAL_PARTNER: &str = "this app";

/// The sections, in the order in which they are shown, naming the partner.
pub fn sections(partner: &str) -> Vec<Section> {
    SECTIONS
        .iter()
        .map(|(id, title, body)| Section {
            id,
            title: (*title).to_owned(),
            body: body.replace("{partner}", partner),
        })
        .collect()
}

/// The whole text as shown, one heading or paragraph a line. Its SHA-256 is the consent's version.
pub fn text(sections: &[Section]) -> String {
    let lines: Vec<&str> = sections.iter().flat_map(|s| [s.title.as_str(), s.body.as_str()]).collect();
    lines.join("\n")
}

const SECTIONS: [(&str, &str, &str); 5] = [
    (
        "purpose",
        "Why it is needed",
        "So that {partner} can work with your recurring billing and subscription data without you exporting or retyping it.",
    ),
    (
        "access",
        "What is allowed",
        "Reading only: {partner} promises not to create, change or delete anything in your Maxio site.",
    ),
    (
        "account",
        "Account information",
        "Your site’s name, subdomain, currency, and whether it is a test site.",
    ),
    (
        "data",
        "Billing data",
        "Customers, products, subscriptions, invoices and payments, with the contact details they contain.",
    ),
    (
        "retention",
        "How long it is kept",
        "Your API key is kept encrypted until you disconnect, and is then erased. Data already read follows {partner}’s privacy policy.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_the_partner_and_leaves_no_placeholder() {
        let text = text(&sections("Northwind Lending"));
        assert!(text.contains("that Northwind Lending can"), "{text}");
        assert!(!text.contains('{'), "{text}");
        assert_eq!(text.lines().count(), SECTIONS.len() * 2);
    }
}
