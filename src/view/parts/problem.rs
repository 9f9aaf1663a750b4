//! A problem in words.

use super::{colleague, mark, secondary};
use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        ids,
    },
};
use maxio_link_flow::{Event, Kind, Place, Problem, State};

/// What is wrong with a field.
pub fn field_error(link: Link, field: Place) -> Option<String> {
    link.read(|state| match state {
        State::Credentials(_, Some(problem)) if problem.kind.place() == field => {
            Some(link.words(problem, false).body)
        }
        _ => None,
    })
}

/// The panel above the fields.
pub fn panel(link: Link, problem: &Problem) -> El {
    let words = link.words(problem, false);
    let mood = if matches!(problem.kind, Kind::Offline { back: true }) { "good" } else { "warning" };
    let panel = el("div")
        .class("panel")
        .attr("id", ids::PANEL)
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-labelledby", ids::PANEL_TITLE)
        .attr("aria-describedby", ids::PANEL_BODY)
        .attr("data-mood", mood)
        .child(mark(mood))
        .child(el("h3").attr("id", ids::PANEL_TITLE).text(&words.title))
        .child(el("p").attr("id", ids::PANEL_BODY).text(&words.body))
        .children(particulars(link, problem));
    match problem.kind {
        Kind::AdminMissing => {
            panel.child(colleague(link)).child(secondary(link, Message::AdminAnother, Event::AnotherKey))
        }
        _ => panel,
    }
}

/// What helps somebody else to find out: the server's own sentence, as text, and the reference.
pub fn particulars(link: Link, problem: &Problem) -> Vec<El> {
    let detail = problem.detail.as_deref().filter(|_| tells_detail(problem.kind));
    let reference = problem.reference.as_deref().filter(|_| tells_reference(problem.kind));
    let line = |message: Message, name, value: &str| {
        el("p").class("particular").text(&link.text_with(message, name, value))
    };
    let detail = detail.map(|detail| line(Message::Detail, "{detail}", detail));
    let reference = reference.map(|reference| line(Message::Reference, "{reference}", reference));
    detail.into_iter().chain(reference).collect()
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
