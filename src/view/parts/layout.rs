//! The shape that the screens share.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
    },
};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// A screen with a forward button: Enter goes forward too.
pub fn form(forward: impl Fn() + 'static) -> El {
    el("form").class("screen").attr("novalidate", "").on("submit", move |event| {
        event.prevent_default();
        forward();
    })
}

/// The sentence under the title.
pub fn lead(link: Link, message: Message) -> El {
    el("p").class("lead").text(&link.text(message))
}

/// The box around a field. What is typed there is nobody's shortcut: the keystrokes stay in Link, save Escape, which
/// asks to leave. (A script of the page that wants to can still read them.)
pub fn field_box() -> El {
    let keep = |event: web_sys::Event| {
        if event.dyn_ref::<KeyboardEvent>().is_none_or(|event| event.key() != "Escape") {
            event.stop_propagation();
        }
    };
    el("div").class("box").on("keydown", keep).on("keypress", keep).on("keyup", keep)
}

/// The row of buttons, the primary one last.
pub fn actions() -> El {
    el("div").class("actions")
}
