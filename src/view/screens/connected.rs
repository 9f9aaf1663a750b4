//! Screen 5: the connection exists.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        parts,
    },
};
use maxio_link_flow::{Event, LinkedConnection};

/// `None`: a partner's endpoint said that it existed before.
pub fn connected(link: Link, connection: Option<&LinkedConnection>) -> El {
    let message = if connection.is_some() { Message::ConnectedNext } else { Message::AlreadyConnected };
    let main = parts::main()
        .child(el("div").class("tick").child(parts::mark("good")))
        .children(connection.and_then(|connection| site(link, connection)))
        .child(parts::lead(link, message));
    el("div")
        .class("screen ending connected")
        .child(main)
        .child(parts::actions().child(parts::primary_action(link, Message::Finish, Event::Finish)))
}

fn site(link: Link, connection: &LinkedConnection) -> Option<El> {
    let name = connection.site_name()?;
    let test = connection.is_test().then(|| el("span").class("badge").say(link, Message::TestSite));
    let site = el("p")
        .class("site")
        .child(el("span").class("unseen").say(link, Message::ConnectedSite).text(" "))
        .child(el("strong").text(name))
        .text(" ")
        .children(test);
    Some(site)
}
