//! "Leave without connecting?"

use super::{ActionButton, SecondaryButton};
use crate::{
    ids,
    locale::Message,
    view::{ViewContext, helpers::handler},
};
use leptos::prelude::*;
use maxio_link_flow::Event;
use web_sys::KeyboardEvent;

/// Covers the card. Escape is "Finish connecting".
#[component]
pub fn LeaveQuestion(link: ViewContext) -> impl IntoView {
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            link.dispatch(Event::Stay);
        }
    };
    view! {
        <div
            class="leave"
            id=ids::LEAVE
            role="alertdialog"
            tabindex="-1"
            aria-labelledby=ids::LEAVE_TITLE
            aria-describedby=ids::LEAVE_BODY
            on:keydown=handler(on_keydown)
        >
            <div class="leave-box">
                <h3 id=ids::LEAVE_TITLE>{link.text(Message::LeaveTitle)}</h3>
                <p id=ids::LEAVE_BODY>{link.text(Message::LeaveBody)}</p>
                <div class="actions">
                    <SecondaryButton link label=Message::LeaveExit event=Event::Leave />
                    <ActionButton link label=Message::LeaveStay event=Event::Stay />
                </div>
            </div>
        </div>
    }
}
