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
pub fn help(link: Link, href: &str, words: &str) -> El {
    el("a")
        .attr("href", href)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .on("click", move |_| link.dispatch(Event::HelpViewed))
        .text(words)
        .child(el("span").class("unseen").text(" ").say(link, Message::OpensInNewTab))
}

/// The partner's own pages, where there are any.
pub fn partner_links(link: Link) -> Option<El> {
    let labels = [Message::Support, Message::Privacy, Message::Terms];
    let links = link.options().links();
    let given = labels.into_iter().zip(&links).filter(|(_, href)| !href.is_empty());
    let anchors: Vec<El> = given.map(|(label, href)| help(link, href, &link.text(label))).collect();
    (!anchors.is_empty()).then(|| el("p").class("links").children(anchors))
}
