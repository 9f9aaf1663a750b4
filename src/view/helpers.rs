//! What Leptos has as well, with fewer type parameters: compiled once, and not once for every place that uses it. Measured in
//! November 2026 with Leptos 0.8.23, in brotli: [`handler`], together with lists and options of `AnyView` alone, 2.7 kB;
//! [`attributes`] 0.9 kB.

use leptos::{
    attr::{
        any_attribute::{AnyAttribute, IntoAnyAttribute},
        custom::custom_attribute,
    },
    prelude::*,
};

/// Leptos' `Show`: shows its children while the condition holds, and builds them anew each time it begins to.
#[component]
pub fn Show(
    /// The condition.
    when: impl Fn() -> bool + Send + Sync + 'static,
    /// What is shown.
    children: ChildrenFn,
) -> impl IntoView {
    show(Box::new(when), children)
}

fn show(when: Box<dyn Fn() -> bool + Send + Sync>, children: ChildrenFn) -> AnyView {
    let when = ArcMemo::new(move |_| when());
    (move || when.get().then(|| children())).into_any()
}

/// An event handler.
pub fn handler<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}

/// Attributes that stay as they are. In a `view!` they stand before all others: `<input {..attributes([…])} id="…" />`.
pub fn attributes<const N: usize>(attributes: [(&'static str, &'static str); N]) -> Vec<AnyAttribute> {
    attributes.into_iter().map(|(name, value)| custom_attribute(name, value).into_any_attr()).collect()
}
