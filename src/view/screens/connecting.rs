//! Screen 4: an attempt is under way, over the credentials.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        parts,
    },
};
use maxio_link_flow::{Event, Patience, State};

pub fn connecting(link: Link) -> El {
    let main = parts::main().child(el("div").class("spinner").attr("aria-hidden", "true")).child(
        el("p")
            .attr("role", "status")
            .text_live(move || link.read(waiting_for).map(|message| link.text(message))),
    );
    el("div").class("screen connecting").child(main).child(parts::actions().child(parts::secondary(
        link,
        Message::Cancel,
        Event::Cancelled,
    )))
}

fn waiting_for(state: &State) -> Option<Message> {
    let State::Connecting(_, attempt) = state else { return None };
    Some(match attempt.patience {
        Patience::Fresh => Message::ConnectingFresh,
        Patience::Slow => Message::ConnectingSlow,
        Patience::VerySlow => Message::ConnectingVerySlow,
    })
}
