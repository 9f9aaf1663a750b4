//! The transitions.

use crate::{
    Ask, Config, Draft, Effect, Event, ExitStatus, Focus, Kind, Notice, Outcome, Patience, Place, Problem,
    SiteField, SiteView, State, Submission, Timer, key::KeyShape, state::Attempt,
};

/// After how many milliseconds Link first says what it is waiting for.
const SLOW_MS: u32 = 3_000;
/// After how many it says so more plainly.
const VERY_SLOW_MS: u32 = 10_000;
/// The pause before asking again grows from one second by half a second each time, to five.
const AGAIN_MS: (u32, u32, u32) = (1_000, 500, 5_000);

type Effects = Vec<Effect>;

/// What the event makes of the state, and what is to be done about it. Events that mean nothing in a state (a late
/// answer, a second click) leave it as it is.
pub fn update(config: &Config, state: State, event: Event) -> (State, Effects) {
    let mut effects = Effects::new();
    let next = step(config, state, event, &mut effects);
    (next, effects)
}

fn step(config: &Config, state: State, event: Event, effects: &mut Effects) -> State {
    let asking = state.draft().is_some_and(|draft| draft.asking);
    let event = match event {
        Event::Escape if asking => Event::Stay,
        Event::Escape => Event::Close,
        event => event,
    };
    match (state, event) {
        (State::Closed, Event::Open) => open(config, effects),
        (State::Closed, Event::OpenMisconfigured) => {
            emit(effects, Notice::Open);
            stop(Kind::InvalidConfig.into(), effects)
        }

        (State::Closed, _) => State::Closed,

        // Every screen that is not under way has links to help, or to the partner's pages.
        (state, Event::HelpViewed) if !matches!(state, State::Connecting(..)) => {
            emit(effects, Notice::ViewHelp);
            state
        }
        (state, Event::Leave) => leave(&state, effects),
        (state @ State::Connected(_), Event::Finish) => leave(&state, effects),
        (mut state, Event::Close) => match state.draft_mut() {
            Some(draft) if worth_asking(draft) => {
                draft.asking = true;
                effects.push(Effect::Focus(Focus::Leaving));
                state
            }
            _ => leave(&state, effects),
        },
        (mut state, Event::Stay) => {
            if let Some(draft) = state.draft_mut().filter(|draft| draft.asking) {
                draft.asking = false;
                effects.push(Effect::Focus(Focus::Back));
            }
            state
        }

        (State::Select(_), Event::Selected { other: true }) => {
            emit(effects, Notice::SelectIntegration);
            emit(effects, Notice::Handoff);
            effects.extend([Effect::ClearTimers, Effect::ClearKey]);
            emit(effects, Notice::Exit(ExitStatus::Handoff, None));
            State::Closed
        }
        (State::Select(draft), Event::Selected { other: false }) => {
            emit(effects, Notice::SelectIntegration);
            enter(State::Consent(Draft { started: true, ..draft }), effects)
        }
        (State::Consent(draft), Event::Back) if !config.skip_select => enter(State::Select(draft), effects),
        (State::Consent(mut draft), Event::Consented { at }) => {
            emit(effects, Notice::AcceptConsent);
            draft.consented_at = Some(at);
            // Where there is no select screen, this is the first thing that a merchant does.
            draft.started = true;
            // The moment is part of the request: with the old idempotency key it would be another body.
            draft.edited = true;
            enter(State::Credentials(draft, None), effects)
        }

        (State::Credentials(draft, problem), event) => credentials(config, draft, problem, event, effects),
        (State::Connecting(draft, attempt), event) => connecting(config, draft, attempt, event, effects),
        (state, _) => state,
    }
}

/// Nothing is lost by closing before the merchant has done anything.
fn worth_asking(draft: &Draft) -> bool {
    draft.started && !draft.asking
}

fn open(config: &Config, effects: &mut Effects) -> State {
    emit(effects, Notice::Open);
    let reconnecting = config.connection_id.is_some();
    let draft = Draft {
        environment: config.site.as_ref().map(|site| site.environment).unwrap_or_default(),
        started: reconnecting,
        ..Draft::default()
    };
    let first = match (reconnecting, config.skip_select) {
        (true, _) => State::Credentials(draft, None),
        (false, true) => State::Consent(draft),
        (false, false) => State::Select(draft),
    };
    enter(first, effects)
}

