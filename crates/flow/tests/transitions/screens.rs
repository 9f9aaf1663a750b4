//! The screens, forwards and back.

use crate::*;
use maxio_link_flow::{ExitStatus, Focus, KeyHint, SiteField, SiteView, ViewName};

#[test]
fn the_straight_way_tells_the_page_each_step_once_and_in_order() {
    let mut link = Link::connected();
    link.send(Event::Finish);
    assert_eq!(
        link.notices,
        [
            Notice::Open,
            Notice::TransitionView(ViewName::SelectIntegration),
            Notice::SelectIntegration,
            Notice::TransitionView(ViewName::Consent),
            Notice::AcceptConsent,
            Notice::TransitionView(ViewName::Credential),
            Notice::SubmitCredentials,
            Notice::TransitionView(ViewName::Loading),
            Notice::Success(connection()),
            Notice::TransitionView(ViewName::Connected),
            Notice::Exit(ExitStatus::Connected, None),
        ]
    );
    assert_eq!(link.state, State::Closed);
}

#[test]
fn focus_moves_to_the_title_of_each_new_screen() {
    let mut link = Link::closed(Config::default());
    let steps = [
        Event::Open,
        Event::Selected { other: false },
        consented(NOON),
        Event::Submitted(KEY),
        Event::Cancelled,
    ];
    for event in steps {
        let effects = link.send(event.clone());
        assert_eq!(effects.last(), Some(&Effect::Focus(Focus::Title)), "{event:?}");
    }
    link.submit();
    let effects = link.answer(Outcome::Linked(connection()));
    assert_eq!(effects.last(), Some(&Effect::Focus(Focus::Title)));
}

#[test]
fn success_clears_the_key_and_every_timer_before_the_page_hears_of_it() {
    let mut link = Link::connecting(Config::default());
    let effects = link.answer(Outcome::Linked(connection()));
    assert_eq!(
        effects.get(..3),
        Some(&[Effect::ClearTimers, Effect::ClearKey, Effect::Emit(Notice::Success(connection()))][..])
    );
    assert_eq!(link.state, State::Connected(Some(connection())));
}

#[test]
fn back_keeps_what_was_typed() {
    let mut link = Link::filled(Config { site_field: SiteField::Show, ..Config::default() });
    link.send(typed("acme-2"));
    link.send(Event::EnvironmentChosen(Environment::Eu));
    let mut effects = link.send(Event::Back);
    assert!(matches!(link.state, State::Consent(_)));
    effects.extend(link.send(Event::Back));
    assert!(matches!(link.state, State::Select(_)));
    effects.extend(link.send(Event::Selected { other: false }));
    effects.extend(link.send(consented(NOON)));
    assert!(!clears_key(&effects));
    assert_eq!(link.draft().site, "acme-2");
    assert_eq!(link.draft().environment, Environment::Eu);
    assert_eq!(link.draft().key, KEY);
}

#[test]
fn back_on_the_first_screen_stays_there() {
    let mut link = Link::at_select();
    assert_eq!(link.send(Event::Back), []);
    assert!(matches!(link.state, State::Select(_)));
}

#[test]
fn back_leaves_an_old_problem_behind_and_its_countdown() {
    let (mut link, _) = Link::failed(waiting(Kind::RateLimited, 5));
    let effects = link.send(Event::Back);
    assert!(effects.contains(&Effect::ClearTimers));
    link.send(consented(NOON));
    assert_eq!(link.kind(), None);
}

#[test]
fn the_key_alone_is_asked_for_by_default() {
    let mut link = Link::filled(Config::default());
    assert_eq!(link.draft().site_view(&link.config), SiteView::Hidden);
    link.submit();
    assert_eq!(link.sent.as_ref().unwrap().site, None);
}

#[test]
fn a_site_field_shown_from_the_start_is_sent_as_understood() {
    let mut link = Link::filled(Config { site_field: SiteField::Show, ..Config::default() });
    assert_eq!(link.draft().site_view(&link.config), SiteView::Field);
    link.send(typed(" https://Acme.ebilling.maxio.com/dashboard "));
    assert!(link.draft().region_settled(), "an address leaves no region to choose");
    link.submit();
    let eu = Site { environment: Environment::Eu, ..acme() };
    assert_eq!(link.sent.as_ref().unwrap().site, Some(eu));
}

