//! A problem in words.

use super::{Icon, SecondaryButton, ShareLink};
use crate::{ids, locale::Message, view::ViewContext};
use leptos::prelude::*;
use maxio_link_flow::{Event, Kind, Place, Problem, State};

/// What is wrong with a field.
pub fn field_error(link: ViewContext, field: Place) -> Option<String> {
    link.read(|state| match state {
        State::Credentials(_, Some(problem)) if problem.kind.place() == field => {
            Some(link.words(problem, false).body)
        }
        _ => None,
    })
}

/// The panel above the fields.
#[component]
pub fn ErrorPanel(
    link: ViewContext,
    /// What went wrong.
    problem: Problem,
) -> impl IntoView {
    let words = link.words(&problem, false);
    let mood = if problem.kind == (Kind::Offline { back: true }) { "good" } else { "warning" };
    let lacks_admin = problem.kind == Kind::AdminMissing;
    view! {
        <div
            class="panel"
            id=ids::PANEL
            tabindex="-1"
            role="group"
            aria-labelledby=ids::PANEL_TITLE
            aria-describedby=ids::PANEL_BODY
            data-mood=mood
        >
            <Icon name=mood />
            <h3 id=ids::PANEL_TITLE>{words.title}</h3>
            <p id=ids::PANEL_BODY>{words.body}</p>
            <ErrorDetails link problem />
            {lacks_admin
                .then(|| {
                    view! {
                        <ShareLink link />
                        <SecondaryButton link label=Message::AdminAnother event=Event::AnotherKey />
                    }
                })}
        </div>
    }
}

/// What helps somebody else to find out: the server's own sentence, as text, and the reference.
#[component]
pub fn ErrorDetails(
    link: ViewContext,
    /// What went wrong.
    problem: Problem,
) -> impl IntoView {
    let line = move |message: Message, name: &str, value: Option<String>| {
        let text = link.text_with(message, name, &value?);
        Some(view! { <p class="particular">{text}</p> })
    };
    let Problem { kind, detail, reference, .. } = problem;
    view! {
        {line(Message::Detail, "{detail}", detail.filter(|_| tells_detail(kind)))}
        {line(Message::Reference, "{reference}", reference.filter(|_| tells_reference(kind)))}
    }
}

/// Where our own sentence cannot know the particulars.
const fn tells_detail(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ServerError
            | Kind::InvalidField(_)
            | Kind::SiteMismatch
            | Kind::AccountBlocked
            | Kind::IntegrationDisabled
    )
}

/// Where somebody has to look into a log.
const fn tells_reference(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ServerError
            | Kind::InvalidField(_)
            | Kind::Conflict
            | Kind::InvalidResponse
            | Kind::NetworkFailed
            | Kind::Timeout
            | Kind::UnknownCompany
            | Kind::UnknownIntegration
            | Kind::OriginNotAllowed
    )
}
