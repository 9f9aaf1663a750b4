//! Screen 5: the connection exists.

use crate::{
    locale::Message,
    view::{Link, parts},
};
use leptos::prelude::*;
use maxio_link_flow::{Event, LinkedConnection, State};

pub fn connected(link: Link) -> impl IntoView {
    let connection = link.state.with_untracked(|state| match state {
        State::Connected(connection) => connection.clone(),
        _ => None,
    });
    let message = if connection.is_some() { Message::ConnectedNext } else { Message::AlreadyConnected };
    view! {
        <div class="screen connected">
            <div class="tick" aria-hidden="true"></div>
            {connection.as_ref().map(site)}
            <p class="lead">{link.text(message)}</p>
            <div class="actions">
                {parts::primary_action(link, Message::Finish, Event::Finish)}
            </div>
        </div>
    }
}

fn site(connection: &LinkedConnection) -> Option<impl IntoView + use<>> {
    let name = connection.site_name()?.to_owned();
    let test = connection.is_test().then(|| view! { <span class="badge">{Message::TestSite.text()}</span> });
    Some(view! {
        <p class="site">
            <span class="unseen">{Message::ConnectedSite.text()} ": "</span>
            <strong>{name}</strong>
            {test}
        </p>
    })
}
