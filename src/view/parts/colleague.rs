//! The way on for a merchant who is no Owner or Admin: a link or, where the page has none to give, a message to send to
//! somebody who is.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
    },
};
use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// What became of the press on the button.
enum Outcome {
    Copied,
    /// The browser refused; the text is shown instead.
    Refused(String),
    /// The page could make no link.
    NoLink,
}

/// "Not an Owner or Admin?" and a button that copies what to send.
pub fn colleague(link: Link) -> El {
    let gives_link = link.colleague_link().is_some();
    let outcome: ArcRwSignal<Option<Outcome>> = ArcRwSignal::new(None);
    let (told, refused) = (outcome.clone(), outcome.clone());
    let copy = move |_| {
        let outcome = outcome.clone();
        let (source, message) = (link.colleague_link(), link.text(Message::ColleagueMessage));
        leptos::task::spawn_local(async move {
            let result = match text_to_copy(source, message).await {
                Some(text) if write(&text).await => Outcome::Copied,
                Some(text) => Outcome::Refused(text),
                None => Outcome::NoLink,
            };
            outcome.set(Some(result));
        });
    };
    let said = move || {
        let message = told.with(|outcome| match outcome.as_ref()? {
            Outcome::Copied if gives_link => Some(Message::LinkCopied),
            Outcome::Copied => Some(Message::Copied),
            Outcome::Refused(_) => Some(Message::CopyFailed),
            Outcome::NoLink => Some(Message::LinkFailed),
        });
        message.map(|message| link.text(message))
    };
    let shown = move || {
        refused.with(|outcome| match outcome {
            Some(Outcome::Refused(text)) => Some(text.clone()),
            _ => None,
        })
    };
    let button = el("button")
        .class("inline-action")
        .attr("type", "button")
        .on("click", copy)
        .say(link, if gives_link { Message::CopyLink } else { Message::CopyMessage });
    el("p")
        .class("colleague")
        .say(link, Message::NoAdminQuestion)
        .text(" ")
        .child(button)
        .text(" ")
        .child(el("span").class("copied").attr("role", "status").text_live(said))
        .child(el("span").class("message").text_live(shown))
}

/// The link that the page gives, else the message.
async fn text_to_copy(source: Option<Function>, message: String) -> Option<String> {
    let Some(source) = source else { return Some(message) };
    let link = source.call0(&JsValue::UNDEFINED).ok()?;
    JsFuture::from(Promise::resolve(&link)).await.ok()?.as_string().filter(|link| !link.is_empty())
}

async fn write(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    // Absent where the page was not given the permission.
    if js_sys::Reflect::get(&navigator, &"clipboard".into())
        .map_or(true, |clipboard| clipboard.is_undefined())
    {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
