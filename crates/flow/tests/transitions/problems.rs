//! One test per row of the error table.

use crate::*;
use maxio_link_flow::{ExitStatus, Focus, SiteField, SiteView, ViewName, problem::Field};

/// It is on the credentials screen, reported once, and `focus` shows where.
#[track_caller]
fn shown_at(link: &Link, effects: &[Effect], focus: Focus) {
    assert!(matches!(link.state, State::Credentials(_, Some(_))));
    let error = link.state.problem().cloned().map(Notice::Error);
    let view = Notice::TransitionView(ViewName::Credential);
    assert_eq!(notices(effects), error.iter().chain([&view]).collect::<Vec<_>>());
    assert_eq!(effects.last(), Some(&Effect::Focus(focus)));
}

/// It is on a screen of its own, reported once, and the key is gone.
#[track_caller]
fn stopped_by(link: &Link, effects: &[Effect], kind: Kind) {
    assert_eq!(link.state, State::Stopped(kind.into()));
    assert_eq!(notices(effects), [&Notice::Error(kind.into()), &Notice::TransitionView(ViewName::Error)]);
    assert!(clears_key(effects));
    assert_eq!(effects.last(), Some(&Effect::Focus(Focus::Title)));
}

/// It is in the panel, and "Try again" needs no new key.
#[track_caller]
fn panel_with_the_key_kept(kind: Kind) {
    let (mut link, effects) = Link::failed(kind);
    shown_at(&link, &effects, Focus::Panel);
    assert!(!clears_key(&effects), "{kind:?}");
    assert_eq!(link.draft().key, KEY);
    assert!(submits(&link.submit()), "{kind:?}");
}

#[test]
fn a_refused_key_is_cleared_and_the_site_kept() {
    let mut link = Link::filled(Config { site_field: SiteField::Show, ..Config::default() });
    link.send(typed("acme"));
    link.submit();
    let effects = link.fail(Kind::KeyRefused);
    shown_at(&link, &effects, Focus::Key);
    assert!(clears_key(&effects));
    assert_eq!((link.draft().key, link.draft().site.as_str()), (KeyShape::Empty, "acme"));
    link.send(Event::KeyEdited(KEY));
    assert_eq!(link.kind(), None);
}

#[test]
fn a_key_without_admin_permissions_is_cleared_and_another_can_be_used_without_starting_over() {
    let (mut link, effects) = Link::failed(Kind::AdminMissing);
    shown_at(&link, &effects, Focus::Panel);
    assert!(clears_key(&effects));
    assert_eq!(link.send(Event::AnotherKey), [Effect::Focus(Focus::Key)]);
    assert!(matches!(link.state, State::Credentials(_, None)));
    link.send(Event::KeyEdited(KEY));
    assert!(submits(&link.submit()));
}

#[test]
fn the_way_to_an_admin_key_stays_in_sight_while_it_is_typed() {
    let (mut link, _) = Link::failed(Kind::AdminMissing);
    link.send(Event::KeyEdited(KEY));
    assert_eq!(link.kind(), Some(Kind::AdminMissing));
}

#[test]
fn a_missing_or_unknown_site_makes_the_field_appear_with_the_key_kept() {
    for kind in [Kind::SiteRequired, Kind::SiteNotFound, Kind::InvalidField(Field::Site)] {
        let (mut link, effects) = Link::failed(kind);
        shown_at(&link, &effects, Focus::Site);
        assert!(!clears_key(&effects), "{kind:?}");
        assert_eq!(link.draft().key, KEY);
        assert_eq!(link.draft().site_view(&link.config), SiteView::Field);
        link.send(typed("acme"));
        assert_eq!(link.kind(), None);
        link.submit();
        assert_eq!(link.sent.as_ref().unwrap().site, Some(acme()));
    }
}

