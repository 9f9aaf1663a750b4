//! Screen 1: choosing the platform. Maxio is the one integration, so it is chosen already.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        parts,
    },
};
use maxio_link_flow::Event;

pub fn select(link: Link) -> El {
    parts::form(move || link.dispatch(Event::Selected))
        .child(parts::lead(link, Message::SelectLead))
        .child(
            el("fieldset")
                .class("tiles")
                .child(el("legend").class("unseen").say(Message::SelectLegend))
                .child(maxio()),
        )
        .child(parts::actions().child(parts::primary(Message::Next)))
}

fn maxio() -> El {
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", "integration")
        .attr("value", "maxio")
        .attr("checked", "");
    let text = el("span")
        .class("tile-text")
        .child(el("span").class("tile-name").say(Message::Maxio))
        .child(el("span").class("tile-note").say(Message::FormerlyChargify));
    el("label").class("tile").child(radio).child(parts::monogram(&Message::Maxio.text(), "maxio")).child(text)
}
