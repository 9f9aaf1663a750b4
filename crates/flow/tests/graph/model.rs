//! What the runtime, the page and the merchant know, kept from events and effects alone, and what must hold of it.

use crate::{Check, rules};
use maxio_link_flow::{
    Config, Effect, Event, KeyShape, Kind, Notice, Outcome, Problem, SiteView, State, Submission, Timer,
    ViewName, site,
};
use maxio_link_wire::Environment;
use std::collections::BTreeSet;

/// One edge of the graph.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    pub before: &'a State,
    pub event: &'a Event,
    pub after: &'a State,
    pub effects: &'a [Effect],
}

/// What is known of a Link.
#[derive(Clone, Debug, PartialEq)]
pub struct Model<'a> {
    pub config: &'a Config,
    /// The number of the last request, 0 before the first.
    pub request: u32,
    /// The number of the last attempt, 0 before the first.
    pub attempt: u32,
    pub entered: Entered,
    pub opening: Opening,
}

/// What the merchant entered in the present opening: what the fields hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entered {
    pub consented_at: Option<String>,
    site: String,
    environment: Environment,
    key: KeyShape,
}

/// What else is known of the present opening.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opening {
    /// Whether the last request is under way.
    pub in_flight: bool,
    pub timers: BTreeSet<Timer>,
    /// Whether anything changed since the last attempt that a submission says.
    edited: bool,
    view: Option<ViewName>,
    /// The error on display, if the page was told of it.
    told: Option<Kind>,
    succeeded: bool,
    /// Whether the merchant went on from the first screen, so that closing would lose something.
    begun: bool,
}

impl<'a> Model<'a> {
    /// Of a Link that is not open.
    pub fn closed(config: &'a Config) -> Self {
        Self { config, request: 0, attempt: 0, entered: Entered::default(), opening: Opening::default() }
    }

    /// Whether an answer to this request is awaited.
    pub fn awaits(&self, request: u32) -> bool {
        self.opening.in_flight && request == self.request
    }

    /// Follows one edge.
    pub fn follow(&mut self, step: Step<'_>) -> Check {
        let failure = match self.take_in(step)? {
            Some(Outcome::Failed(problem)) => Some(problem.kind),
            _ => None,
        };
        for effect in step.effects {
            self.perform(step, effect)?;
        }
        self.learn(step, failure);
        self.check_after(step.after)?;
        self.check_question(step)?;
        rules::check(step, failure)?;
        if !step.after.is_open() {
            // Nothing of an opening outlives it: Link is as it was before the first.
            *self = Self::closed(self.config);
        }
        Ok(())
    }

