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
use maxio_link_wire::consent;

pub fn consent(link: Link) -> El {
    let sections = consent::sections(&link.partner())
        .into_iter()
        .flat_map(|section| [el("h3").text(&section.title), el("p").text(&section.body)]);
    let accept = move || {
        let at = String::from(js_sys::Date::new_0().to_iso_string());
        link.dispatch(Event::Consented { at });
    };
    parts::form(accept)
        .child(parts::lead(link, Message::ConsentLead))
        .child(el("div").class("permissions").children(sections))
        .child(el("p").class("note").say(Message::ConsentAgree))
        .child(
            parts::actions()
                .child(parts::secondary(link, Message::Back, Event::Back))
                .child(parts::primary(Message::Next)),
        )
}
