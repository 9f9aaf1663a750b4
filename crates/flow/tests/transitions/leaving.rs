//! Going away, from everywhere.

use crate::*;
use maxio_link_flow::{ExitStatus, Focus, SiteError, SiteField};

/// Each open state, and what is said of leaving it.
fn everywhere() -> [(Link, ExitStatus, Option<Problem>); 8] {
    let (failed, _) = Link::failed(Kind::ServerError);
    let (stopped, _) = Link::failed(Kind::LinkExpired);
    let mut already = Link::connecting(Config::default());
    already.answer(Outcome::AlreadyLinked);
    [
        (Link::at_select(), ExitStatus::RequiresSelection, None),
        (Link::at_consent(), ExitStatus::RequiresConsent, None),
        (Link::filled(Config::default()), ExitStatus::RequiresCredentials, None),
        (failed, ExitStatus::RequiresCredentials, Some(Kind::ServerError.into())),
        (Link::connecting(Config::default()), ExitStatus::Connecting, None),
        (Link::connected(), ExitStatus::Connected, None),
        (already, ExitStatus::AlreadyConnected, None),
        (stopped, ExitStatus::Failed, Some(Kind::LinkExpired.into())),
    ]
}

#[test]
fn every_state_has_its_exit_status_and_exits_once() {
    for (mut link, status, problem) in everywhere() {
        let effects = link.send(Event::Leave);
        let exit = Notice::Exit(status, problem);
        assert_eq!(link.state, State::Closed, "{status:?}");
        assert_eq!(link.notices.last(), Some(&exit));
        assert!(clears_key(&effects), "{status:?}");
        assert!(effects.contains(&Effect::ClearTimers), "{status:?}");
        for event in [Event::Leave, Event::Close, Event::Finish] {
            assert_eq!(link.send(event), [], "{status:?}");
        }
    }
}

#[test]
fn leaving_while_connecting_aborts_what_is_in_flight() {
    let mut link = Link::connecting(Config::default());
    assert_eq!(link.send(Event::Leave).first(), Some(&Effect::Abort));

    let mut link = Link::connecting(Config::default());
    link.answer(Outcome::InFlight { again_in_s: None });
    let effects = link.send(Event::Leave);
    assert!(!effects.contains(&Effect::Abort), "nothing is in flight between two questions");
}

#[test]
fn closing_part_way_asks_once_and_the_second_time_leaves() {
    let part_way = [Link::at_consent(), Link::filled(Config::default()), Link::connecting(Config::default())];
    for mut link in part_way {
        assert_eq!(link.send(Event::Close), [Effect::Focus(Focus::Leaving)]);
        assert!(link.draft().asking);
        link.send(Event::Close);
        assert_eq!(link.state, State::Closed);
        assert!(matches!(link.notices.last(), Some(Notice::Exit(..))));
    }
}

#[test]
fn closing_asks_on_a_reconnect_as_well() {
    let mut link = Link::closed(reconnecting());
    link.send(Event::Open);
    link.send(Event::Close);
    assert!(link.draft().asking);
}

#[test]
fn closing_does_not_ask_where_nothing_would_be_lost() {
    let (stopped, _) = Link::failed(Kind::LinkExpired);
    for mut link in [Link::at_select(), Link::connected(), stopped] {
        link.send(Event::Close);
        assert_eq!(link.state, State::Closed);
    }
}

#[test]
fn staying_takes_the_question_away_and_changes_nothing_else() {
    let mut link = Link::filled(Config { site_field: SiteField::Show, ..Config::default() });
    link.send(typed("acme"));
    let before = link.state.clone();
    link.send(Event::Close);
    assert_eq!(
        link.send(Event::Stay),
        [Effect::Focus(Focus::Back)],
        "the focus comes back from the question"
    );
    assert_eq!(link.state, before);
    link.send(Event::Close);
    assert!(link.draft().asking, "and it is asked again the next time");
}

#[test]
fn escape_asks_and_escape_again_takes_the_question_back() {
    let mut link = Link::filled(Config::default());
    link.send(Event::Escape);
    assert!(link.draft().asking);
    link.send(Event::Escape);
    assert!(!link.draft().asking);
    assert!(link.state.is_open());
}

#[test]
fn success_while_the_question_is_open_is_a_success() {
    let mut link = Link::connecting(Config::default());
    link.send(Event::Close);
    let effects = link.answer(Outcome::Linked(connection()));
    assert!(notices(&effects).contains(&&Notice::Success(connection())));
    assert_eq!(link.state, State::Connected(Some(connection())));
    link.send(Event::Close);
    assert_eq!(link.notices.last(), Some(&Notice::Exit(ExitStatus::Connected, None)));
}

#[test]
fn a_failure_while_the_question_is_open_is_shown_behind_it() {
    let mut link = Link::connecting(Config::default());
    link.send(Event::Close);
    link.fail(Kind::ServerError);
    assert_eq!(link.kind(), Some(Kind::ServerError));
    assert!(link.draft().asking);
}

#[test]
fn leaving_at_the_consent_declines_it_and_nowhere_else() {
    for (mut link, status, _) in everywhere() {
        link.send(Event::Leave);
        let declined = link.notices.contains(&Notice::DeclineConsent);
        assert_eq!(declined, status == ExitStatus::RequiresConsent, "{status:?}");
    }
}

#[test]
fn the_exit_carries_no_problem_that_was_never_reported() {
    let shown = Config { site_field: SiteField::Show, ..Config::default() };
    for (site, key, kind) in [
        ("acme", KeyShape::Empty, Kind::KeyMissing),
        ("", KEY, Kind::SiteInvalid(SiteError::Empty)),
        ("acme inc", KEY, Kind::SiteInvalid(SiteError::Malformed)),
    ] {
        let mut link = Link::at_credentials(shown.clone());
        link.send(typed(site));
        link.send(Event::Submitted(key));
        assert_eq!(link.kind(), Some(kind));
        link.send(Event::Leave);
        assert_eq!(link.notices.last(), Some(&Notice::Exit(ExitStatus::RequiresCredentials, None)));
    }
}

#[test]
fn finish_means_nothing_before_there_is_a_connection() {
    for (mut link, status, _) in everywhere() {
        link.send(Event::Finish);
        let connected = matches!(status, ExitStatus::Connected | ExitStatus::AlreadyConnected);
        assert_eq!(link.state == State::Closed, connected, "{status:?}");
    }
}

#[test]
fn another_integration_is_handed_over_to_the_page() {
    let mut link = Link::at_select();
    let effects = link.send(Event::Selected { other: true });
    assert_eq!(link.state, State::Closed);
    assert!(clears_key(&effects), "a key typed before going back to the tiles");
    let told = &link.notices[link.notices.len() - 3..];
    assert_eq!(told, [Notice::SelectIntegration, Notice::Handoff, Notice::Exit(ExitStatus::Handoff, None)]);
}

/// Closing never asked without the select screen, not even over a key.
#[test]
fn closing_asks_once_the_merchant_has_agreed_where_there_is_no_select_screen() {
    let config = Config { skip_select: true, ..Config::default() };
    let mut link = Link::closed(config);
    link.send(Event::Open);
    link.send(Event::Consented { at: "2026-11-30T12:00:00Z".to_owned() });
    link.send(Event::Close);
    assert!(link.state.draft().is_some_and(|draft| draft.asking), "{:?}", link.state);
}