#[test]
fn a_site_field_that_was_asked_for_stays() {
    let (mut link, _) = Link::failed(Kind::SiteRequired);
    link.send(typed("acme"));
    link.submit();
    link.fail(Kind::KeyRefused);
    link.send(Event::Back);
    link.send(consented(NOON));
    assert_eq!(link.draft().site_view(&link.config), SiteView::Field);
    assert_eq!(link.draft().site, "acme");
}

#[test]
fn a_site_that_the_partner_fixed_or_hid_is_not_the_merchants_to_mend() {
    let hidden = Config { site_field: SiteField::Hide, ..Config::default() };
    for config in [fixed_site(), hidden, reconnecting()] {
        for kind in [Kind::SiteRequired, Kind::SiteNotFound, Kind::InvalidField(Field::Site)] {
            let mut link = Link::closed(config.clone());
            for event in
                [Event::Open, Event::Selected { other: false }, consented(NOON), Event::Submitted(KEY)]
            {
                link.send(event);
            }
            let effects = link.fail(kind);
            stopped_by(&link, &effects, kind);
        }
    }
}

#[test]
fn a_field_that_the_server_finds_malformed_is_marked_with_the_key_kept() {
    let (link, effects) = Link::failed(Kind::InvalidField(Field::Key));
    shown_at(&link, &effects, Focus::Key);
    assert!(!clears_key(&effects));
    panel_with_the_key_kept(Kind::InvalidField(Field::Other));
}

#[test]
fn a_cancelled_account_stops() {
    let (link, effects) = Link::failed(Kind::AccountBlocked);
    stopped_by(&link, &effects, Kind::AccountBlocked);
}

#[test]
fn already_linked_looks_connected_but_is_no_success() {
    let mut link = Link::connecting(Config::default());
    let effects = link.answer(Outcome::AlreadyLinked);
    assert_eq!(link.state, State::Connected(None));
    assert!(clears_key(&effects));
    link.send(Event::Finish);
    let told = |wanted: &Notice| link.notices.iter().filter(|notice| *notice == wanted).count();
    assert_eq!(told(&Notice::AlreadyLinked), 1);
    assert!(!link.notices.iter().any(|notice| matches!(notice, Notice::Success(_) | Notice::Error(_))));
    assert_eq!(link.notices.last(), Some(&Notice::Exit(ExitStatus::AlreadyConnected, None)));
}

#[test]
fn a_key_of_another_site_on_reconnecting_is_a_panel() {
    let mut link = Link::closed(reconnecting());
    link.send(Event::Open);
    link.submit();
    let effects = link.fail(Kind::SiteMismatch);
    shown_at(&link, &effects, Focus::Panel);
    assert_eq!(link.draft().site_view(&link.config), SiteView::Locked(acme()), "it says which is expected");
    assert!(!clears_key(&effects));
}

#[test]
fn a_rate_limit_counts_down_blocks_and_enables_itself_again() {
    let (mut link, effects) = Link::failed(waiting(Kind::RateLimited, 2));
    shown_at(&link, &effects, Focus::Panel);
    assert_eq!(timer(&effects, Timer::Second), Some(1_000));
    assert_eq!(link.submit(), [], "too early");

    let effects = link.send(Event::Elapsed(Timer::Second));
    assert_eq!(link.state.problem().unwrap().wait_s, 1);
    assert_eq!(effects, [Effect::Timer(Timer::Second, 1_000)]);
    assert_eq!(link.submit(), [], "too early");

    let effects = link.send(Event::Elapsed(Timer::Second));
    assert_eq!(link.state.problem().unwrap().wait_s, 0);
    assert_eq!(effects, [], "the countdown is over");
    assert_eq!(link.send(Event::Elapsed(Timer::Second)), [], "a late tick counts nothing");
    assert!(submits(&link.submit()));
}

#[test]
fn editing_does_not_shorten_the_wait() {
    let (mut link, _) = Link::failed(waiting(Kind::RateLimited, 2));
    link.send(Event::KeyEdited(KEY));
    link.send(typed("acme"));
    assert_eq!(link.submit(), []);
    assert_eq!(link.state.problem().unwrap().wait_s, 2);
}

