//! The shape that the screens share.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
    },
};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// A screen with a forward button: Enter goes forward too. Both come as a click on that button. A frame that is
/// sandboxed without `allow-forms` knows no `submit`; others do, when an extension asks for it.
pub fn form(forward: impl Fn() + Clone + 'static) -> El {
    let on_click = forward.clone();
    el("form")
        .class("screen")
        .attr("novalidate", "")
        .on("click", move |event| {
            // The button's own doing: the second half of a double click goes nowhere.
            if event.default_prevented() {
                return;
            }
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.is_some_and(|target| target.matches("[type=submit]").unwrap_or(false)) {
                event.prevent_default();
                on_click();
            }
        })
        .on("submit", move |event| {
            event.prevent_default();
            forward();
        })
}

/// What a screen is about, over its buttons.
pub fn main() -> El {
    el("div").class("main")
}

/// What helps with it: beside it, or under it where there is no room.
pub fn aside(link: Link, title: Message) -> El {
    el("div").class("aside").attr("part", "aside").child(el("h3").say(link, title))
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
    el("div").class("box").attr("part", "field").on("keydown", keep).on("keypress", keep).on("keyup", keep)
}

/// The row of buttons, the primary one last.
pub fn actions() -> El {
    el("div").class("actions")
}
