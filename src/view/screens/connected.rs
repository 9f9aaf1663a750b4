//! Screen 5: the connection exists.

use crate::{
    locale::Message,
    view::{
        ViewContext,
        parts::{ActionButton, Icon},
    },
};
use leptos::prelude::*;
use maxio_link_flow::{Event, LinkedConnection, State};

/// Names the site that is connected.
#[component]
pub fn Connected(link: ViewContext) -> impl IntoView {
    // `None`: a partner's endpoint said that it existed before.
    let connection = link.read_untracked(|state| match state {
        State::Connected(connection) => connection.clone(),
        _ => None,
    });
    let message = if connection.is_some() { Message::ConnectedNext } else { Message::AlreadyConnected };
    view! {
        <div class="screen ending connected">
            <div class="main">
                <div class="tick"><Icon name="good" /></div>
                {connection.map(|connection| view! { <Site link connection /> }.into_any())}
                <p class="lead">{link.text(message)}</p>
            </div>
            <div class="actions">
                <ActionButton link label=Message::Finish event=Event::Finish />
            </div>
        </div>
    }
}

#[component]
fn Site(link: ViewContext, connection: LinkedConnection) -> impl IntoView {
    let name = connection.site_name()?.to_owned();
    let badge = connection
        .is_test()
        .then(|| view! { <span class="badge">{link.text(Message::TestSite)}</span> }.into_any());
    Some(view! {
        <p class="site">
            <span class="unseen">{link.text(Message::ConnectedSite)} " "</span>
            <strong>{name}</strong> " " {badge}
        </p>
    })
}
