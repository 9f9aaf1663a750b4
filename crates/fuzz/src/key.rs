//! Whatever is typed or pasted as a key.

use maxio_link_flow::{KeyShape, key::shape};
use maxio_link_wire::input::{clean_key, is_invisible};

/// What is sent has nothing around it and nothing that nobody sees, and looks the same to the flow.
pub fn key(data: &[u8]) {
    let Ok(pasted) = str::from_utf8(data) else { return };
    let cleaned = clean_key(pasted);
    assert_eq!(cleaned, clean_key(&cleaned), "cleaned once is clean");
    assert_eq!(cleaned, cleaned.trim());
    assert!(!cleaned.contains(is_invisible));
    assert_eq!(shape(pasted), shape(&cleaned));
    assert_eq!(shape(pasted) == KeyShape::Empty, cleaned.is_empty());
    let visible = |text: &str| text.chars().filter(|c| !is_invisible(*c) && !c.is_whitespace()).collect();
    let (before, after): (String, String) = (visible(pasted), visible(&cleaned));
    assert_eq!(before, after, "nothing that one sees is lost");
}
