//! Whatever a partner writes into the permissions.

use maxio_link_wire::consent::{Change, Piece, Section, changed, pieces, sections, text};

/// A link leads to https, and nothing that was written is lost: what is no link is text as it stands.
pub fn consent(data: &[u8]) {
    let Ok(body) = str::from_utf8(data) else { return };
    let mut written = String::new();
    for piece in pieces(body) {
        match piece {
            Piece::Text(words) => {
                assert!(!words.is_empty());
                written.push_str(words);
            }
            Piece::Link { text, href } => {
                assert!(!text.is_empty() && href.starts_with("https://"), "{href:?}");
                assert!(!href.contains(char::is_whitespace) && !href.contains(')'), "{href:?}");
                [("[", text), ("](", href), (")", "")].iter().for_each(|(sign, words)| {
                    written.push_str(sign);
                    written.push_str(words);
                });
            }
        }
    }
    assert_eq!(written, body);
    let section = Section { id: "own".into(), title: "Title".into(), body: body.into() };
    assert!(text(&[section]).starts_with("Title\n"));
    let change = Change { id: "purpose".into(), title: None, body: Some(body.into()) };
    // The partner's own words, and those of the other sections.
    assert!(changed(sections("P"), vec![change], "P").len() >= sections("P").len());
}
