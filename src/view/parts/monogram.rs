//! A neutral tile with the first letter of a name, or the logo of whoever has one.

use crate::view::el::{El, el};
use js_sys::JsString;
use leptos::prelude::event_target;
use web_sys::Element;

/// `whose` is `partner` or `maxio`: it decides the colour.
pub fn monogram(name: &str, logo: Option<String>, whose: &'static str) -> El {
    let first: String = name.trim().chars().take(1).collect();
    // The browser's own: the tables of Rust's are thousands of bytes.
    let letter = String::from(JsString::from(first).to_upper_case());
    let logo = logo.map(|address| {
        el("img")
            .class("logo")
            .attr("src", &address)
            .attr("alt", "")
            .attr("referrerpolicy", "no-referrer")
            // Not to be had, or not allowed by the page: the letter is under it.
            .on("error", |event| event_target::<Element>(&event).remove())
    });
    el("span")
        .class("monogram")
        .attr("data-whose", whose)
        .attr("aria-hidden", "true")
        .text(&letter)
        .children(logo)
}
