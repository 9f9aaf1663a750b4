//! Screen 6: something that the merchant cannot mend here.

use crate::{
    locale::Message,
    view::{Link, parts},
};
use leptos::prelude::*;
use maxio_link_flow::Event;

pub fn stopped(link: Link) -> impl IntoView {
    let body = parts::problem_text(link).map(|text| text.body);
    let problem = link.state.with_untracked(|state| state.problem().cloned());
    view! {
        <div class="screen stopped">
            <p class="lead">{body}</p>
            {problem.map(|problem| parts::particulars(&problem))}
            <div class="actions">
                {parts::primary_action(link, Message::Close, Event::Close)}
            </div>
        </div>
    }
}
