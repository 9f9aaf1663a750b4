//! A neutral tile with the first letter of a name.

use leptos::prelude::*;

/// `whose` is `partner` or `maxio`: it decides the colour.
pub fn monogram(name: String, whose: &'static str) -> impl IntoView {
    let letter: String = name.trim().chars().take(1).flat_map(char::to_uppercase).collect();
    view! { <span class="monogram" data-whose=whose aria-hidden="true">{letter}</span> }
}
