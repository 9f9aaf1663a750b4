//! What each edge must keep, whatever came before it.

use crate::{Check, model::Step};
use maxio_link_flow::{Effect, Event, ExitStatus, Kind, Notice, State};

/// All of them. `failure`: what the answer that was awaited said.
pub fn check(step: Step<'_>, failure: Option<Kind>) -> Check {
    opening_and_exit_are_told_once(step)?;
    the_exit_says_what_was_left(step)?;
    the_key_is_cleared_exactly_when_due(step, failure)?;
    closing_is_never_refused(step)
}

/// The event means nothing here.
pub fn ignored(step: Step<'_>) -> Check {
    check!(step.before == step.after, "an event that means nothing here led to another state");
    check!(step.effects.is_empty(), "an event that means nothing here had effects");
    Ok(())
}

/// One `Open` on the edge into an open Link, one `Exit` on the edge out of it, none on any other, and nothing after.
fn opening_and_exit_are_told_once(Step { before, after, effects, .. }: Step<'_>) -> Check {
    let count = |wanted: fn(&Effect) -> bool| effects.iter().filter(|effect| wanted(effect)).count();
    let opens = count(|effect| matches!(effect, Effect::Emit(Notice::Open)));
    let exits = count(|effect| matches!(effect, Effect::Emit(Notice::Exit(..))));
    let opened = !before.is_open() && after.is_open();
    let closed = before.is_open() && !after.is_open();
    check!(opens == usize::from(opened), "opening was told {opens} times");
    check!(exits == usize::from(closed), "the exit was told {exits} times");
    let last = matches!(effects.last(), Some(Effect::Emit(Notice::Exit(..))));
    check!(!closed || last, "something was done after the exit");
    Ok(())
}

/// The screen that was left, and the error on it if the page was told of it.
fn the_exit_says_what_was_left(Step { before, event, effects, .. }: Step<'_>) -> Check {
    let Some(Effect::Emit(Notice::Exit(status, problem))) = effects.last() else { return Ok(()) };
    let expected = match before {
        State::Select(_) if *event == (Event::Selected { other: true }) => Some(ExitStatus::Handoff),
        State::Select(_) => Some(ExitStatus::RequiresSelection),
        State::Consent(_) => Some(ExitStatus::RequiresConsent),
        State::Credentials(..) => Some(ExitStatus::RequiresCredentials),
        State::Connecting(..) => Some(ExitStatus::Connecting),
        State::Connected(Some(_)) => Some(ExitStatus::Connected),
        State::Connected(None) => Some(ExitStatus::AlreadyConnected),
        State::Stopped(_) => Some(ExitStatus::Failed),
        State::Closed => None,
    };
    check!(Some(*status) == expected, "the exit says {status:?} in place of {expected:?}");
    let shown = before.problem().filter(|problem| !problem.kind.is_local());
    check!(problem.as_ref() == shown, "the exit says {problem:?} in place of {shown:?}");
    Ok(())
}

/// Accepted, refused, or Link goes away or stops: then, and only then. Any other failure keeps the key.
fn the_key_is_cleared_exactly_when_due(step: Step<'_>, failure: Option<Kind>) -> Check {
    let Step { before, after, effects, .. } = step;
    let ended = before.is_open() && before != after && after.draft().is_none();
    let refused = matches!(failure, Some(Kind::KeyRefused | Kind::AdminMissing));
    let cleared = effects.contains(&Effect::ClearKey);
    check!(cleared || !ended, "the key was not cleared at the end");
    check!(cleared || !refused, "the key was refused, but not cleared");
    check!(!cleared || ended || refused, "the key was cleared for nothing");
    Ok(())
}

/// `Leave` closes from everywhere. `Close` closes or asks, but never asks twice. `Escape` takes the question back.
fn closing_is_never_refused(Step { before, event, after, .. }: Step<'_>) -> Check {
    let asking = |state: &State| state.draft().is_some_and(|draft| draft.asking);
    let holds = match event {
        Event::Leave => !after.is_open(),
        Event::Escape if asking(before) => after.is_open() && !asking(after),
        Event::Close | Event::Escape => !after.is_open() || (asking(after) && !asking(before)),
        Event::Finish => !after.is_open() || !matches!(before, State::Connected(_)),
        _ => true,
    };
    check!(holds, "{event:?} led to {after:?}");
    Ok(())
}
