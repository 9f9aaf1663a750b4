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
    let sections = link.consent_sections().into_iter().map(|section| {
        let words = el("div").child(el("h3").text(&section.title)).child(body(link, &section.body));
        parts::fact(&section.id, words)
    });
    let accept = move || {
        let at = String::from(js_sys::Date::new_0().to_iso_string());
        link.dispatch(Event::Consented { at });
    };
    let back = (!options.flow.skip_select).then(|| parts::secondary(link, Message::Back, Event::Back));
    let main = parts::main()
        .child(parts::lead(link, Message::ConsentLead))
        .child(el("div").class("permissions").children(sections));
    let agree = el("p").class("note").say(link, Message::ConsentAgree);
    parts::form(accept)
        .child(main)
        .child(parts::actions().child(agree).children(back).child(parts::primary(link, Message::Next)))
}

/// Built node by node: what a partner writes is never markup.
fn body(link: Link, words: &str) -> El {
    el("p").children(consent::pieces(words).into_iter().map(|piece| match piece {
        Piece::Text(text) => el("span").text(text),
        Piece::Link { text, href } => parts::help(link, href, text),
    }))
}
