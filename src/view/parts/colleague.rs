//! The way on for a merchant who is no Owner or Admin: a message to send to somebody who is.

use crate::{locale::Message, view::Link};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copying {
    NotYet,
    Done,
    Refused,
}

/// A button that copies the message; where the browser refuses, the message itself.
pub fn colleague(link: Link) -> impl IntoView {
    let copying = RwSignal::new(Copying::NotYet);
    let message = link.text(Message::ColleagueMessage);
    let to_copy = message.clone();
    let copy = move |_| {
        let text = to_copy.clone();
        leptos::task::spawn_local(async move {
            let result = if write(&text).await { Copying::Done } else { Copying::Refused };
            // Link may have gone meanwhile.
            let _ = copying.try_set(result);
        });
    };
    view! {
        <button class="inline-action" type="button" on:click=copy>{Message::CopyMessage.text()}</button>
        <span class="copied" role="status">
            {move || match copying.get() {
                Copying::NotYet => None,
                Copying::Done => Some(Message::Copied.text()),
                Copying::Refused => Some(Message::CopyFailed.text()),
            }}
        </span>
        {move || (copying.get() == Copying::Refused).then(|| {
            view! { <span class="message" tabindex="0">{message.clone()}</span> }
        })}
    }
}

async fn write(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    // Absent where the page was not given the permission.
    if js_sys::Reflect::get(&navigator, &"clipboard".into()).map_or(true, |clipboard| clipboard.is_undefined()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
