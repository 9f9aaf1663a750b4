//! Buttons. A screen has one primary action.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
    },
};
use maxio_link_flow::Event;
use wasm_bindgen::JsCast;
use web_sys::UiEvent;

/// Submits the screen's form.
pub fn primary(link: Link, label: Message) -> El {
    button(link, "primary", "submit", label).on("click", |event| {
        if is_repeated(&event) {
            event.prevent_default();
        }
    })
}

/// The primary action of a screen without a form.
pub fn primary_action(link: Link, label: Message, event: Event) -> El {
    button(link, "primary", "button", label).on("click", move |click| {
        if !is_repeated(&click) {
            link.dispatch(event.clone());
        }
    })
}

/// The second half of a double click was meant for the screen before: it must neither accept a consent that nobody
/// has read nor finish before anybody has seen that it worked.
fn is_repeated(click: &web_sys::Event) -> bool {
    click.dyn_ref::<UiEvent>().is_some_and(|click| click.detail() > 1)
}

/// Any other action.
pub fn secondary(link: Link, label: Message, event: Event) -> El {
    button(link, "secondary", "button", label).on("click", move |_| link.dispatch(event.clone()))
}

fn button(link: Link, class: &'static str, kind: &'static str, label: Message) -> El {
    el("button").class(class).attr("part", class).attr("type", kind).say(link, label)
}
