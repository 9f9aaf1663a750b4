//! Links to help outside, which leave Link open.

use crate::{
    locale::Message,
    view::{
        ViewContext,
        helpers::{attributes, handler},
    },
};
use leptos::prelude::*;
use maxio_link_flow::Event;

/// Opens in a new tab, says so to those who cannot see it, and tells the page there nothing about this one.
#[component]
pub fn HelpLink(
    link: ViewContext,
    /// The address.
    #[prop(into)]
    href: String,
    /// What it says.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! {
        <a
            {..attributes([("target", "_blank"), ("rel", "noopener noreferrer")])}
            href=href
            on:click=handler(move |_| link.dispatch(Event::HelpViewed))
        >
            {words}
            <span class="unseen">" " {link.text(Message::OpensInNewTab)}</span>
        </a>
    }
}

/// The partner's own pages, where there are any.
#[component]
pub fn PartnerLinks(link: ViewContext) -> impl IntoView {
    let labels = [Message::Support, Message::Privacy, Message::Terms];
    let links: Vec<_> = labels
        .into_iter()
        .zip(link.options().links.clone())
        .filter_map(|(label, href)| {
            Some(view! { <HelpLink link href=href? words=link.text(label) /> }.into_any())
        })
        .collect();
    (!links.is_empty()).then(|| view! { <p class="links">{links}</p> }.into_any())
}
