//! The shape that the screens share.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
    },
};

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

/// The row of buttons, the primary one last.
pub fn actions() -> El {
    el("div").class("actions")
}
