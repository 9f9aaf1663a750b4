//! A small drawing before words that say the same. The drawings are style/link.css's.

use crate::view::el::{El, el};

/// `name` is that of a drawing, or of anything else: then it is a plain ring.
pub fn mark(name: &str) -> El {
    el("span").class("mark").attr("data-mark", name).attr("aria-hidden", "true")
}

/// Words with a mark before them.
pub fn fact(name: &str, words: El) -> El {
    el("div").class("fact").child(mark(name)).child(words)
}
