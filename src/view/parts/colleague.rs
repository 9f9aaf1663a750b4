//! The way on for a merchant who is no Owner or Admin: a message to send to somebody who is.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
    },
};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// "Not an Owner or Admin?" and a button that copies the message; where the browser refuses, the message itself.
pub fn colleague(link: Link) -> El {
    // None: not tried yet.
    let copied: RwSignal<Option<bool>> = RwSignal::new(None);
    let message = link.text(Message::ColleagueMessage);
    let to_copy = message.clone();
    let copy = move |_| {
        let text = to_copy.clone();
        leptos::task::spawn_local(async move {
            let done = write(&text).await;
            // Link may have gone meanwhile.
            let _ = copied.try_set(Some(done));
        });
    };
    let said = move || {
        copied.get().map(|done| if done { Message::Copied.text() } else { Message::CopyFailed.text() })
    };
    el("p")
        .class("colleague")
        .say(Message::NoAdminQuestion)
        .text(" ")
        .child(
            el("button")
                .class("inline-action")
                .attr("type", "button")
                .on("click", copy)
                .say(Message::CopyMessage),
        )
        .text(" ")
        .child(el("span").class("copied").attr("role", "status").text_live(said))
        .child(
            el("span")
                .class("message")
                .text_live(move || (copied.get() == Some(false)).then(|| message.clone())),
        )
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
