//! A neutral tile with the first letter of a name.

use crate::view::el::{El, el};
use js_sys::JsString;

/// `whose` is `partner` or `maxio`: it decides the colour.
pub fn monogram(name: &str, whose: &'static str) -> El {
    let first: String = name.trim().chars().take(1).collect();
    // The browser's own: the tables of Rust's are thousands of bytes.
    let letter = String::from(JsString::from(first).to_upper_case());
    el("span").class("monogram").attr("data-whose", whose).attr("aria-hidden", "true").text(&letter)
}
