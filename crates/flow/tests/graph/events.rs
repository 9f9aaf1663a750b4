//! What can happen at a node.

use crate::model::Model;
use maxio_link_flow::{
    Event, KeyHint, KeyShape, Kind, LinkedConnection, Outcome, Problem, SiteView, State, Timer,
    problem::Field,
};
use maxio_link_wire::{ConnectionInfo, ConnectionStatus, Environment};

/// Who raises an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Merchant,
    /// The page, or the browser.
    Page,
    /// A timer that runs.
    Clock,
    /// The answer that Link waits for.
    Server,
    /// A timer that does not run, or an answer that nobody waits for: it was on its way when Link moved on.
    Late,
}

/// The flow compares a shape with the one before and with `Empty`, so one hint stands for all.
const SHAPES: [KeyShape; 3] =
    [KeyShape::Empty, KeyShape::Present(None), KeyShape::Present(Some(KeyHint::Spaces))];

/// No site, a name that takes the region beside it, and an address that brings its own. The flow sees of them what
/// `site::parse` says; all errors are shown at the same place.
const SITES: [&str; 3] = ["", "acme", "acme.ebilling.maxio.com"];

/// Two moments. The flow only copies them, so what matters is that the next one is another.
const CONSENTS: [&str; 2] = ["2026-11-22T12:00:00Z", "2026-11-22T12:00:01Z"];

const TIMERS: [Timer; 5] = [Timer::Slow, Timer::VerySlow, Timer::Timeout, Timer::Again, Timer::Second];

/// Everything that can go wrong with an attempt.
const FAILURES: [Kind; 22] = [
    Kind::SiteRequired,
    Kind::InvalidField(Field::Key),
    Kind::InvalidField(Field::Site),
    Kind::InvalidField(Field::Other),
    Kind::KeyRefused,
    Kind::AdminMissing,
    Kind::SiteNotFound,
    Kind::SiteMismatch,
    Kind::AccountBlocked,
    Kind::ProviderDown,
    Kind::RateLimited,
    Kind::IntegrationDisabled,
    Kind::UnknownIntegration,
    Kind::UnknownCompany,
    Kind::LinkExpired,
    Kind::OriginNotAllowed,
    Kind::Conflict,
    Kind::InvalidResponse,
    Kind::ServerError,
    Kind::Offline { back: false },
    Kind::NetworkFailed,
    Kind::Timeout,
];

/// The failures that also come with a wait: one for each place, and the one that changes while it is shown. Answers
/// give a wait to two kinds only, but the flow must not rely on that.
const WAITING: [Kind; 5] = [
    Kind::KeyRefused,
    Kind::SiteNotFound,
    Kind::RateLimited,
    Kind::Offline { back: false },
    Kind::LinkExpired,
];

/// Long enough for a countdown to go on, and to end.
const WAIT_S: u32 = 2;

/// Everything that can happen at a node.
pub fn at(state: &State, model: &Model<'_>) -> Vec<Event> {
    let mut events = vec![
        Event::Open,
        Event::OpenMisconfigured,
        Event::Selected { other: false },
        Event::Selected { other: true },
        Event::Consented { at: next_consent(model) },
        Event::Back,
        Event::HelpViewed,
        Event::AnotherKey,
        Event::Cancelled,
        Event::Online,
        Event::Close,
        Event::Escape,
        Event::Stay,
        Event::Leave,
        Event::Finish,
    ];
    events.extend(SHAPES.map(Event::KeyEdited));
    events.extend(SHAPES.map(Event::Submitted));
    events.extend(TIMERS.map(Event::Elapsed));
    if state.draft().is_some_and(|draft| draft.site_view(model.config) == SiteView::Field) {
        events.extend(SITES.map(typed));
        events.extend([Environment::Us, Environment::Eu].map(Event::EnvironmentChosen));
    } else {
        // There is no field to type into. Once is enough to show that such text is never sent.
        events.push(typed("acme"));
    }
    events.extend(late_answers(model));
    if model.opening.in_flight {
        events.extend(outcomes().map(|outcome| Event::Answered { request: model.request, outcome }));
    }
    events
}

/// Who raises this event at this node. Without a wildcard, so that a new event is not forgotten in [`at`].
pub fn actor(event: &Event, model: &Model<'_>) -> Actor {
    match event {
        Event::Elapsed(timer) if model.opening.timers.contains(timer) => Actor::Clock,
        Event::Answered { request, .. } if model.awaits(*request) => Actor::Server,
        Event::Elapsed(_) | Event::Answered { .. } => Actor::Late,
        Event::Open | Event::OpenMisconfigured | Event::Online | Event::Leave => Actor::Page,
        Event::Selected { .. }
        | Event::Consented { .. }
        | Event::Back
        | Event::KeyEdited(_)
        | Event::SiteEdited(_)
        | Event::EnvironmentChosen(_)
        | Event::HelpViewed
        | Event::Submitted(_)
        | Event::AnotherKey
        | Event::Cancelled
        | Event::Close
        | Event::Escape
        | Event::Stay
        | Event::Finish => Actor::Merchant,
    }
}

/// To the request before the last one, to the last one if it is over, and to one that never was.
fn late_answers(model: &Model<'_>) -> impl Iterator<Item = Event> {
    let requests = [model.request.checked_sub(1), Some(model.request), Some(model.request + 1)];
    let late = requests.into_iter().flatten().filter(|request| !model.awaits(*request));
    // What a late answer says cannot matter: it is never looked at. These two would do the most harm.
    late.flat_map(|request| {
        let outcomes = [Outcome::Linked(connection()), Outcome::Failed(Kind::KeyRefused.into())];
        outcomes.map(|outcome| Event::Answered { request, outcome })
    })
}

fn outcomes() -> impl Iterator<Item = Outcome> {
    let pauses = [None, Some(0), Some(7), Some(u32::MAX)];
    let pending = pauses.map(|again_in_s| Outcome::Pending { id: "c-1".to_owned(), again_in_s });
    let in_flight = pauses.map(|again_in_s| Outcome::InFlight { again_in_s });
    let failed = FAILURES.map(Problem::from);
    let waiting = WAITING.map(|kind| Problem { wait_s: WAIT_S, ..kind.into() });
    [Outcome::Linked(connection()), Outcome::AlreadyLinked]
        .into_iter()
        .chain(pending)
        .chain(in_flight)
        .chain(failed.into_iter().chain(waiting).map(Outcome::Failed))
}

fn next_consent(model: &Model<'_>) -> String {
    let last = model.entered.consented_at.as_deref();
    CONSENTS.into_iter().find(|moment| Some(*moment) != last).unwrap_or_default().to_owned()
}

fn typed(site: &str) -> Event {
    Event::SiteEdited(site.to_owned())
}

fn connection() -> LinkedConnection {
    LinkedConnection {
        id: "c-1".to_owned(),
        status: ConnectionStatus::Linked,
        integration_id: None,
        integration_key: None,
        source_id: None,
        platform_name: None,
        source_type: None,
        created: None,
        connection_info: ConnectionInfo::default(),
    }
}
