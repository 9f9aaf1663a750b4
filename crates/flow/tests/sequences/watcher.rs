//! A small model of what was promised, kept from the effects alone, as the runtime and the page see them.

use maxio_link_flow::{
    Config, Effect, Event, KeyShape, Kind, Notice, Outcome, Problem, Site, State, Submission, Timer, ViewName,
};
use maxio_link_wire::Environment;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Check = Result<(), TestCaseError>;

/// What a request says besides the key: everything that an idempotency key stands for.
type Sent = (Option<Site>, Option<String>, KeyShape);

#[derive(Clone)]
pub struct Watcher {
    pub config: Config,
    /// The request that the runtime has under way.
    pub in_flight: Option<u32>,
    pub reached: BTreeSet<&'static str>,
    opening: Opening,
    openings: u32,
    exits: u32,
}

/// What is known of the present opening.
#[derive(Clone, Default)]
struct Opening {
    timers: BTreeSet<Timer>,
    requests: BTreeSet<u32>,
    attempts: BTreeMap<u32, Sent>,
    /// Whether anything was edited since the last attempt.
    edited: bool,
    site: String,
    environment: Environment,
    consented_at: Option<String>,
    key: KeyShape,
    view: Option<ViewName>,
    errors: Vec<Kind>,
    successes: u32,
}

impl Watcher {
    pub fn new(config: Config) -> Self {
        Self {
            config,
            in_flight: None,
            reached: BTreeSet::new(),
            opening: Opening::default(),
            openings: 0,
            exits: 0,
        }
    }

    /// A request that is not under way: the last one that is over, or one that never was.
    pub fn stale(&self) -> u32 {
        let over = |request: &&u32| Some(**request) != self.in_flight;
        self.opening.requests.iter().rev().find(over).copied().unwrap_or(u32::MAX)
    }

    /// One step.
    pub fn saw(&mut self, before: &State, event: &Event, after: &State, effects: &[Effect]) -> Check {
        let failure = match self.take_in(before, event, after, effects)? {
            Some(Outcome::Failed(problem)) => Some(problem.kind),
            _ => None,
        };
        for effect in effects {
            self.performed(event, after, effect)?;
        }
        self.learn(before, after, failure);
        key_is_cleared_exactly_when_due(before, after, failure, effects)?;
        self.hold_after(after)
    }