    /// The event, as the runtime and the merchant know it; the outcome, if it answers what is in flight.
    fn take_in<'e>(&mut self, step: Step<'e>) -> Check<Option<&'e Outcome>> {
        let awaited = matches!(step.event, Event::Answered { request, .. } if self.awaits(*request));
        let (fields, now) = (&mut self.entered, &mut self.opening);
        match (step.before, step.event) {
            (State::Closed, Event::Open) => {
                let site = self.config.site.as_ref();
                fields.environment = site.map(|site| site.environment).unwrap_or_default();
                // A reconnect begins past that screen.
                now.begun = self.config.connection_id.is_some();
            }
            (State::Closed, Event::OpenMisconfigured) => {}
            (State::Closed, _) => rules::ignored(step)?,
            (State::Select(_), Event::Selected { other: false }) => now.begun = true,
            (State::Consent(_), Event::Consented { at }) => {
                fields.consented_at = Some(at.clone());
                now.edited = true;
                now.begun = true;
            }
            (State::Credentials(..), Event::KeyEdited(shape)) => {
                fields.key = *shape;
                now.edited = true;
            }
            (State::Credentials(..), Event::SiteEdited(typed)) => {
                fields.site.clone_from(typed);
                now.edited = true;
            }
            (State::Credentials(..), Event::EnvironmentChosen(environment)) => {
                fields.environment = *environment;
                now.edited = true;
            }
            (State::Credentials(_, Some(Problem { wait_s: 1.., .. })), Event::Submitted(_)) => {
                rules::ignored(step)?;
            }
            (State::Credentials(..), Event::Submitted(shape)) => {
                // A value can come without an input event.
                now.edited |= fields.key != *shape;
                fields.key = *shape;
            }
            (_, Event::Answered { outcome, .. }) if awaited => {
                now.in_flight = false;
                return Ok(Some(outcome));
            }
            (_, Event::Answered { .. }) => rules::ignored(step)?,
            (_, Event::Elapsed(timer)) => {
                now.timers.remove(timer);
            }
            _ => {}
        }
        Ok(None)
    }

    fn perform(&mut self, step: Step<'_>, effect: &Effect) -> Check {
        match effect {
            Effect::Submit(submission) => self.submit(step, submission)?,
            Effect::Poll { request, .. } => self.ask(step.after, *request)?,
            Effect::Abort => {
                check!(self.opening.in_flight, "nothing to abort");
                self.opening.in_flight = false;
            }
            Effect::Timer(timer, ms) => {
                check!(step.after.is_open(), "a timer for nobody");
                check!(self.opening.timers.insert(*timer), "{timer:?} runs twice");
                let most = self.config.timeout_ms.max(5_000);
                check!(*timer != Timer::Again || (1_000..=most).contains(ms), "{timer:?} in {ms} ms");
            }
            Effect::ClearTimers => self.opening.timers.clear(),
            Effect::ClearKey => {
                self.entered.key = KeyShape::Empty;
                self.opening.edited = true;
            }
            Effect::Focus(_) => {}
            Effect::Emit(notice) => self.tell(step.after, notice)?,
        }
        Ok(())
    }

    /// No two requests in flight, none but while connecting, and no number used again.
    fn ask(&mut self, after: &State, request: u32) -> Check {
        check!(!self.opening.in_flight, "two requests in flight");
        check!(matches!(after, State::Connecting(..)), "a request from {after:?}");
        check!(request > self.request, "request {request} after request {}", self.request);
        self.request = request;
        self.opening.in_flight = true;
        Ok(())
    }

    /// A submission says what the fields hold, and has a new number exactly if that changed since the last one. So one
    /// number, which is one idempotency key, never stands for two bodies.
    fn submit(&mut self, step: Step<'_>, submission: &Submission) -> Check {
        self.ask(step.after, submission.request)?;
        let fields = &self.entered;
        check!(
            fields.key != KeyShape::Empty,
            "the key was sent after it was cleared, or before it was entered"
        );
        check!(submission.consented_at == fields.consented_at, "another consent was sent");
        let view = step.after.draft().map(|draft| draft.site_view(self.config));
        let site = match view {
            Some(SiteView::Field) => site::parse(&fields.site, fields.environment).ok(),
            _ => self.config.site.clone(),
        };
        check!(view != Some(SiteView::Field) || site.is_some(), "no site was sent where it is asked for");
        check!(submission.site == site, "{:?} was sent in place of {site:?}", submission.site);

        let (last, attempt) = (self.attempt, submission.attempt);
        if self.opening.edited || last == 0 {
            check!(attempt > last, "an edit, but attempt {attempt} after attempt {last}");
            check!(matches!(step.event, Event::Submitted(_)), "a new attempt that nobody asked for");
        } else {
            check!(attempt == last, "no edit, but attempt {attempt} after attempt {last}");
        }
        self.attempt = attempt;
        self.opening.edited = false;
        Ok(())
    }

    fn tell(&mut self, after: &State, notice: &Notice) -> Check {
        let now = &mut self.opening;
        match notice {
            Notice::TransitionView(view) => now.view = Some(*view),
            Notice::Error(problem) => {
                check!(after.problem() == Some(problem), "an error that nobody sees: {problem:?}");
                now.told = Some(problem.kind);
            }
            Notice::Success(connection) => {
                check!(!now.succeeded, "success twice");
                check!(
                    matches!(after, State::Connected(Some(shown)) if shown == connection),
                    "success in {after:?}"
                );
                now.succeeded = true;
            }
            _ => {}
        }
        Ok(())
    }

    /// What an answer changes for the next attempt: it is another one after a conflict, and where the site is asked
    /// for only now.
    fn learn(&mut self, step: Step<'_>, failure: Option<Kind>) {
        let site_view = |state: &State| state.draft().map(|draft| draft.site_view(self.config));
        let field_appeared = failure.is_some() && site_view(step.before) != site_view(step.after);
        if field_appeared || failure == Some(Kind::Conflict) {
            self.opening.edited = true;
        }
        let shown = step.after.problem().map(|problem| problem.kind).filter(|kind| !kind.is_local());
        if shown.is_none() {
            self.opening.told = None;
        }
    }

    /// What holds at every node.
    fn check_after(&self, after: &State) -> Check {
        let (fields, now) = (&self.entered, &self.opening);
        if let Some(draft) = after.draft() {
            check!(draft.site == fields.site, "the typed site is lost");
            check!(draft.environment == fields.environment, "the chosen region is lost");
            check!(draft.consented_at == fields.consented_at, "the consent is lost");
            check!(draft.key == fields.key, "the flow has {:?}, the field {:?}", draft.key, fields.key);
        }
        if let Some(view) = after.view_name() {
            check!(now.view == Some(view), "a screen that was not announced");
        }
        let shown = after.problem().map(|problem| problem.kind).filter(|kind| !kind.is_local());
        let told = match shown {
            Some(Kind::Offline { .. }) => Some(Kind::Offline { back: false }),
            shown => shown,
        };
        check!(now.told == told, "an error that the page was not told of: {shown:?}");
        self.check_waiting(after)
    }

    /// Closing asks first where something would be lost, and only there.
    fn check_question(&self, step: Step<'_>) -> Check {
        let asking = |state: &State| state.draft().is_some_and(|draft| draft.asking);
        if *step.event != Event::Close || step.before.draft().is_none() || asking(step.before) {
            return Ok(());
        }
        let due = self.opening.begun;
        check!(asking(step.after) || !due, "closing did not ask, although something would be lost");
        check!(due || !asking(step.after), "closing asked, although nothing would be lost");
        Ok(())
    }

    /// Link waits for something exactly while it says so, and no timer outlives what it is for.
    fn check_waiting(&self, after: &State) -> Check {
        let Opening { in_flight, timers, .. } = &self.opening;
        if let State::Connecting(_, attempt) = after {
            check!(attempt.in_flight == *in_flight, "the flow has lost count of its request");
            check!(timers.contains(&Timer::Timeout), "waiting without end");
            check!(*in_flight || timers.contains(&Timer::Again), "waiting for nothing");
            check!(!timers.contains(&Timer::Second), "a countdown that nobody sees");
            return Ok(());
        }
        check!(!in_flight, "a request that nobody waits for");
        let at_credentials = matches!(after, State::Credentials(..));
        let counting = at_credentials && after.problem().is_some_and(|problem| problem.wait_s > 0);
        check!(!counting || timers.contains(&Timer::Second), "a countdown that stands still");
        let left = timers.iter().all(|timer| *timer == Timer::Second && at_credentials);
        check!(left, "{timers:?} left running");
        Ok(())
    }
}
