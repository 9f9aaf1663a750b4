//! What makes a new attempt, and so a new idempotency key, and what repeats the old one.

use crate::*;
use maxio_link_flow::{Focus, KeyHint, SiteError, SiteField};

fn shown() -> Link {
    let mut link = Link::filled(Config { site_field: SiteField::Show, ..Config::default() });
    link.send(typed("acme"));
    link
}

#[test]
fn a_retry_of_what_was_not_edited_is_the_same_attempt_in_a_new_request() {
    for kind in
        [Kind::Timeout, Kind::ServerError, Kind::NetworkFailed, Kind::InvalidResponse, Kind::ProviderDown]
    {
        let mut link = shown();
        let first = link.attempt();
        let before = link.sent.clone().unwrap();
        link.fail(kind);
        let effects = link.submit();
        let again = link.sent.clone().unwrap();
        assert_eq!(again.attempt, first, "{kind:?}");
        assert_ne!(again.request, before.request);
        assert_eq!((again.site, again.consented_at), (before.site, before.consented_at));
        assert!(notices(&effects).contains(&&Notice::Retry), "{kind:?}");
        assert!(!notices(&effects).contains(&&Notice::SubmitCredentials), "{kind:?}");
    }
}

#[test]
fn a_retry_after_cancelling_is_the_same_attempt() {
    let mut link = shown();
    let first = link.attempt();
    link.send(Event::Cancelled);
    assert_eq!(link.attempt(), first);
}

#[test]
fn any_edit_makes_a_new_attempt() {
    let edits: [(&str, Vec<Event>); 5] = [
        ("the key", vec![Event::KeyEdited(KEY)]),
        ("the site", vec![typed("other")]),
        ("the region", vec![Event::EnvironmentChosen(Environment::Eu)]),
        ("the consent", vec![Event::Back, consented("2026-11-22T12:05:00Z")]),
        ("an edit and its undoing", vec![typed("other"), typed("acme")]),
    ];
    for (what, events) in edits {
        let mut link = shown();
        let first = link.attempt();
        link.fail(Kind::Timeout);
        for event in events {
            link.send(event);
        }
        assert!(link.attempt() > first, "{what}");
        assert_eq!(link.notices.iter().filter(|n| **n == Notice::SubmitCredentials).count(), 2, "{what}");
    }
}

#[test]
fn a_key_filled_in_without_an_input_event_makes_a_new_attempt() {
    let mut link = shown();
    let first = link.attempt();
    link.fail(Kind::Timeout);
    let other = KeyShape::Present(Some(KeyHint::Spaces));
    link.send(Event::Submitted(other));
    assert!(link.sent.unwrap().attempt > first);
}

#[test]
fn a_key_that_came_without_an_input_event_counts_as_a_key() {
    let mut link = Link::at_credentials(Config::default());
    assert!(submits(&link.submit()), "autofill");
}

#[test]
fn a_refused_key_or_a_conflict_is_done_with() {
    for kind in [Kind::KeyRefused, Kind::AdminMissing, Kind::Conflict] {
        let mut link = shown();
        let first = link.attempt();
        link.fail(kind);
        assert!(link.attempt() > first, "{kind:?}");
    }
}

#[test]
fn the_moment_of_consent_does_not_change_on_a_retry() {
    let mut link = shown();
    link.submit();
    link.fail(Kind::ServerError);
    link.send(Event::KeyEdited(KEY));
    link.submit();
    assert_eq!(link.sent.as_ref().unwrap().consented_at.as_deref(), Some(NOON));
    link.send(Event::Cancelled);
    link.send(Event::Back);
    link.send(consented("2026-11-22T12:05:00Z"));
    link.submit();
    assert_eq!(link.sent.unwrap().consented_at.as_deref(), Some("2026-11-22T12:05:00Z"));
}

#[test]
fn a_site_field_that_appears_filled_makes_a_new_attempt() {
    let mut link = Link::filled(Config::default());
    link.send(typed("acme"));
    let first = link.attempt();
    assert_eq!(link.sent.as_ref().unwrap().site, None, "typed before it was shown");
    link.fail(Kind::SiteRequired);
    assert!(link.attempt() > first, "the site is in the request now");
}

#[test]
fn a_second_click_while_connecting_sends_nothing() {
    let mut link = Link::connecting(Config::default());
    let before = link.state.clone();
    assert_eq!(link.submit(), []);
    assert_eq!(link.state, before);
}

#[test]
fn without_a_key_nothing_is_sent_and_nothing_is_an_error_of_the_server() {
    let mut link = shown();
    let effects = link.send(Event::Submitted(KeyShape::Empty));
    assert!(!submits(&effects));
    assert_eq!(notices(&effects), Vec::<&Notice>::new());
    assert_eq!(link.kind(), Some(Kind::KeyMissing));
    assert_eq!(effects.last(), Some(&Effect::Focus(Focus::Key)));
    link.send(Event::KeyEdited(KEY));
    assert_eq!(link.kind(), None, "typing takes the complaint away");
}

#[test]
fn what_is_no_site_is_not_sent_and_the_field_says_why() {
    for (site, error) in [
        ("", SiteError::Empty),
        ("app", SiteError::Reserved),
        ("acme.example.com", SiteError::NotMaxio),
        ("acme inc", SiteError::Malformed),
    ] {
        let mut link = shown();
        link.send(typed(site));
        let effects = link.submit();
        assert!(!submits(&effects), "{site:?}");
        assert!(!clears_key(&effects), "{site:?}");
        assert_eq!(notices(&effects), Vec::<&Notice>::new(), "{site:?}");
        assert_eq!(link.kind(), Some(Kind::SiteInvalid(error)));
        assert_eq!(effects.last(), Some(&Effect::Focus(Focus::Site)));
        assert_eq!(link.draft().site, site, "what was typed stays");
        link.send(typed("acme"));
        assert_eq!(link.kind(), None, "typing takes the complaint away");
    }
}

#[test]
fn a_rejection_here_uses_up_no_attempt() {
    let mut link = shown();
    link.send(Event::Submitted(KeyShape::Empty));
    assert!(!link.notices.contains(&Notice::SubmitCredentials));
    assert_eq!(link.attempt(), 1);
}