#[test]
fn the_region_beside_a_bare_name_is_sent_with_it() {
    let mut link = Link::filled(Config { site_field: SiteField::Show, ..Config::default() });
    link.send(typed("acme"));
    link.send(Event::EnvironmentChosen(Environment::Eu));
    assert!(!link.draft().region_settled());
    assert_eq!(link.draft().region(), Environment::Eu);
    link.submit();
    assert_eq!(link.sent.as_ref().unwrap().site.as_ref().unwrap().environment, Environment::Eu);
}

#[test]
fn a_fixed_site_is_sent_whether_it_is_shown_or_hidden() {
    for (site_field, view) in [
        (SiteField::Auto, SiteView::Locked(acme())),
        (SiteField::Show, SiteView::Locked(acme())),
        (SiteField::Hide, SiteView::Hidden),
    ] {
        let mut link = Link::filled(Config { site_field, ..fixed_site() });
        assert_eq!(link.draft().site_view(&link.config), view);
        link.submit();
        assert_eq!(link.sent.as_ref().unwrap().site, Some(acme()));
    }
}

#[test]
fn a_reconnect_starts_at_the_credentials_with_the_site_locked_and_no_consent() {
    let mut link = Link::closed(reconnecting());
    link.send(Event::Open);
    assert!(matches!(link.state, State::Credentials(_, None)));
    assert_eq!(link.draft().site_view(&link.config), SiteView::Locked(acme()));
    assert_eq!(link.send(Event::Back), [], "there is nothing to go back to");
    assert!(matches!(link.state, State::Credentials(_, None)));
    link.submit();
    let sent = link.sent.unwrap();
    assert_eq!((sent.site, sent.consented_at), (Some(acme()), None));
}

#[test]
fn options_that_cannot_work_open_on_the_stopped_screen() {
    let mut link = Link::closed(Config::default());
    link.send(Event::OpenMisconfigured);
    assert_eq!(link.state, State::Stopped(Kind::InvalidConfig.into()));
    link.send(Event::Close);
    assert_eq!(
        link.notices,
        [
            Notice::Open,
            Notice::Error(Kind::InvalidConfig.into()),
            Notice::TransitionView(ViewName::Error),
            Notice::Exit(ExitStatus::Failed, Some(Kind::InvalidConfig.into())),
        ]
    );
}

#[test]
fn opening_twice_changes_nothing() {
    for mut link in [Link::at_select(), Link::filled(Config::default()), Link::connected()] {
        for event in [Event::Open, Event::OpenMisconfigured] {
            let before = link.state.clone();
            assert_eq!(link.send(event), []);
            assert_eq!(link.state, before);
        }
    }
}

#[test]
fn opening_again_starts_afresh() {
    let mut link = Link::filled(Config { site_field: SiteField::Show, ..Config::default() });
    link.send(typed("acme"));
    link.send(Event::Leave);
    link.send(Event::Open);
    assert_eq!((link.draft().site.as_str(), link.draft().key), ("", KeyShape::Empty));
    assert_eq!(link.draft().consented_at, None);
}

#[test]
fn reading_the_help_is_told_and_changes_nothing() {
    let mut link = Link::filled(Config::default());
    let before = link.state.clone();
    assert_eq!(link.send(Event::HelpViewed), [Effect::Emit(Notice::ViewHelp)]);
    assert_eq!(link.state, before);
}

#[test]
fn a_hint_never_keeps_a_key_from_being_sent() {
    let mut link = Link::at_credentials(Config::default());
    let odd = KeyShape::Present(Some(KeyHint::Spaces));
    link.send(Event::KeyEdited(odd));
    assert!(submits(&link.send(Event::Submitted(odd))));
}

#[test]
fn with_nothing_to_choose_link_may_begin_with_the_permissions() {
    let mut link = Link::closed(Config { skip_select: true, ..Config::default() });
    link.send(Event::Open);
    assert!(matches!(link.state, State::Consent(_)));
    assert_eq!(link.send(Event::Back), [], "there is nothing to go back to");
    assert_eq!(
        link.send(Event::Close).last(),
        Some(&Effect::Emit(Notice::Exit(ExitStatus::RequiresConsent, None)))
    );
}
