//! Screen 2: the permissions.

use crate::{
    locale::Message,
    view::{Link, parts},
};
use leptos::prelude::*;
use maxio_link_flow::Event;
use maxio_link_wire::consent;

pub fn consent(link: Link) -> impl IntoView {
    let sections = consent::sections(&link.partner())
        .into_iter()
        .map(|section| view! { <h3>{section.title}</h3><p>{section.body}</p> })
        .collect_view();
    view! {
        <form class="screen" novalidate on:submit=move |event| {
            event.prevent_default();
            let at = String::from(js_sys::Date::new_0().to_iso_string());
            link.dispatch(Event::Consented { at });
        }>
            <p class="lead">{link.text(Message::ConsentLead)}</p>
            <div class="permissions">{sections}</div>
            <p class="note">{Message::ConsentAgree.text()}</p>
            <div class="actions">
                {parts::secondary(link, Message::Back, Event::Back)}
                {parts::primary(Message::Next)}
            </div>
        </form>
    }
}
