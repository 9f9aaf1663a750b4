//! Screen 6: something that the merchant cannot mend here.

use crate::{
    locale::Message,
    view::{
        ViewContext,
        parts::{ActionButton, ErrorDetails, Icon, PartnerLinks},
    },
};
use leptos::prelude::*;
use maxio_link_flow::Event;

/// Says what happened and who can help.
#[component]
pub fn Stopped(link: ViewContext) -> impl IntoView {
    let problem = link.read_untracked(|state| state.problem().cloned())?;
    let body = link.words(&problem, true).body;
    Some(view! {
        <div class="screen ending">
            <div class="main">
                <div class="tick"><Icon name="warning" /></div>
                <p class="lead">{body}</p>
                <ErrorDetails link problem />
                <PartnerLinks link />
            </div>
            <div class="actions">
                <ActionButton link label=Message::Close event=Event::Close />
            </div>
        </div>
    })
}
