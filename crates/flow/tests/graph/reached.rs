//! What the graph contains, so that the test cannot become empty unnoticed.

use crate::model::Step;
use maxio_link_flow::{Effect, Event, Focus, Notice, State, Timer};
use std::collections::BTreeSet;

/// Names of screens, exits, effects and of what is easily missed.
#[derive(Default)]
pub struct Reached(BTreeSet<&'static str>);

const WANTED: [&str; 69] = [
    // Screens.
    "SELECT_INTEGRATION",
    "CONSENT",
    "CREDENTIAL",
    "LOADING",
    "CONNECTED",
    // That screen and the event have one name.
    "ERROR",
    // Exits.
    "requires_selection",
    "requires_consent",
    "requires_credentials",
    "connecting",
    "connected",
    "already_connected",
    "handoff",
    "failed",
    // What the page is told.
    "OPEN",
    "TRANSITION_VIEW",
    "HANDOFF",
    "ACCEPT_CONSENT",
    "DECLINE_CONSENT",
    "VIEW_HELP",
    "SUBMIT_CREDENTIALS",
    "RETRY",
    "already linked",
    "SUCCESS",
    "EXIT",
    // Effects.
    "submit",
    "poll",
    "abort",
    "timer slow",
    "timer very slow",
    "timer timeout",
    "timer again",
    "timer second",
    "clear timers",
    "clear key",
    "focus title",
    "focus key",
    "focus site",
    "focus panel",
    "focus leaving",
    "focus back",
    // Errors, by their public codes.
    "INVALID_FIELD",
    "SITE_REQUIRED",
    "INVALID_CREDENTIALS",
    "INSUFFICIENT_PERMISSIONS",
    "SITE_NOT_FOUND",
    "SITE_MISMATCH",
    "ACCOUNT_BLOCKED",
    "PROVIDER_DOWN",
    "RATE_LIMIT_EXCEEDED",
    "INTEGRATION_DISABLED",
    "UNKNOWN_INTEGRATION",
    "UNKNOWN_COMPANY",
    "INVALID_LINK_TOKEN",
    "ORIGIN_NOT_ALLOWED",
    "REQUEST_CONFLICT",
    "INVALID_RESPONSE",
    "INTERNAL_SERVER_ERROR",
    "NETWORK_OFFLINE",
    "NETWORK_FAILED",
    "TIMEOUT",
    "INVALID_CONFIG",
    // What is easily missed.
    "sent again",
    "asked nine times",
    "online again",
    "countdown ended",
    "sent in a countdown",
    "late answer",
    "late timer",
];

impl Reached {
    /// Adds what another search reached.
    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// What was never reached.
    pub fn missing(&self) -> Vec<&'static str> {
        WANTED.into_iter().filter(|name| !self.0.contains(name)).collect()
    }

    /// Adds what an edge shows.
    pub fn note(&mut self, step: Step<'_>) {
        self.0.extend(case(step));
        if step.effects.is_empty() {
            return;
        }
        self.0.extend(step.after.view_name().map(|view| view.as_str()));
        for effect in step.effects {
            self.0.insert(name(effect));
            if let Effect::Emit(notice) = effect {
                self.0.extend(detail(notice));
            }
        }
    }
}

fn name(effect: &Effect) -> &'static str {
    match effect {
        Effect::Submit(_) => "submit",
        Effect::Poll { .. } => "poll",
        Effect::Abort => "abort",
        Effect::Timer(Timer::Slow, _) => "timer slow",
        Effect::Timer(Timer::VerySlow, _) => "timer very slow",
        Effect::Timer(Timer::Timeout, _) => "timer timeout",
        Effect::Timer(Timer::Again, _) => "timer again",
        Effect::Timer(Timer::Second, _) => "timer second",
        Effect::ClearTimers => "clear timers",
        Effect::ClearKey => "clear key",
        Effect::Focus(Focus::Title) => "focus title",
        Effect::Focus(Focus::Key) => "focus key",
        Effect::Focus(Focus::Site) => "focus site",
        Effect::Focus(Focus::Panel) => "focus panel",
        Effect::Focus(Focus::Leaving) => "focus leaving",
        Effect::Focus(Focus::Back) => "focus back",
        Effect::Emit(notice) => notice.event_name(),
    }
}

fn detail(notice: &Notice) -> Option<&'static str> {
    match notice {
        Notice::AlreadyLinked => Some("already linked"),
        Notice::Exit(status, _) => Some(status.as_str()),
        Notice::Error(problem) => Some(problem.kind.public().1),
        _ => None,
    }
}

/// Cases that no single effect shows.
fn case(Step { before, event, after, effects }: Step<'_>) -> Option<&'static str> {
    let wait = |state: &State| state.problem().map_or(0, |problem| problem.wait_s);
    match event {
        Event::Submitted(_) if wait(before) > 0 && before.draft().is_some() => Some("sent in a countdown"),
        Event::Elapsed(Timer::Second) if wait(before) == 1 && wait(after) == 0 => Some("countdown ended"),
        Event::Elapsed(Timer::Again) if matches!(effects, [Effect::Submit(_)]) => Some("sent again"),
        Event::Elapsed(Timer::Again) if matches!(after, State::Connecting(_, attempt) if attempt.asked == 9) => {
            Some("asked nine times")
        }
        Event::Elapsed(Timer::Timeout) if !before.is_open() => Some("late timer"),
        Event::Online if before != after => Some("online again"),
        Event::Answered { request, .. } if before.draft()?.requests() > *request => Some("late answer"),
        _ => None,
    }
}
