//! Buttons. A screen has one primary button.

use crate::{
    locale::Message,
    view::{ViewContext, helpers::handler},
};
use leptos::prelude::*;
use maxio_link_flow::Event;
use web_sys::MouseEvent;

/// Submits the screen's [`Form`](super::Form).
#[component]
pub fn SubmitButton(
    link: ViewContext,
    /// What it says.
    label: Message,
) -> impl IntoView {
    let ignore_repeated = |click: MouseEvent| {
        if is_repeated(&click) {
            click.prevent_default();
        }
    };
    view! {
        <button class="primary" part="primary" type="submit" on:click=handler(ignore_repeated)>
            {link.text(label)}
        </button>
    }
}

/// The primary button of a screen without a form.
#[component]
pub fn ActionButton(
    link: ViewContext,
    /// What it says.
    label: Message,
    /// What it does.
    event: Event,
) -> impl IntoView {
    let act = move |click: MouseEvent| {
        if !is_repeated(&click) {
            link.dispatch(event.clone());
        }
    };
    view! {
        <button class="primary" part="primary" type="button" on:click=handler(act)>
            {link.text(label)}
        </button>
    }
}

/// Any other button.
#[component]
pub fn SecondaryButton(
    link: ViewContext,
    /// What it says.
    label: Message,
    /// What it does.
    event: Event,
) -> impl IntoView {
    view! {
        <button
            class="secondary"
            part="secondary"
            type="button"
            on:click=handler(move |_| link.dispatch(event.clone()))
        >
            {link.text(label)}
        </button>
    }
}

/// The second half of a double click was meant for the screen before: it must neither accept a consent that nobody
/// has read nor finish before anybody has seen that it worked.
fn is_repeated(click: &MouseEvent) -> bool {
    click.detail() > 1
}