fn credentials(
    config: &Config,
    mut draft: Draft,
    mut problem: Option<Problem>,
    event: Event,
    effects: &mut Effects,
) -> State {
    match event {
        Event::Back if config.connection_id.is_none() => {
            effects.push(Effect::ClearTimers);
            return enter(State::Consent(draft), effects);
        }
        Event::KeyEdited(shape) => {
            draft.key = shape;
            draft.edited = true;
            problem = problem.filter(|p| p.kind.place() != Place::Key);
        }
        Event::SiteEdited(typed) => {
            draft.site = typed;
            draft.edited = true;
            problem = problem.filter(|p| p.kind.place() != Place::Site);
        }
        Event::EnvironmentChosen(environment) => {
            draft.environment = environment;
            draft.edited = true;
        }
        Event::AnotherKey => {
            problem = None;
            effects.push(Effect::Focus(Focus::Key));
        }
        Event::Online => {
            if let Some(Problem { kind: Kind::Offline { back }, .. }) = &mut problem
                && !*back
            {
                *back = true;
                effects.push(Effect::Focus(Focus::Panel));
            }
        }
        Event::Elapsed(Timer::Second) => {
            if let Some(problem) = problem.as_mut().filter(|p| p.wait_s > 0) {
                problem.wait_s -= 1;
                if problem.wait_s > 0 {
                    effects.push(Effect::Timer(Timer::Second, 1_000));
                }
            }
        }
        Event::Submitted(_) if problem.as_ref().is_some_and(|p| p.wait_s > 0) => {}
        Event::Submitted(shape) => return submit(config, draft, shape, effects),
        _ => {}
    }
    State::Credentials(draft, problem)
}

fn submit(config: &Config, mut draft: Draft, shape: KeyShape, effects: &mut Effects) -> State {
    // A value that came without an input event is an edit as well.
    draft.edited |= draft.key != shape;
    draft.key = shape;
    let site = match (shape, draft.site_to_send(config)) {
        (KeyShape::Empty, _) => return reject(draft, Kind::KeyMissing, effects),
        (_, Err(error)) => return reject(draft, Kind::SiteInvalid(error), effects),
        (_, Ok(site)) => site,
    };
    let fresh = draft.edited || draft.attempt == 0;
    if fresh {
        draft.attempt += 1;
        draft.edited = false;
    }
    emit(effects, if fresh { Notice::SubmitCredentials } else { Notice::Retry });
    effects.extend([
        Effect::ClearTimers,
        Effect::Timer(Timer::Slow, SLOW_MS),
        Effect::Timer(Timer::VerySlow, VERY_SLOW_MS),
        Effect::Timer(Timer::Timeout, config.timeout_ms),
    ]);
    draft.request += 1;
    effects.push(Effect::Submit(submission(&draft, site)));
    let attempt = Attempt { ask: Ask::Submit, in_flight: true, asked: 1, patience: Patience::Fresh };
    enter(State::Connecting(draft, attempt), effects)
}

fn submission(draft: &Draft, site: Option<crate::Site>) -> Submission {
    Submission {
        request: draft.request,
        attempt: draft.attempt,
        site,
        consented_at: draft.consented_at.clone(),
    }
}

/// What was entered cannot be sent as it is.
fn reject(draft: Draft, kind: Kind, effects: &mut Effects) -> State {
    effects.push(Effect::ClearTimers);
    effects.push(Effect::Focus(focus_of(kind.place())));
    State::Credentials(draft, Some(kind.into()))
}

fn connecting(
    config: &Config,
    mut draft: Draft,
    mut attempt: Attempt,
    event: Event,
    effects: &mut Effects,
) -> State {
    match event {
        Event::Cancelled | Event::Back => {
            end_attempt(&attempt, effects);
            return enter(State::Credentials(draft, None), effects);
        }
        Event::Elapsed(Timer::Slow) => attempt.patience = attempt.patience.max(Patience::Slow),
        Event::Elapsed(Timer::VerySlow) => attempt.patience = Patience::VerySlow,
        Event::Elapsed(Timer::Timeout) => {
            end_attempt(&attempt, effects);
            return fail(config, draft, Kind::Timeout.into(), effects);
        }
        Event::Elapsed(Timer::Again) if !attempt.in_flight => {
            draft.request += 1;
            attempt.in_flight = true;
            attempt.asked += 1;
            effects.push(match &attempt.ask {
                Ask::Poll(id) => Effect::Poll { request: draft.request, id: id.clone() },
                // The site was understood when the attempt began, and cannot be edited while it is under way.
                Ask::Submit => Effect::Submit(submission(&draft, draft.site_to_send(config).ok().flatten())),
            });
        }
        Event::Answered { request, outcome } if attempt.in_flight && request == draft.request => {
            attempt.in_flight = false;
            return answered(config, draft, attempt, outcome, effects);
        }
        _ => {}
    }
    State::Connecting(draft, attempt)
}

