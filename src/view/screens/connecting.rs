//! Screen 4: an attempt is under way, over the credentials.

use crate::{
    locale::Message,
    view::{Link, parts},
};
use leptos::prelude::*;
use maxio_link_flow::{Event, Patience, State};

pub fn connecting(link: Link) -> impl IntoView {
    let patience = Memo::new(move |_| {
        link.state.with(|state| match state {
            State::Connecting(_, attempt) => attempt.patience,
            _ => Patience::Fresh,
        })
    });
    let message = move || match patience.get() {
        Patience::Fresh => Message::ConnectingFresh.text(),
        Patience::Slow => Message::ConnectingSlow.text(),
        Patience::VerySlow => Message::ConnectingVerySlow.text(),
    };
    view! {
        <div class="connecting">
            <div class="spinner" aria-hidden="true"></div>
            <p role="status">{message}</p>
            {parts::secondary(link, Message::Cancel, Event::Cancelled)}
        </div>
    }
}
