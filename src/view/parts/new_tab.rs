//! A link that leaves Link open.

use crate::locale::Message;
use leptos::prelude::*;

/// Opens in a new tab, says so to those who cannot see it, and tells the page where it led to nothing about us.
pub fn new_tab(href: &'static str, label: Message, clicked: impl Fn() + 'static) -> impl IntoView {
    view! {
        <a href=href target="_blank" rel="noopener noreferrer" on:click=move |_| clicked()>
            {label.text()}
            <span class="unseen">" " {Message::OpensInNewTab.text()}</span>
        </a>
    }
}