    /// The event, as the runtime and the merchant know it; the outcome, if the event answers what is in flight.
    fn take_in<'a>(
        &mut self,
        before: &State,
        event: &'a Event,
        after: &State,
        effects: &[Effect],
    ) -> Result<Option<&'a Outcome>, TestCaseError> {
        let ignored = || {
            prop_assert_eq!(before, after, "{:?} was to mean nothing", event);
            prop_assert_eq!(effects, &[], "{:?} was to mean nothing", event);
            Ok(())
        };
        let now = &mut self.opening;
        match (before, event) {
            (State::Closed, Event::Open) => {
                let environment = self.config.site.as_ref().map(|site| site.environment).unwrap_or_default();
                *now = Opening { environment, ..Opening::default() };
            }
            (State::Closed, Event::OpenMisconfigured) => *now = Opening::default(),
            (State::Closed, _) => ignored()?,
            (State::Consent(_), Event::Consented { at }) => {
                now.consented_at = Some(at.clone());
                now.edited = true;
            }
            (State::Credentials(..), Event::KeyEdited(shape)) => {
                now.key = *shape;
                now.edited = true;
            }
            (State::Credentials(..), Event::SiteEdited(site)) => {
                now.site.clone_from(site);
                now.edited = true;
            }
            (State::Credentials(..), Event::EnvironmentChosen(environment)) => {
                now.environment = *environment;
                now.edited = true;
            }
            (State::Credentials(_, Some(Problem { wait_s: 1.., .. })), Event::Submitted(_)) => {
                self.reached.insert("countdown");
                ignored()?;
            }
            (State::Credentials(..), Event::Submitted(shape)) => {
                now.edited |= now.key != *shape;
                now.key = *shape;
            }
            (_, Event::Answered { request, outcome }) => {
                if self.in_flight != Some(*request) {
                    self.reached.insert("stale answer");
                    ignored()?;
                    return Ok(None);
                }
                self.in_flight = None;
                return Ok(Some(outcome));
            }
            (_, Event::Elapsed(timer)) => {
                now.timers.remove(timer);
            }
            _ => {}
        }
        Ok(None)
    }

    fn performed(&mut self, event: &Event, after: &State, effect: &Effect) -> Check {
        match effect {
            Effect::Submit(submission) => self.sent(event, after, submission)?,
            Effect::Poll { request, .. } => {
                self.reached.insert("poll");
                self.asked(after, *request)?;
            }
            Effect::Abort => {
                self.reached.insert("abort");
                prop_assert!(self.in_flight.take().is_some(), "nothing to abort");
            }
            Effect::Timer(timer, ms) => {
                prop_assert!(after.is_open(), "a timer for nobody");
                prop_assert!(self.opening.timers.insert(*timer), "{timer:?} runs twice");
                let most = self.config.timeout_ms.max(5_000);
                prop_assert!(*timer != Timer::Again || (1_000..=most).contains(ms), "{timer:?} in {ms} ms");
            }
            Effect::ClearTimers => self.opening.timers.clear(),
            Effect::ClearKey | Effect::Focus(_) => {}
            Effect::Emit(notice) => self.told(after, notice)?,
        }
        Ok(())
    }

    /// No two requests in flight, none but while connecting, and no number used again.
    fn asked(&mut self, after: &State, request: u32) -> Check {
        prop_assert_eq!(self.in_flight, None, "two requests in flight");
        prop_assert!(matches!(after, State::Connecting(..)), "a request from {:?}", after);
        prop_assert!(self.opening.requests.insert(request), "request {} twice", request);
        self.in_flight = Some(request);
        Ok(())
    }

    /// The same attempt says the same; what was edited is another attempt; what was not edited is the same.
    fn sent(&mut self, event: &Event, after: &State, submission: &Submission) -> Check {
        self.asked(after, submission.request)?;
        let now = &mut self.opening;
        let sent = (submission.site.clone(), submission.consented_at.clone(), now.key);
        prop_assert_ne!(now.key, KeyShape::Empty, "an empty key was sent");
        prop_assert_eq!(&sent.1, &now.consented_at);
        let last = now.attempts.last_key_value().map(|(attempt, _)| *attempt);
        if now.edited || last.is_none() {
            self.reached.insert("submit");
            prop_assert!(
                Some(submission.attempt) > last,
                "an edit, but attempt {} again",
                submission.attempt
            );
            prop_assert!(matches!(event, Event::Submitted(_)), "a new attempt that nobody asked for");
        } else {
            self.reached.insert(if matches!(event, Event::Submitted(_)) { "retry" } else { "sent again" });
            prop_assert_eq!(Some(submission.attempt), last, "no edit, but another attempt");
        }
        now.edited = false;
        let first = now.attempts.entry(submission.attempt).or_insert_with(|| sent.clone());
        prop_assert_eq!(&*first, &sent, "one attempt, two bodies");
        Ok(())
    }

    fn told(&mut self, after: &State, notice: &Notice) -> Check {
        let now = &mut self.opening;
        match notice {
            Notice::Open => {
                self.openings += 1;
                prop_assert_eq!(self.openings, self.exits + 1, "opened twice");
                if self.openings > 1 {
                    self.reached.insert("opened again");
                }
            }
            Notice::TransitionView(view) => now.view = Some(*view),
            Notice::Error(problem) => {
                if problem.kind == Kind::Timeout {
                    self.reached.insert("time-out");
                }
                now.errors.push(problem.kind);
                prop_assert_eq!(after.problem(), Some(problem), "an error that nobody sees");
            }
            Notice::Success(connection) => {
                self.reached.insert("success");
                now.successes += 1;
                prop_assert_eq!(now.successes, 1, "success twice");
                prop_assert_eq!(after, &State::Connected(Some(connection.clone())));
            }
            Notice::Exit(status, problem) => {
                self.reached.insert(status.as_str());
                self.exits += 1;
                prop_assert_eq!(after, &State::Closed, "exit while open");
                let reported = |kind| match kind {
                    Kind::Offline { .. } => now.errors.contains(&Kind::Offline { back: false }),
                    kind => now.errors.contains(&kind),
                };
                prop_assert!(problem.as_ref().is_none_or(|problem| reported(problem.kind)), "{:?}", problem);
            }
            _ => {}
        }
        Ok(())
    }

    /// What an answer changes in what is known: the key is gone, or the next attempt is another one.
    fn learn(&mut self, before: &State, after: &State, failure: Option<Kind>) {
        if failure.is_some_and(refuses_key) {
            self.reached.insert("key refused");
            self.opening.key = KeyShape::Empty;
            self.opening.edited = true;
        }
        let site_view = |state: &State| state.draft().map(|draft| draft.site_view(&self.config));
        let field_appeared = failure.is_some() && site_view(before) != site_view(after);
        self.opening.edited |= field_appeared || failure == Some(Kind::Conflict);
    }

    /// What holds between any two events.
    fn hold_after(&mut self, after: &State) -> Check {
        let now = &self.opening;
        prop_assert_eq!(self.openings - self.exits, u32::from(after.is_open()), "one exit for one opening");
        if let Some(draft) = after.draft() {
            prop_assert_eq!(&draft.site, &now.site, "the typed site is lost");
            prop_assert_eq!(draft.environment, now.environment, "the chosen region is lost");
            prop_assert_eq!(&draft.consented_at, &now.consented_at, "the consent is lost");
            prop_assert_eq!(draft.key, now.key);
        }
        if let Some(view) = after.view_name() {
            self.reached.insert(view.as_str());
            prop_assert_eq!(now.view, Some(view), "a screen that was not announced");
        }
        match after {
            State::Connecting(_, attempt) => {
                prop_assert_eq!(attempt.in_flight, self.in_flight.is_some());
                prop_assert!(now.timers.contains(&Timer::Timeout), "waiting without end");
                let goes_on = self.in_flight.is_some() || now.timers.contains(&Timer::Again);
                prop_assert!(goes_on, "waiting for nothing");
            }
            other => {
                prop_assert_eq!(self.in_flight, None, "a request that nobody waits for, in {:?}", other);
                let counting = other.problem().is_some_and(|p| p.wait_s > 0) && other.draft().is_some();
                prop_assert!(
                    !counting || now.timers.contains(&Timer::Second),
                    "a countdown that stands still"
                );
                let left = now.timers.iter().all(|timer| *timer == Timer::Second && other.draft().is_some());
                prop_assert!(left, "{:?} left running in {:?}", now.timers, other);
            }
        }
        Ok(())
    }
}

const fn refuses_key(kind: Kind) -> bool {
    matches!(kind, Kind::KeyRefused | Kind::AdminMissing)
}

/// Accepted, refused, or Link goes away or stops: then, and only then. Any other failure keeps the key.
fn key_is_cleared_exactly_when_due(
    before: &State,
    after: &State,
    failure: Option<Kind>,
    effects: &[Effect],
) -> Check {
    let ended = before.is_open() && before != after && after.draft().is_none();
    let due = ended || failure.is_some_and(refuses_key);
    prop_assert_eq!(effects.contains(&Effect::ClearKey), due, "{:?} → {:?}", before, after);
    Ok(())
}
