//! A link to help outside, which leaves Link open.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
    },
};
use maxio_link_flow::Event;

/// Opens in a new tab, says so to those who cannot see it, and tells the page there nothing about this one.
pub fn help(link: Link, href: &'static str, label: Message) -> El {
    el("a")
        .attr("href", href)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .on("click", move |_| link.dispatch(Event::HelpViewed))
        .say(label)
        .child(el("span").class("unseen").text(" ").say(Message::OpensInNewTab))
}
