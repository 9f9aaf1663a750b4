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
    let main = parts::main()
        .child(el("div").class("tick").child(parts::mark("warning")))
        .child(el("p").class("lead").text(&link.words(problem, true).body))
        .children(parts::particulars(link, problem))
        .children(parts::partner_links(link));
    el("div").class("screen ending").child(main).child(parts::actions().child(parts::primary_action(
        link,
        Message::Close,
        Event::Close,
    )))
}
