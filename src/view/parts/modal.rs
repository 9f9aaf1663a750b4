//! The modal: a native dialog in the top layer, so that nothing of the page can cover it.

use crate::{
    ids,
    view::{ViewContext, helpers::handler},
};
use leptos::prelude::*;
use maxio_link_flow::{Event, State};
use web_sys::{HtmlDialogElement, KeyboardEvent};

/// Opens and closes with the state. Escape asks, like the close button.
#[component]
pub fn Modal(link: ViewContext, children: Children) -> impl IntoView {
    let show_or_close = RenderEffect::new(move |_| {
        let is_open = link.read(State::is_open);
        let Some(dialog) = link.element::<HtmlDialogElement>(ids::DIALOG) else { return };
        match (is_open, dialog.open()) {
            (true, false) => show(link, &dialog),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    on_cleanup(move || drop(show_or_close));
    // Before the browser makes a `cancel` of it: it lets the second of two in a row no longer be prevented.
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            link.dispatch(Event::Escape);
        }
    };
    let on_cancel = move |event: web_sys::Event| {
        event.prevent_default();
        link.dispatch(Event::Escape);
    };
    // A browser may close it without asking us, where a gesture and not a key asks for it. The event comes late: Link may
    // have been opened again.
    let on_close = move |_| {
        if link.element(ids::DIALOG).is_some_and(|dialog: HtmlDialogElement| !dialog.open()) {
            link.dispatch(Event::Leave);
        }
    };
    view! {
        <dialog
            class="modal"
            id=ids::DIALOG
            aria-labelledby=ids::TITLE
            on:keydown=handler(on_keydown)
            on:cancel=handler(on_cancel)
            on:close=handler(on_close)
        >
            {children()}
        </dialog>
    }
}

/// As a modal, if it can be seen. One that cannot, because something around it is not displayed, would block the page.
fn show(link: ViewContext, dialog: &HtmlDialogElement) {
    // Fails only if the element left the document meanwhile; then there is nobody to show it to.
    let _ = dialog.show_modal();
    if link.is_hidden_by_the_page(dialog) {
        link.dispatch(Event::Leave);
    }
}
