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
/// Where a key is made: the words that a merchant looks for, as Maxio writes them in every language.
const MENU: [(&str, &str); 3] = [("", ""), ("", "Config"), ("here", "Integrations")];
const KEYS: [(&str, &str); 3] = [("", "API Keys"), ("here", "New API Key"), ("", "")];

pub fn steps(link: Link) -> El {
    let app = parts::help(link, APP, &link.text(Message::StepOpenLink));
    let list = el("ol")
        .class("steps")
        .child(el("li").child(how(link, Message::StepOpen).text(" ").child(app)))
        .child(el("li").child(how(link, Message::StepMenu)).child(sketch(MENU)))
        .child(el("li").child(how(link, Message::StepNew)).child(sketch(KEYS)))
        .child(el("li").child(how(link, Message::StepPaste)));
    parts::aside(link, Message::StepsTitle).child(list).child(el("p").child(parts::help(
        link,
        HELP,
        &link.text(Message::HelpLink),
    )))
}

fn how(link: Link, message: Message) -> El {
    el("span").class("how").say(link, message)
}

/// Some of a screen of Maxio's, in the words that stand there: a line where it says something else, and where to press.
fn sketch(lines: [(&'static str, &str); 3]) -> El {
    let lines = lines.map(|(class, words)| el("span").class(class).text(words));
    el("span").class("sketch").attr("aria-hidden", "true").children(lines)
}
