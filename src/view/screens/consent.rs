//! Screen 2: the permissions.

use crate::{
    locale::Message,
    view::{
        ViewContext,
        parts::{Form, HelpLink, IconRow, SecondaryButton, SubmitButton},
    },
};
use leptos::prelude::*;
use maxio_link_flow::Event;
use maxio_link_wire::consent::{self, Piece, Section};

/// Lists what the merchant allows, and asks for it.
#[component]
pub fn Consent(link: ViewContext) -> impl IntoView {
    let has_back = !link.options().flow.skip_select;
    let sections: Vec<_> = link
        .consent_sections()
        .into_iter()
        .map(|section| view! { <Permission link section /> }.into_any())
        .collect();
    let accept = move || {
        let at = String::from(js_sys::Date::new_0().to_iso_string());
        link.dispatch(Event::Consented { at });
    };
    view! {
        <Form on_forward=accept>
            <div class="main">
                <p class="lead">{link.text(Message::ConsentLead)}</p>
                <div class="permissions">{sections}</div>
            </div>
            <div class="actions">
                <p class="note">{link.text(Message::ConsentAgree)}</p>
                {has_back.then(|| view! { <SecondaryButton link label=Message::Back event=Event::Back /> }.into_any())}
                <SubmitButton link label=Message::Next />
            </div>
        </Form>
    }
}

#[component]
fn Permission(link: ViewContext, section: Section) -> impl IntoView {
    // Each piece is a node of its own: what a partner writes is never markup.
    let body: Vec<AnyView> = consent::pieces(&section.body)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => view! { <span>{text.to_owned()}</span> }.into_any(),
            Piece::Link { text, href } => view! { <HelpLink link href words=text /> }.into_any(),
        })
        .collect();
    view! {
        <IconRow icon=section.id>
            <div>
                <h3>{section.title}</h3>
                <p>{body}</p>
            </div>
        </IconRow>
    }
}