fn answered(
    config: &Config,
    draft: Draft,
    mut attempt: Attempt,
    outcome: Outcome,
    effects: &mut Effects,
) -> State {
    let again_in_s = match outcome {
        Outcome::Linked(connection) => {
            end_attempt(&attempt, effects);
            effects.push(Effect::ClearKey);
            emit(effects, Notice::Success(connection.clone()));
            return enter(State::Connected(Some(connection)), effects);
        }
        Outcome::AlreadyLinked => {
            end_attempt(&attempt, effects);
            effects.push(Effect::ClearKey);
            emit(effects, Notice::AlreadyLinked);
            return enter(State::Connected(None), effects);
        }
        Outcome::Failed(problem) => {
            end_attempt(&attempt, effects);
            return fail(config, draft, problem, effects);
        }
        Outcome::Pending { id, again_in_s } => {
            attempt.ask = Ask::Poll(id);
            again_in_s
        }
        Outcome::InFlight { again_in_s } => again_in_s,
    };
    let (first, step, most) = AGAIN_MS;
    let backoff = first.saturating_add(step.saturating_mul(attempt.asked - 1)).min(most);
    // The attempt's time-out comes first anyway, and a browser's timer fires at once when given more than it can hold.
    let asked_for = |seconds: u32| seconds.saturating_mul(1_000).min(config.timeout_ms).max(first);
    let pause = again_in_s.map_or(backoff, asked_for);
    effects.push(Effect::Timer(Timer::Again, pause));
    State::Connecting(draft, attempt)
}

fn end_attempt(attempt: &Attempt, effects: &mut Effects) {
    if attempt.in_flight {
        effects.push(Effect::Abort);
    }
    effects.push(Effect::ClearTimers);
}

/// Shows a problem where the merchant can mend it, or on a screen of its own where they cannot.
fn fail(config: &Config, mut draft: Draft, problem: Problem, effects: &mut Effects) -> State {
    if problem.kind.spends_key() {
        draft.key = KeyShape::Empty;
        effects.push(Effect::ClearKey);
    }
    // A refused key and a conflicting idempotency key are done with; the next attempt is another one.
    draft.edited |= problem.kind.spends_key() || problem.kind == Kind::Conflict;
    let place = match problem.kind.place() {
        Place::Site => site_place(config, &mut draft),
        place => place,
    };
    if place == Place::Stopped {
        effects.push(Effect::ClearKey);
        return stop(problem, effects);
    }
    emit(effects, Notice::Error(problem.clone()));
    if problem.wait_s > 0 {
        effects.push(Effect::Timer(Timer::Second, 1_000));
    }
    let state = State::Credentials(draft, Some(problem));
    announce(&state, effects);
    effects.push(Effect::Focus(focus_of(place)));
    state
}

/// A problem with the site belongs to its field, which appears if it may. Where the partner fixed or hid the site,
/// the merchant cannot mend it.
fn site_place(config: &Config, draft: &mut Draft) -> Place {
    if config.site.is_some() || config.site_field == SiteField::Hide {
        return Place::Stopped;
    }
    // Where the field was not there before, the next request says more than this one did.
    draft.edited |= draft.site_view(config) != SiteView::Field;
    draft.site_asked = true;
    debug_assert_eq!(draft.site_view(config), SiteView::Field);
    Place::Site
}

fn stop(problem: Problem, effects: &mut Effects) -> State {
    emit(effects, Notice::Error(problem.clone()));
    enter(State::Stopped(problem), effects)
}

fn leave(state: &State, effects: &mut Effects) -> State {
    if let State::Connecting(_, attempt) = state {
        end_attempt(attempt, effects);
    } else {
        effects.push(Effect::ClearTimers);
    }
    effects.push(Effect::ClearKey);
    if matches!(state, State::Consent(_)) {
        emit(effects, Notice::DeclineConsent);
    }
    if let Some(status) = state.exit_status() {
        let problem = state.problem().filter(|p| !p.kind.is_local()).cloned();
        emit(effects, Notice::Exit(status, problem));
    }
    State::Closed
}

fn enter(state: State, effects: &mut Effects) -> State {
    announce(&state, effects);
    effects.push(Effect::Focus(Focus::Title));
    state
}

fn announce(state: &State, effects: &mut Effects) {
    if let Some(view) = state.view_name() {
        emit(effects, Notice::TransitionView(view));
    }
}

fn emit(effects: &mut Effects, notice: Notice) {
    effects.push(Effect::Emit(notice));
}

const fn focus_of(place: Place) -> Focus {
    match place {
        Place::Key => Focus::Key,
        Place::Site => Focus::Site,
        Place::Panel => Focus::Panel,
        Place::Stopped => Focus::Title,
    }
}
