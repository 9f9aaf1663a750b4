//! A neutral tile with the first letter of a name, or with a logo.

use crate::view::helpers::{attributes, handler};
use js_sys::JsString;
use leptos::prelude::*;
use web_sys::{Element, ErrorEvent};

/// Decides the tile's colour.
#[derive(Clone, Copy)]
pub enum AvatarOf {
    /// The partner.
    Partner,
    /// Maxio.
    Maxio,
    /// Another integration.
    Other,
}

impl AvatarOf {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Maxio => "maxio",
            Self::Other => "other",
        }
    }
}

/// The tile. The name stands beside it as text.
#[component]
pub fn Avatar(
    /// Its first letter is shown.
    name: String,
    /// The address of a logo that covers the letter: https or data.
    #[prop(default = None)]
    logo: Option<String>,
    /// Whose it is.
    of: AvatarOf,
) -> impl IntoView {
    let first: String = name.trim().chars().take(1).collect();
    // The browser's upper case: Rust's tables are thousands of bytes.
    let letter = String::from(JsString::from(first).to_upper_case());
    // It cannot be loaded, or the page does not allow it: the letter is under it.
    let remove = |event: ErrorEvent| event_target::<Element>(&event).remove();
    view! {
        <span class="monogram" data-whose=of.as_str() aria-hidden="true">
            {letter}
            {logo
                .map(|address| {
                    view! {
                        <img
                            {..attributes([("class", "logo"), ("alt", ""), ("referrerpolicy", "no-referrer")])}
                            src=address
                            on:error=handler(remove)
                        />
                    }
                })}
        </span>
    }
}
