//! Buttons. A screen has one primary action.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
    },
};
use maxio_link_flow::Event;

/// Submits the screen's form.
pub fn primary(label: Message) -> El {
    button("primary", "submit", label)
}

/// The primary action of a screen without a form.
pub fn primary_action(link: Link, label: Message, event: Event) -> El {
    button("primary", "button", label).on("click", move |_| link.dispatch(event.clone()))
}

/// Any other action.
pub fn secondary(link: Link, label: Message, event: Event) -> El {
    button("secondary", "button", label).on("click", move |_| link.dispatch(event.clone()))
}

fn button(class: &'static str, kind: &'static str, label: Message) -> El {
    el("button").class(class).attr("part", class).attr("type", kind).say(label)
}
