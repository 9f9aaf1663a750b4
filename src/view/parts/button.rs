//! Buttons. A screen has one primary action.

use crate::{locale::Message, view::Link};
use leptos::prelude::*;
use maxio_link_flow::Event;

/// Submits the screen's form.
pub fn primary(label: Message) -> impl IntoView {
    view! { <button class="primary" part="primary" type="submit">{label.text()}</button> }
}

/// The primary action of a screen without a form.
pub fn primary_action(link: Link, label: Message, event: Event) -> impl IntoView {
    button(link, "primary", label, event)
}

/// Any other action.
pub fn secondary(link: Link, label: Message, event: Event) -> impl IntoView {
    button(link, "secondary", label, event)
}

fn button(link: Link, class: &'static str, label: Message, event: Event) -> impl IntoView {
    view! {
        <button class=class part=class type="button" on:click=move |_| link.dispatch(event.clone())>
            {label.text()}
        </button>
    }
}
