//! How to get the key, beside the field.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        parts,
    },
};

/// Where a merchant signs in.
const APP: &str = "https://app.chargify.com";
/// Maxio's own words on API keys.
const HELP: &str = "https://docs.maxio.com/hc/en-us/articles/24294819360525-Advanced-Billing-API-Keys";

pub fn steps(link: Link) -> El {
    let list = el("ol")
        .child(el("li").say(link, Message::StepOpen).text(" ").child(parts::help(
            link,
            APP,
            &link.text(Message::StepOpenLink),
        )))
        .child(el("li").say(link, Message::StepMenu))
        .child(el("li").say(link, Message::StepNew))
        .child(el("li").say(link, Message::StepPaste));
    el("div")
        .class("steps")
        .child(el("h3").say(link, Message::StepsTitle))
        .child(list)
        .child(el("p").child(parts::help(link, HELP, &link.text(Message::HelpLink))))
        .child(parts::colleague(link))
}
