//! Screen 6: something that the merchant cannot mend here.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        parts,
    },
};
use maxio_link_flow::{Event, Problem};

pub fn stopped(link: Link, problem: &Problem) -> El {
    el("div")
        .class("screen stopped")
        .child(el("p").class("lead").text(&link.words(problem, true).body))
        .children(parts::particulars(link, problem))
        .children(parts::partner_links(link))
        .child(parts::actions().child(parts::primary_action(link, Message::Close, Event::Close)))
}
