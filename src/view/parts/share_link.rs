//! What a merchant who is no Owner or Admin can do: send a link to somebody who is or, where the page has no link to give,
//! a message.

use crate::{
    locale::Message,
    view::{ViewContext, helpers::handler},
};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The result of a press on the button.
enum Outcome {
    Copied,
    /// The browser refused; the text is shown instead.
    Refused(String),
    /// The page could make no link.
    NoLink,
}

/// "Not an Owner or Admin?" and a button that copies what to send.
#[component]
pub fn ShareLink(link: ViewContext) -> impl IntoView {
    let gives_link = link.has_share_link();
    let (outcome, set_outcome) = arc_signal(None);
    let told = outcome.clone();
    let copy = move |_| {
        let shared = gives_link.then(|| link.share_link());
        let message = link.text(Message::ColleagueMessage);
        let set_outcome = set_outcome.clone();
        leptos::task::spawn_local(async move {
            let text = match shared {
                Some(shared) => shared.await,
                None => Some(message),
            };
            let result = match text {
                Some(text) if write(&text).await => Outcome::Copied,
                Some(text) => Outcome::Refused(text),
                None => Outcome::NoLink,
            };
            set_outcome.set(Some(result));
        });
    };
    let status = move || {
        let message = told.with(|outcome| match outcome.as_ref()? {
            Outcome::Copied if gives_link => Some(Message::LinkCopied),
            Outcome::Copied => Some(Message::Copied),
            Outcome::Refused(_) => Some(Message::CopyFailed),
            Outcome::NoLink => Some(Message::LinkFailed),
        });
        message.map(|message| link.text(message))
    };
    let refused = move || {
        outcome.with(|outcome| match outcome {
            Some(Outcome::Refused(text)) => Some(text.clone()),
            _ => None,
        })
    };
    let label = if gives_link { Message::CopyLink } else { Message::CopyMessage };
    view! {
        <p class="colleague">
            {link.text(Message::NoAdminQuestion)} " "
            <button class="inline-action" type="button" on:click=handler(copy)>
                {link.text(label)}
            </button> " "
            <span class="copied" role="status">{move || status()}</span>
            <span class="message">{move || refused()}</span>
        </p>
    }
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
