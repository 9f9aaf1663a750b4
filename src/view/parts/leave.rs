//! "Leave without connecting?"

use crate::{
    locale::Message,
    view::{Link, ids, parts},
};
use leptos::{html::Div, prelude::*};
use maxio_link_flow::Event;

/// Covers the card. The focus goes to it, and Escape is "Finish connecting".
pub fn leave_question(link: Link) -> impl IntoView {
    let element: NodeRef<Div> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            // Without focus it is still there to be read and clicked.
            let _ = element.focus();
        }
    });
    view! {
        <div
            class="leave"
            node_ref=element
            role="alertdialog"
            aria-modal="true"
            tabindex="-1"
            aria-labelledby=ids::LEAVE_TITLE
            aria-describedby=ids::LEAVE_BODY
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    link.dispatch(Event::Stay);
                }
            }
        >
            <div class="leave-box">
                <h3 id=ids::LEAVE_TITLE>{Message::LeaveTitle.text()}</h3>
                <p id=ids::LEAVE_BODY>{Message::LeaveBody.text()}</p>
                <div class="actions">
                    {parts::secondary(link, Message::LeaveExit, Event::Leave)}
                    {parts::primary_action(link, Message::LeaveStay, Event::Stay)}
                </div>
            </div>
        </div>
    }
}
