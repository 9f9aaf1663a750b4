//! Anything that can happen, weighted so that sequences get somewhere.

use maxio_link_flow::{
    Config, Event, KeyHint, KeyShape, Kind, LinkedConnection, Outcome, Problem, Site, SiteField, Timer,
    problem::Field,
};
use maxio_link_wire::{ConnectionInfo, ConnectionStatus, Environment};
use proptest::{option, prelude::*, sample::select};

pub const KEY: KeyShape = KeyShape::Present(None);

/// An event, or an answer whose request number depends on what was asked.
#[derive(Clone, Debug)]
pub enum Op {
    Event(Event),
    Answer {
        /// To what is in flight, if anything is; otherwise to something older.
        current: bool,
        outcome: Outcome,
    },
}

pub fn config() -> impl Strategy<Value = Config> {
    let site = Site { subdomain: "fixed".to_owned(), environment: Environment::Eu };
    (
        prop_oneof![2 => Just(None), 1 => Just(Some(site))],
        select(vec![SiteField::Auto, SiteField::Show, SiteField::Hide]),
        prop_oneof![3 => Just(None), 1 => Just(Some("c-1".to_owned()))],
        prop::bool::weighted(0.2),
        select(vec![1, 500, 30_000, 600_000]),
    )
        .prop_map(|(site, site_field, connection_id, skip_select, timeout_ms)| Config {
            site,
            site_field,
            connection_id,
            skip_select,
            timeout_ms,
        })
}

pub fn op() -> impl Strategy<Value = Op> {
    let answer =
        (prop::bool::weighted(0.8), outcome()).prop_map(|(current, outcome)| Op::Answer { current, outcome });
    prop_oneof![3 => event().prop_map(Op::Event), 1 => answer]
}

fn event() -> impl Strategy<Value = Event> {
    let environment = select(vec![Environment::Us, Environment::Eu]);
    let timer =
        select(vec![Timer::Slow, Timer::VerySlow, Timer::Timeout, Timer::Again, Timer::Again, Timer::Second]);
    prop_oneof![
        8 => Just(Event::Open),
        1 => Just(Event::OpenMisconfigured),
        8 => Just(Event::Selected { other: false }),
        1 => Just(Event::Selected { other: true }),
        8 => (0..60_u8).prop_map(|s| Event::Consented { at: format!("2026-11-22T12:00:{s:02}Z") }),
        2 => Just(Event::Back),
        3 => shape().prop_map(Event::KeyEdited),
        5 => select(vec!["acme", "Acme.ebilling.maxio.com", "app", "a b", "", "x.example"])
            .prop_map(|site| Event::SiteEdited(site.to_owned())),
        1 => environment.prop_map(Event::EnvironmentChosen),
        1 => Just(Event::HelpViewed),
        14 => shape().prop_map(Event::Submitted),
        1 => Just(Event::AnotherKey),
        1 => Just(Event::Cancelled),
        1 => Just(Event::Online),
        8 => timer.prop_map(Event::Elapsed),
        1 => Just(Event::Close),
        1 => Just(Event::Stay),
        1 => Just(Event::Leave),
        2 => Just(Event::Finish),
    ]
}

fn shape() -> impl Strategy<Value = KeyShape> {
    prop_oneof![
        8 => Just(KEY),
        1 => Just(KeyShape::Present(Some(KeyHint::Spaces))),
        1 => Just(KeyShape::Empty),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let again_in_s = || option::of(prop_oneof![0..9_u32, Just(u32::MAX)]);
    prop_oneof![
        2 => Just(Outcome::Linked(connection())),
        1 => Just(Outcome::AlreadyLinked),
        3 => again_in_s().prop_map(|again_in_s| Outcome::Pending { id: "c-1".to_owned(), again_in_s }),
        3 => again_in_s().prop_map(|again_in_s| Outcome::InFlight { again_in_s }),
        8 => problem().prop_map(Outcome::Failed),
    ]
}

/// Any problem, with a wait or without: the flow must not rely on who waits for what.
fn problem() -> impl Strategy<Value = Problem> {
    let kinds = vec![
        Kind::SiteRequired,
        Kind::InvalidField(Field::Key),
        Kind::InvalidField(Field::Site),
        Kind::InvalidField(Field::Other),
        Kind::KeyRefused,
        Kind::AdminMissing,
        Kind::SiteNotFound,
        Kind::SiteMismatch,
        Kind::AccountBlocked,
        Kind::ProviderDown,
        Kind::RateLimited,
        Kind::IntegrationDisabled,
        Kind::UnknownIntegration,
        Kind::UnknownCompany,
        Kind::LinkExpired,
        Kind::OriginNotAllowed,
        Kind::Conflict,
        Kind::InvalidResponse,
        Kind::ServerError,
        Kind::Offline { back: false },
        Kind::NetworkFailed,
        Kind::Timeout,
    ];
    let wait = prop_oneof![3 => Just(0_u32), 1 => 1..4_u32];
    (select(kinds), wait).prop_map(|(kind, wait_s)| Problem { wait_s, ..kind.into() })
}

fn connection() -> LinkedConnection {
    LinkedConnection {
        id: "c-1".to_owned(),
        status: ConnectionStatus::Linked,
        integration_id: None,
        integration_key: None,
        source_id: None,
        platform_name: None,
        source_type: None,
        created: None,
        connection_info: ConnectionInfo::default(),
    }
}
