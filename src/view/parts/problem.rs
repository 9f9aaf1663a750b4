//! A problem in words.

use super::{colleague, secondary};
use crate::{
    locale::{self, Message, ProblemText},
    view::{Link, ids},
};
use leptos::prelude::*;
use maxio_link_flow::{Event, Kind, Problem, State};

/// The words for the problem on display.
pub fn problem_text(link: Link) -> Option<ProblemText> {
    link.state.with(|state| {
        let stopped = matches!(state, State::Stopped(_));
        state.problem().map(|problem| locale::problem(problem, &link.partner(), &link.config(), stopped))
    })
}

/// The panel above the fields.
pub fn panel(link: Link, problem: &Problem) -> impl IntoView + use<> {
    let words = locale::problem(problem, &link.partner(), &link.config(), false);
    let way_on = (problem.kind == Kind::AdminMissing).then(|| {
        view! {
            <p class="colleague">{Message::NoAdminQuestion.text()} " " {colleague(link)}</p>
            {secondary(link, Message::AdminAnother, Event::AnotherKey)}
        }
    });
    let mood = if matches!(problem.kind, Kind::Offline { back: true }) { "good" } else { "bad" };
    view! {
        <div class="panel" id=ids::PANEL tabindex="-1" role="group" data-mood=mood>
            <h3>{words.title}</h3>
            <p>{words.body}</p>
            {particulars(problem)}
            {way_on}
        </div>
    }
}

/// What helps somebody else to find out: the server's own sentence, as text, and the reference.
pub fn particulars(problem: &Problem) -> impl IntoView + use<> {
    let detail = problem.detail.as_deref().filter(|_| tells_detail(problem.kind));
    let reference = problem.reference.as_deref().filter(|_| tells_reference(problem.kind));
    let line = |message: Message, name, value: Option<&str>| {
        value.map(|value| view! { <p class="particular">{message.with(&[(name, value)])}</p> })
    };
    (line(Message::Detail, "{detail}", detail), line(Message::Reference, "{reference}", reference))
}

/// Where our own sentence cannot know the particulars.
const fn tells_detail(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ServerError | Kind::InvalidField(_) | Kind::SiteMismatch | Kind::AccountBlocked | Kind::IntegrationDisabled
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
