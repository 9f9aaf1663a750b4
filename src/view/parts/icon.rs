//! A small drawing before words that say the same. The drawings are style/link.css's.

use leptos::prelude::*;

/// A drawing.
#[component]
pub fn Icon(
    /// That of a drawing; with any other name it is a plain ring.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! { <span class="mark" data-mark=name aria-hidden="true"></span> }
}

/// Words with a drawing before them.
#[component]
pub fn IconRow(
    /// The drawing.
    #[prop(into)]
    icon: String,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="fact">
            <Icon name=icon />
            {children()}
        </div>
    }
}