#[test]
fn maxio_down_is_a_panel_that_waits_with_the_key_kept() {
    let (mut link, effects) = Link::failed(waiting(Kind::ProviderDown, 1));
    shown_at(&link, &effects, Focus::Panel);
    assert!(!clears_key(&effects));
    link.send(Event::Elapsed(Timer::Second));
    assert!(submits(&link.submit()));
}

#[test]
fn offline_notices_when_the_browser_is_back() {
    let (mut link, effects) = Link::failed(Kind::Offline { back: false });
    shown_at(&link, &effects, Focus::Panel);
    assert!(!clears_key(&effects));
    assert_eq!(
        link.send(Event::Online),
        [Effect::Focus(Focus::Panel)],
        "the panel is another one, and is read"
    );
    assert_eq!(link.kind(), Some(Kind::Offline { back: true }));
    assert_eq!(link.send(Event::Online), []);
    assert!(submits(&link.submit()));
}

#[test]
fn coming_online_means_nothing_to_any_other_problem() {
    let (mut link, _) = Link::failed(Kind::NetworkFailed);
    link.send(Event::Online);
    assert_eq!(link.kind(), Some(Kind::NetworkFailed));
}

#[test]
fn a_time_out_aborts_and_trying_again_is_safe() {
    let mut link = Link::filled(Config { timeout_ms: 12_345, ..Config::default() });
    let effects = link.submit();
    assert_eq!(timer(&effects, Timer::Timeout), Some(12_345));
    let first = link.sent.clone().unwrap().attempt;
    let effects = link.send(Event::Elapsed(Timer::Timeout));
    assert_eq!(effects.get(..2), Some(&[Effect::Abort, Effect::ClearTimers][..]));
    assert_eq!(link.kind(), Some(Kind::Timeout));
    assert_eq!(effects.last(), Some(&Effect::Focus(Focus::Panel)));
    assert!(!clears_key(&effects));
    assert_eq!(link.attempt(), first, "same idempotency key");
}

#[test]
fn an_answer_that_cannot_be_read_is_a_panel_with_its_reference() {
    let problem = Problem { reference: Some("ref-1".to_owned()), ..Kind::InvalidResponse.into() };
    let (link, effects) = Link::failed(problem.clone());
    shown_at(&link, &effects, Focus::Panel);
    assert_eq!(link.state.problem(), Some(&problem));
    panel_with_the_key_kept(Kind::InvalidResponse);
}

#[test]
fn a_failing_server_is_a_panel_with_the_key_kept() {
    panel_with_the_key_kept(Kind::ServerError);
    panel_with_the_key_kept(Kind::Conflict);
}

#[test]
fn a_request_that_was_blocked_is_a_panel_with_the_key_kept() {
    panel_with_the_key_kept(Kind::NetworkFailed);
}

#[test]
fn an_expired_link_stops() {
    let (link, effects) = Link::failed(Kind::LinkExpired);
    stopped_by(&link, &effects, Kind::LinkExpired);
}

#[test]
fn what_only_the_partner_can_mend_stops() {
    let kinds =
        [Kind::IntegrationDisabled, Kind::UnknownIntegration, Kind::UnknownCompany, Kind::OriginNotAllowed];
    for kind in kinds {
        let (link, effects) = Link::failed(kind);
        stopped_by(&link, &effects, kind);
    }
}

#[test]
fn the_stopped_screen_has_no_way_on_but_out() {
    let (mut link, _) = Link::failed(Kind::LinkExpired);
    for event in [Event::Back, Event::Submitted(KEY), Event::Online, Event::Finish, Event::AnotherKey] {
        assert_eq!(link.send(event.clone()), [], "{event:?}");
        assert_eq!(link.kind(), Some(Kind::LinkExpired), "{event:?}");
    }
    link.send(Event::Close);
    assert_eq!(link.state, State::Closed);
}
