//! The permissions that a merchant is asked for: the text that Link shows and the server keeps.
//!
//! The server stores the text that *it* served for a version and never what a client claims: both sides must be able
//! to write the same words, in every language. They are in the crate `maxio-link-locale` with all the others; the widget is handed
//! those of the language on display, and the server has all of them, here.

use maxio_link_locale::is_right_to_left;

/// One named section of the consent screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Stable name, e.g. `purpose`.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Plain text, but for links: `[our policy](https://example.com/privacy)`.
    pub body: String,
}

/// A partner's own words for a section: what is `None` stays as it is, and a section without any words is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Which section; an unknown one is a new one, at the end.
    pub id: String,
    /// Heading.
    pub title: Option<String>,
    /// As [`Section::body`].
    pub body: Option<String>,
}

/// What a body is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain text.
    Text(&'a str),
    /// A link, to https only.
    Link {
        /// What it says.
        text: &'a str,
        /// Where it leads.
        href: &'a str,
    },
}

/// The sections, by id, in the order in which they are shown.
pub const SECTIONS: [&str; 5] = ["purpose", "access", "account", "data", "retention"];

/// The language of [`sections`].
pub const LOCALE: &str = "en";

/// The name for a partner who gave none, in English.
pub const NEUTRAL_PARTNER: &str = "this app";

// `LANGUAGES`: the words of the sections, by language; made by build.rs.
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The sections in English, naming the partner.
pub fn sections(partner: &str) -> Vec<Section> {
    sections_in(LOCALE, partner).unwrap_or_default()
}

/// The sections in this language, naming the partner. `None` if it is none of ours.
pub fn sections_in(language: &str, partner: &str) -> Option<Vec<Section>> {
    let (_, words) = LANGUAGES.iter().find(|(tag, _)| *tag == language)?;
    let name = in_text(partner, language);
    let sections = SECTIONS.iter().zip(words).map(|(id, [title, body])| Section {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        body: fill(body, "partner", &name),
    });
    Some(sections.collect())
}

/// A name as it stands in a sentence: where the sentence runs from right to left, set apart from it, so that neither
/// changes the order of the other's signs.
pub fn in_text(name: &str, language: &str) -> String {
    if is_right_to_left(language) { ["\u{2068}", name, "\u{2069}"].concat() } else { name.to_owned() }
}

/// A sentence with a value in every place that is named like `{partner}`.
///
/// By single signs, here and in [`pieces`]: Rust's search for a text within another is 2 kB of a merchant's download.
pub fn fill(sentence: &str, name: &str, value: &str) -> String {
    let mut parts = sentence.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.strip_prefix(name).and_then(|rest| rest.strip_prefix('}')) {
            Some(rest) => [value, rest].iter().for_each(|text| filled.push_str(text)),
            None => ["{", part].iter().for_each(|text| filled.push_str(text)),
        }
    }
    filled
}

/// The sections with a partner's own words, naming the partner there too.
pub fn changed(mut sections: Vec<Section>, changes: Vec<Change>, partner: &str) -> Vec<Section> {
    let fill = |words: String| fill(&words, "partner", partner);
    for Change { id, title, body } in changes {
        let known = sections.iter().position(|section| section.id == id);
        let at = known.unwrap_or_else(|| {
            sections.push(Section { id, title: String::new(), body: String::new() });
            sections.len() - 1
        });
        if let Some(section) = sections.get_mut(at) {
            section.title = title.map_or_else(|| section.title.clone(), fill);
            section.body = body.map_or_else(|| section.body.clone(), fill);
        }
    }
    sections.retain(|section| !section.title.is_empty() || !section.body.is_empty());
    sections
}

/// The whole text as shown, one heading or paragraph a line, links with their address. Its SHA-256 is the consent's
/// version.
pub fn text(sections: &[Section]) -> String {
    let mut text = String::new();
    for section in sections {
        text.push_str(&section.title);
        text.push('\n');
        for piece in pieces(&section.body) {
            match piece {
                Piece::Text(words) => text.push_str(words),
                Piece::Link { text: words, href } => {
                    [words, " (", href, ")"].iter().for_each(|part| text.push_str(part));
                }
            }
        }
        text.push('\n');
    }
    text.pop();
    text
}

