//! The modal: a native dialog in the top layer, so that nothing of the page can cover it.

use crate::view::{
    Link,
    el::{El, el},
    ids,
};
use leptos::prelude::*;
use maxio_link_flow::{Event, State};
use web_sys::HtmlDialogElement;

/// Opens and closes with the state. Escape asks, like the close button.
pub fn dialog(link: Link) -> El {
    Effect::new(move |_| {
        let is_open = link.read(State::is_open);
        let Some(element) = link.element::<HtmlDialogElement>(ids::DIALOG) else { return };
        match (is_open, element.open()) {
            // Fails only if the element left the document meanwhile; then there is nobody to show it to.
            (true, false) => drop(element.show_modal()),
            (false, true) => element.close(),
            _ => {}
        }
    });
    el("dialog")
        .class("modal")
        .attr("id", ids::DIALOG)
        .attr("aria-labelledby", ids::TITLE)
        .on("cancel", move |event| {
            event.prevent_default();
            link.dispatch(Event::Escape);
        })
        // A browser may close it without asking us, on a second Escape.
        .on("close", move |_| link.dispatch(Event::Leave))
}
