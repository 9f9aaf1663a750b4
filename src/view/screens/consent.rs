//! Screen 2: the permissions.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        parts,
    },
};
use maxio_link_flow::Event;
use maxio_link_wire::consent::{self, Piece};

pub fn consent(link: Link) -> El {
    let options = link.options();
    let sections = link
        .consent_sections()
        .into_iter()
        .flat_map(|section| [el("h3").text(&section.title), body(link, &section.body)]);
    let accept = move || {
        let at = String::from(js_sys::Date::new_0().to_iso_string());
        link.dispatch(Event::Consented { at });
    };
    let back = (!options.flow.skip_select).then(|| parts::secondary(link, Message::Back, Event::Back));
    parts::form(accept)
        .child(parts::lead(link, Message::ConsentLead))
        .child(el("div").class("permissions").children(sections))
        .child(el("p").class("note").say(link, Message::ConsentAgree))
        .child(parts::actions().children(back).child(parts::primary(link, Message::Next)))
}

/// Built node by node: what a partner writes is never markup.
fn body(link: Link, words: &str) -> El {
    el("p").children(consent::pieces(words).into_iter().map(|piece| match piece {
        Piece::Text(text) => el("span").text(text),
        Piece::Link { text, href } => parts::help(link, href, text),
    }))
}
