//! The modal: a native dialog in the top layer, so that nothing of the page can cover it.

use crate::view::{
    Link,
    el::{El, el},
    ids,
};
use maxio_link_flow::{Event, State};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, KeyboardEvent};

/// As a modal, if it can be seen. One that cannot, because something around it is not displayed, would block the page.
fn show(link: Link, dialog: &HtmlDialogElement) {
    // Fails only if the element left the document meanwhile; then there is nobody to show it to.
    let _ = dialog.show_modal();
    if link.is_hidden_by_the_page(dialog) {
        link.dispatch(Event::Leave);
    }
}

/// Opens and closes with the state. Escape asks, like the close button.
pub fn dialog(link: Link) -> El {
    let show_or_close = move || {
        let is_open = link.read(State::is_open);
        let Some(element) = link.element::<HtmlDialogElement>(ids::DIALOG) else { return };
        match (is_open, element.open()) {
            (true, false) => show(link, &element),
            (false, true) => element.close(),
            _ => {}
        }
    };
    el("dialog")
        .class("modal")
        .effect(show_or_close)
        .attr("id", ids::DIALOG)
        .attr("aria-labelledby", ids::TITLE)
        // Before the browser makes a `cancel` of it: it lets the second of two in a row no longer be prevented.
        .on("keydown", move |event| {
            let is_escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape");
            if is_escape && !event.default_prevented() {
                event.prevent_default();
                link.dispatch(Event::Escape);
            }
        })
        .on("cancel", move |event| {
            event.prevent_default();
            link.dispatch(Event::Escape);
        })
        // A browser may close it without asking us, where a gesture and not a key asks for it. The event comes late:
        // Link may have been opened again.
        .on("close", move |_| {
            if link.element(ids::DIALOG).is_some_and(|dialog: HtmlDialogElement| !dialog.open()) {
                link.dispatch(Event::Leave);
            }
        })
}
