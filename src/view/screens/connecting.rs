//! Screen 4: an attempt is under way, over the credentials.

use crate::{
    locale::Message,
    view::{ViewContext, parts::SecondaryButton},
};
use leptos::prelude::*;
use maxio_link_flow::{Event, Patience, State};

/// Says how long it takes, and can be cancelled.
#[component]
pub fn Connecting(link: ViewContext) -> impl IntoView {
    view! {
        <div class="screen connecting">
            <div class="main">
                <div class={"spinner"} aria-hidden="true"></div>
                <p role="status">{move || link.read(waiting_for).map(|message| link.text(message))}</p>
            </div>
            <div class="actions">
                <SecondaryButton link label=Message::Cancel event=Event::Cancelled />
            </div>
        </div>
    }
}

fn waiting_for(state: &State) -> Option<Message> {
    let State::Connecting(_, attempt) = state else { return None };
    Some(match attempt.patience {
        Patience::Fresh => Message::ConnectingFresh,
        Patience::Slow => Message::ConnectingSlow,
        Patience::VerySlow => Message::ConnectingVerySlow,
    })
}