/// The pieces of a body. What only looks like a link, or leads elsewhere than to https, is text as it stands.
pub fn pieces(body: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = body;
    // Where in `rest` the text begins that is no link.
    let mut from = 0;
    while let Some(open) = rest.get(from..).and_then(|tail| tail.find('[')).map(|at| at + from) {
        match link_at(rest, open) {
            Some((link, after)) => {
                pieces.extend(rest.get(..open).filter(|text| !text.is_empty()).map(Piece::Text));
                pieces.push(link);
                rest = after;
                from = 0;
            }
            None => from = open + 1,
        }
    }
    pieces.extend(Some(rest).filter(|text| !text.is_empty()).map(Piece::Text));
    pieces
}

/// The link that begins with the bracket at this byte, and what follows it.
fn link_at(body: &str, open: usize) -> Option<(Piece<'_>, &str)> {
    let (text, rest) = body.get(open + 1..)?.split_once(']')?;
    let (href, after) = rest.strip_prefix('(')?.split_once(')')?;
    let is_link = !text.is_empty() && !text.contains('[') && href.starts_with("https://");
    (is_link && !href.contains(char::is_whitespace)).then_some((Piece::Link { text, href }, after))
}

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

    #[test]
    fn a_value_is_filled_in_wherever_it_is_named_and_nowhere_else() {
        assert_eq!(
            fill("{partner} and {partner}: {other} {", "partner", "{partner}"),
            "{partner} and {partner}: {other} {"
        );
        assert_eq!(fill("{partner}", "partner", "A"), "A");
        assert_eq!(fill("{partners} partner} {partner", "partner", "A"), "{partners} partner} {partner");
        assert_eq!(fill("", "partner", "A"), "");
    }

    #[test]
    fn every_language_has_every_section_and_names_the_partner() {
        assert!(LANGUAGES.iter().any(|(tag, _)| *tag == LOCALE));
        for (tag, _) in LANGUAGES {
            let text = text(&sections_in(tag, "Northwind (EU) Ltd.").unwrap());
            assert_eq!(text.lines().count(), SECTIONS.len() * 2, "{tag}");
            assert!(text.contains("Northwind (EU) Ltd.") && !text.contains('{'), "{tag}: {text}");
            assert_eq!(text.contains("\u{2068}Northwind (EU) Ltd.\u{2069}"), is_right_to_left(tag), "{tag}");
        }
        assert_eq!(sections_in("tlh", "P"), None);
    }

    #[test]
    fn a_partner_can_change_leave_out_and_add_sections() {
        let change = |id: &str, title: Option<&str>, body: Option<&str>| Change {
            id: id.into(),
            title: title.map(Into::into),
            body: body.map(Into::into),
        };
        let changes = vec![
            change("purpose", None, Some("For a loan from {partner}.")),
            change("retention", Some(""), Some("")),
            change("law", Some("Law"), Some("Of {partner}’s country.")),
        ];
        let sections = changed(sections("Northwind"), changes, "Northwind");
        let find = |id: &str| sections.iter().find(|section| section.id == id);
        assert_eq!(find("purpose").map(|s| s.title.as_str()), Some("Why it is needed"));
        assert_eq!(find("purpose").map(|s| s.body.as_str()), Some("For a loan from Northwind."));
        assert_eq!(find("retention"), None);
        assert_eq!(sections.last().map(|s| s.body.as_str()), Some("Of Northwind’s country."));
    }

    #[test]
    fn a_link_is_a_link_to_https_and_nothing_else() {
        let link = |text, href| Piece::Link { text, href };
        assert_eq!(
            pieces("See [our policy](https://example.com/p) and [terms](https://example.com/t)."),
            [
                Piece::Text("See "),
                link("our policy", "https://example.com/p"),
                Piece::Text(" and "),
                link("terms", "https://example.com/t"),
                Piece::Text("."),
            ]
        );
        for words in [
            "[x](javascript:alert(1))",
            "[x](http://example.com)",
            "[x](https://a b)",
            "[](https://a.b)",
            "[x]",
            "](",
            "[[",
            "ü [x](",
            "<a href=\"https://a.b\">x</a>",
        ] {
            assert_eq!(pieces(words), [Piece::Text(words)]);
        }
        assert_eq!(pieces("[1] [x](https://a.b)"), [Piece::Text("[1] "), link("x", "https://a.b")]);
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn the_text_tells_where_a_link_leads() {
        let body = "See [our policy](https://example.com/p).".to_owned();
        let section = Section { id: "x".into(), title: "More".into(), body };
        assert_eq!(text(&[section]), "More\nSee our policy (https://example.com/p).");
    }
}
