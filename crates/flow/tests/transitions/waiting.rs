//! While an attempt is under way.

use crate::*;
use maxio_link_flow::{Ask, Patience};

fn patience(link: &Link) -> Option<Patience> {
    match &link.state {
        State::Connecting(_, attempt) => Some(attempt.patience),
        _ => None,
    }
}

fn pending(again_in_s: Option<u32>) -> Outcome {
    Outcome::Pending { id: "c-1".to_owned(), again_in_s }
}

#[test]
fn link_says_what_it_waits_for_after_three_and_ten_seconds() {
    let mut link = Link::filled(Config::default());
    let effects = link.submit();
    assert_eq!(timer(&effects, Timer::Slow), Some(3_000));
    assert_eq!(timer(&effects, Timer::VerySlow), Some(10_000));
    assert_eq!(timer(&effects, Timer::Timeout), Some(30_000));
    assert_eq!(patience(&link), Some(Patience::Fresh));
    link.send(Event::Elapsed(Timer::Slow));
    assert_eq!(patience(&link), Some(Patience::Slow));
    link.send(Event::Elapsed(Timer::VerySlow));
    assert_eq!(patience(&link), Some(Patience::VerySlow));
    link.send(Event::Elapsed(Timer::Slow));
    assert_eq!(patience(&link), Some(Patience::VerySlow), "never back");
}

#[test]
fn timers_of_an_earlier_attempt_are_stopped_before_the_next() {
    let (mut link, _) = Link::failed(waiting(Kind::RateLimited, 1));
    link.send(Event::Elapsed(Timer::Second));
    let effects = link.submit();
    let cleared = effects.iter().position(|effect| *effect == Effect::ClearTimers).unwrap();
    let first = effects.iter().position(|effect| matches!(effect, Effect::Timer(..))).unwrap();
    assert!(cleared < first);
}

#[test]
fn cancelling_aborts_and_keeps_everything() {
    for event in [Event::Cancelled, Event::Back] {
        let mut link = Link::connecting(Config::default());
        let effects = link.send(event);
        assert_eq!(effects.get(..2), Some(&[Effect::Abort, Effect::ClearTimers][..]));
        assert!(!clears_key(&effects));
        assert!(matches!(link.state, State::Credentials(_, None)));
        assert_eq!(link.draft().key, KEY);
    }
}

#[test]
fn an_answer_that_comes_too_late_is_ignored() {
    let mut link = Link::connecting(Config::default());
    let old = link.request;
    let late = || Event::Answered { request: old, outcome: Outcome::Linked(connection()) };
    link.send(Event::Cancelled);
    assert_eq!(link.send(late()), [], "after cancelling");
    link.submit();
    assert_eq!(link.send(late()), [], "during the next attempt");
    assert!(matches!(link.state, State::Connecting(..)));
    link.send(Event::Elapsed(Timer::Timeout));
    assert_eq!(link.send(late()), [], "after the time-out");
    link.send(Event::Leave);
    assert_eq!(link.send(late()), [], "after closing");
    assert_eq!(link.state, State::Closed);
}

#[test]
fn one_answer_is_taken_once() {
    let mut link = Link::connecting(Config::default());
    link.answer(pending(None));
    assert_eq!(link.answer(Outcome::Linked(connection())), [], "its request was answered already");
    assert!(matches!(link.state, State::Connecting(..)));
}

#[test]
fn a_pending_connection_is_asked_for_with_growing_pauses_until_it_is_linked() {
    let mut link = Link::connecting(Config::default());
    let mut pauses = vec![];
    for _ in 0..11 {
        let effects = link.answer(pending(None));
        assert!(!polls(&effects), "not before its time");
        pauses.push(timer(&effects, Timer::Again).unwrap());
        let effects = link.send(Event::Elapsed(Timer::Again));
        assert_eq!(effects, [Effect::Poll { request: link.request, id: "c-1".to_owned() }]);
        assert_eq!(link.send(Event::Elapsed(Timer::Again)), [], "one question at a time");
    }
    let expected = [1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000, 4_500, 5_000, 5_000, 5_000];
    assert_eq!(pauses, expected);
    let effects = link.answer(Outcome::Linked(connection()));
    assert!(notices(&effects).contains(&&Notice::Success(connection())));
    assert_eq!(link.state, State::Connected(Some(connection())));
}

#[test]
fn the_server_may_say_when_to_ask_within_reason() {
    let pause = |config: &Config, again_in_s| {
        let mut link = Link::connecting(config.clone());
        timer(&link.answer(pending(again_in_s)), Timer::Again)
    };
    let config = Config::default();
    assert_eq!(pause(&config, Some(7)), Some(7_000));
    assert_eq!(pause(&config, Some(0)), Some(1_000), "never in a tight loop");
    assert_eq!(pause(&config, Some(u32::MAX)), Some(30_000), "never more than a browser's timer can hold");
    assert_eq!(pause(&Config { timeout_ms: 1, ..config }, Some(7)), Some(1_000));
}

#[test]
fn the_time_out_covers_polling_as_well() {
    let mut link = Link::connecting(Config::default());
    let effects = link.answer(pending(None));
    assert!(!effects.contains(&Effect::ClearTimers), "the attempt's own timers run on");
    let effects = link.send(Event::Elapsed(Timer::Timeout));
    assert!(!effects.contains(&Effect::Abort), "nothing is in flight");
    assert!(effects.contains(&Effect::ClearTimers));
    assert_eq!(link.kind(), Some(Kind::Timeout));
}

#[test]
fn a_poll_that_fails_ends_the_attempt() {
    let mut link = Link::connecting(Config::default());
    link.answer(pending(None));
    link.send(Event::Elapsed(Timer::Again));
    let effects = link.fail(Kind::KeyRefused);
    assert!(clears_key(&effects));
    assert_eq!(link.kind(), Some(Kind::KeyRefused));
}

#[test]
fn an_attempt_in_flight_is_sent_again_as_the_same_attempt() {
    let mut link = Link::filled(fixed_site());
    link.submit();
    let first = link.sent.clone().unwrap();
    let effects = link.answer(Outcome::InFlight { again_in_s: None });
    assert_eq!(notices(&effects), Vec::<&Notice>::new(), "no error to anyone");
    let effects = link.send(Event::Elapsed(Timer::Again));
    assert!(submits(&effects));
    assert_eq!(notices(&effects), Vec::<&Notice>::new());
    let again = link.sent.clone().unwrap();
    assert_eq!(again, Submission { request: again.request, ..first.clone() });
    assert_ne!(again.request, first.request);
}

#[test]
fn in_flight_in_answer_to_a_poll_goes_on_polling() {
    let mut link = Link::connecting(Config::default());
    link.answer(pending(None));
    link.send(Event::Elapsed(Timer::Again));
    link.answer(Outcome::InFlight { again_in_s: None });
    assert!(polls(&link.send(Event::Elapsed(Timer::Again))));
    assert!(
        matches!(&link.state, State::Connecting(_, attempt) if attempt.ask == Ask::Poll("c-1".to_owned()))
    );
}

#[test]
fn nothing_can_be_edited_under_way() {
    let mut link = Link::connecting(Config::default());
    let before = link.state.clone();
    for event in
        [typed("other"), Event::EnvironmentChosen(Environment::Eu), consented("later"), Event::AnotherKey]
    {
        assert_eq!(link.send(event), []);
        assert_eq!(link.state, before);
    }
}
