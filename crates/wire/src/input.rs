//! What counts as a site's name and as a part of a key, for whoever reads a merchant's input.

/// Maxio's own hosts. They are not sites.
pub const RESERVED_SITES: [&str; 4] = ["app", "www", "api", "events"];

/// A DNS label is no longer.
const MAX_SITE_LENGTH: usize = 63;

/// Whether a site can have this name: letters, digits and dashes, no dash at either end, and not one of Maxio's own
/// ([`RESERVED_SITES`], which are a case of their own in what a merchant is told). Anything else must never get into a
/// host name: `evil.com/` would change the host.
pub fn is_site_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_SITE_LENGTH
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// The key as it is sent and kept: without surrounding white space, and without the invisible characters that come
/// along with a copy from a web page or a document.
pub fn clean_key(pasted: &str) -> String {
    let visible: String = pasted.chars().filter(|&character| !is_invisible(character)).collect();
    visible.trim().to_owned()
}

/// Characters that nobody sees: soft hyphen, zero-width and directional marks, word joiner, byte order mark, and
/// controls that are not white space.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    ) || (character.is_control() && !character.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_name_is_a_host_label_and_nothing_else() {
        for name in ["acme", "Acme-2", "a", "0-0", &"a".repeat(63)] {
            assert!(is_site_name(name), "{name:?}");
        }
        for name in ["", "-a", "a-", "a.b", "a/b", "evil.com/", "a b", "ü", "a_b", &"a".repeat(64)] {
            assert!(!is_site_name(name), "{name:?}");
        }
    }

    #[test]
    fn a_key_loses_what_nobody_sees_and_nothing_else() {
        assert_eq!(clean_key(" \u{feff}ab\u{200b}c\u{202c}\r\n"), "abc");
        assert_eq!(clean_key("a b"), "a b");
        assert_eq!(clean_key("\u{200b}\u{a0}\t"), "");
    }
}
