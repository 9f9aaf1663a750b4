//! How to get the key, beside the field.

use crate::{
    locale::Message,
    view::{Link, parts},
};
use leptos::prelude::*;
use maxio_link_flow::Event;

/// Where a merchant signs in.
const APP: &str = "https://app.chargify.com";
/// Maxio's own words on API keys.
const HELP: &str = "https://docs.maxio.com/hc/en-us/articles/24294819360525-Advanced-Billing-API-Keys";

pub fn steps(link: Link) -> impl IntoView {
    let viewed = move || link.dispatch(Event::HelpViewed);
    view! {
        <aside class="steps">
            <h3>{Message::StepsTitle.text()}</h3>
            <ol>
                <li>
                    {Message::StepOpen.text()} " "
                    {parts::new_tab(APP, Message::StepOpenLink, viewed)}
                </li>
                <li>{Message::StepMenu.text()}</li>
                <li>{Message::StepNew.text()}</li>
                <li>{Message::StepPaste.text()}</li>
            </ol>
            <p>{parts::new_tab(HELP, Message::HelpLink, viewed)}</p>
            <p class="colleague">{Message::NoAdminQuestion.text()} " " {parts::colleague(link)}</p>
        </aside>
    }
}
