//! The API key's shape. Its format is documented nowhere, so nothing here refuses a key: these are hints.

use maxio_link_wire::input::clean_key;

/// What looks odd about a pasted key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyHint {
    /// Ends in dots: the shortened form from Maxio's list.
    Shortened,
    /// A UUID: a Chargify Direct id.
    Uuid,
    /// Starts with `chjs_`: a public key for Chargify.js.
    PublicKey,
    /// Contains `@`: a login.
    Login,
    /// White space inside: something else was copied with it.
    Spaces,
}

/// All that the flow may know of the key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyShape {
    /// Nothing but white space and invisible characters.
    #[default]
    Empty,
    /// Something, perhaps with a hint.
    Present(Option<KeyHint>),
}

/// The shape of what was typed or pasted.
pub fn shape(pasted: &str) -> KeyShape {
    let key = clean_key(pasted);
    if key.is_empty() {
        return KeyShape::Empty;
    }
    KeyShape::Present(hint(&key))
}

fn hint(key: &str) -> Option<KeyHint> {
    if key.ends_with('…') || key.ends_with("...") {
        Some(KeyHint::Shortened)
    } else if is_uuid(key) {
        Some(KeyHint::Uuid)
    } else if key.starts_with("chjs_") {
        Some(KeyHint::PublicKey)
    } else if key.contains('@') {
        Some(KeyHint::Login)
    } else if key.contains(char::is_whitespace) {
        Some(KeyHint::Spaces)
    } else {
        None
    }
}

fn is_uuid(key: &str) -> bool {
    let lengths = key.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && key.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_of_the_hint_table() {
        let rows = [
            ("AbCd…", KeyHint::Shortened),
            ("AbCd...", KeyHint::Shortened),
            ("AbCd... \u{200b}", KeyHint::Shortened),
            ("1f9a8c1e-0b7d-4a51-9f1c-2f6f0f6f0f6f", KeyHint::Uuid),
            ("chjs_abcdefghijkl", KeyHint::PublicKey),
            ("owner@example.com", KeyHint::Login),
            ("API key: abcdef", KeyHint::Spaces),
            ("abc\u{a0}def", KeyHint::Spaces),
            ("abc\ndef", KeyHint::Spaces),
        ];
        for (pasted, hint) in rows {
            assert_eq!(shape(pasted), KeyShape::Present(Some(hint)), "{pasted:?}");
        }
    }

    #[test]
    fn no_length_and_no_charset_is_enforced() {
        for key in ["x", "aB3dE6gH9jK2mN5pQ8sT", "ключ", "a-b_c.d", &"k".repeat(5000)] {
            assert_eq!(shape(key), KeyShape::Present(None), "{key:?}");
        }
    }

    #[test]
    fn white_space_and_invisible_characters_are_not_a_key() {
        for nothing in ["", " ", "\t\r\n", "\u{200b}\u{feff}", "\u{a0}\u{ad} "] {
            assert_eq!(shape(nothing), KeyShape::Empty, "{nothing:?}");
        }
    }
}
