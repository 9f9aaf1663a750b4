//! The modal: a native dialog in the top layer, so that nothing of the page can cover it.

use crate::view::{Link, ids};
use leptos::{html::Dialog, prelude::*};
use maxio_link_flow::{Event, State};

/// Opens and closes with the state. Escape asks, like the close button.
pub fn dialog(link: Link, card: AnyView) -> impl IntoView {
    let element: NodeRef<Dialog> = NodeRef::new();
    let open = Memo::new(move |_| link.state.with(State::is_open));
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        match (open.get(), element.open()) {
            // Fails only if the element left the document meanwhile; then there is nobody to show it to.
            (true, false) => drop(element.show_modal()),
            (false, true) => element.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="modal"
            node_ref=element
            aria-labelledby=ids::TITLE
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                let asking = link.state.with_untracked(|state| state.draft().is_some_and(|draft| draft.asking));
                link.dispatch(if asking { Event::Stay } else { Event::Close });
            }
            // A browser may close it without asking us, on a second Escape.
            on:close=move |_| link.dispatch(Event::Leave)
        >
            {card}
        </dialog>
    }
}
