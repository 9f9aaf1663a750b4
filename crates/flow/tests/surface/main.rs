//! The public names that the flow gives, against those that are declared: tests/surface/surface.txt.

use maxio_link_flow::{ExitStatus, Kind, LinkedConnection, Notice, SiteError, ViewName, problem::Field};
use maxio_link_wire::{ConnectionInfo, ConnectionStatus};
use std::collections::BTreeSet;

const SURFACE: &str = include_str!("../../../../tests/surface/surface.txt");

/// Code of the widget's loader, which has no flow yet.
const OF_THE_LOADER: &str = "LOAD_FAILED";

/// Told of `Notice::AlreadyLinked`, which is no problem to the merchant.
const OF_A_NOTICE: &str = "ALREADY_LINKED";

/// The values, once all variants are named: with one more in the enum this does not compile.
macro_rules! every {
    ($type:ident: $($variant:ident),* $(,)?; $($value:expr),* $(,)?) => {{
        const fn is_named_above(value: &$type) {
            match value { $($type::$variant { .. } => ()),* }
        }
        let values = [$($value),*];
        values.iter().for_each(is_named_above);
        values
    }};
    ($type:ident: $($variant:ident),* $(,)?) => { every!($type: $($variant),*; $($type::$variant),*) };
}

fn declared(title: &str) -> BTreeSet<&'static str> {
    let (_, section) = SURFACE.split_once(&format!("\n## {title}\n")).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.is_empty());
    let names: BTreeSet<_> = lines.filter_map(|line| line.split([' ', '?']).next()).collect();
    assert!(!names.is_empty());
    names
}

fn connection() -> LinkedConnection {
    LinkedConnection {
        id: "1".to_owned(),
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

#[test]
fn the_views_are_those_that_are_declared() {
    let views = every!(ViewName: SelectIntegration, Consent, Credential, Loading, Connected, Error);
    assert_eq!(views.map(ViewName::as_str).into_iter().collect::<BTreeSet<_>>(), declared("View names"));
}

#[test]
fn the_exit_statuses_are_those_that_are_declared() {
    let statuses = every!(ExitStatus: Connected, AlreadyConnected, RequiresSelection, RequiresConsent,
        RequiresCredentials, Connecting, Handoff, Failed);
    let names: BTreeSet<_> = statuses.map(ExitStatus::as_str).into_iter().collect();
    assert_eq!(names, declared("Exit statuses"));
}

#[test]
fn the_events_are_those_that_are_declared() {
    let notices = every!(Notice: Open, TransitionView, SelectIntegration, Handoff, AcceptConsent, DeclineConsent,
        ViewHelp, SubmitCredentials, Retry, Error, AlreadyLinked, Success, Exit;
        Notice::Open, Notice::TransitionView(ViewName::Consent), Notice::SelectIntegration, Notice::Handoff,
        Notice::AcceptConsent, Notice::DeclineConsent, Notice::ViewHelp, Notice::SubmitCredentials, Notice::Retry,
        Notice::Error(Kind::Timeout.into()), Notice::AlreadyLinked, Notice::Success(connection()),
        Notice::Exit(ExitStatus::Failed, None));
    let names: BTreeSet<_> = notices.iter().map(Notice::event_name).collect();
    assert_eq!(names, declared("Event names"));
}

#[test]
fn the_error_types_and_codes_are_those_that_are_declared() {
    let kinds = every!(Kind: KeyMissing, SiteRequired, SiteInvalid, InvalidField, KeyRefused, AdminMissing,
        SiteNotFound, SiteMismatch, AccountBlocked, ProviderDown, RateLimited, IntegrationDisabled,
        UnknownIntegration, UnknownCompany, LinkExpired, OriginNotAllowed, Conflict, InvalidResponse, ServerError,
        Offline, NetworkFailed, Timeout, InvalidConfig;
        Kind::KeyMissing, Kind::SiteRequired, Kind::SiteInvalid(SiteError::Empty), Kind::InvalidField(Field::Key),
        Kind::KeyRefused, Kind::AdminMissing, Kind::SiteNotFound, Kind::SiteMismatch, Kind::AccountBlocked,
        Kind::ProviderDown, Kind::RateLimited, Kind::IntegrationDisabled, Kind::UnknownIntegration,
        Kind::UnknownCompany, Kind::LinkExpired, Kind::OriginNotAllowed, Kind::Conflict, Kind::InvalidResponse,
        Kind::ServerError, Kind::Offline { back: false }, Kind::NetworkFailed, Kind::Timeout, Kind::InvalidConfig);
    let (types, mut codes): (BTreeSet<_>, BTreeSet<_>) = kinds.into_iter().map(Kind::public).unzip();
    assert_eq!(types, declared("Error types"));
    assert!(codes.insert(OF_THE_LOADER) && codes.insert(OF_A_NOTICE), "{codes:?}");
    assert_eq!(codes, declared("Error codes"));
}
