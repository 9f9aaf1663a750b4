//! What each problem says: what happened, and what to do now.

use super::Message;
use crate::{host::Host, options::Options};
use maxio_link_flow::{Config, Kind, Problem, SiteError, problem::Field};

/// A problem in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemText {
    /// Heading of a panel or of the stopped screen.
    pub title: String,
    /// What happened and what to do; at a field, all there is.
    pub body: String,
}

/// The words for a problem; on a reconnect with the site that is expected.
pub fn problem(host: &dyn Host, problem: &Problem, options: &Options, stopped: bool) -> ProblemText {
    let (title, body) = messages(problem.kind, &options.flow, stopped);
    let site = options.site_host();
    ProblemText { title: title.text(host), body: body.with(host, "{site}", &site) }
}

const fn messages(kind: Kind, config: &Config, stopped: bool) -> (Message, Message) {
    use Message as M;
    match kind {
        Kind::KeyMissing => (M::KeyLabel, M::KeyMissing),
        Kind::KeyRefused => (M::KeyLabel, M::KeyRefused),
        Kind::InvalidField(Field::Key) => (M::KeyLabel, M::KeyMalformed),
        Kind::SiteRequired | Kind::SiteNotFound | Kind::InvalidField(Field::Site) if stopped => {
            (M::SiteStoppedTitle, M::SiteStoppedBody)
        }
        Kind::SiteRequired | Kind::SiteInvalid(SiteError::Empty) => (M::SiteLabel, M::SiteRequired),
        Kind::SiteInvalid(SiteError::Malformed) | Kind::InvalidField(Field::Site) => {
            (M::SiteLabel, M::SiteMalformed)
        }
        Kind::SiteInvalid(SiteError::Reserved) => (M::SiteLabel, M::SiteReserved),
        Kind::SiteInvalid(SiteError::NotMaxio) => (M::SiteLabel, M::SiteNotMaxio),
        Kind::SiteNotFound => (M::SiteLabel, M::SiteNotFound),
        Kind::AdminMissing => (M::AdminTitle, M::AdminBody),
        Kind::SiteMismatch if config.connection_id.is_none() => (M::MismatchTitle, M::MismatchBodyExpected),
        Kind::SiteMismatch if config.site.is_some() => (M::MismatchTitle, M::MismatchBody),
        Kind::SiteMismatch => (M::MismatchTitle, M::MismatchBodyNoSite),
        Kind::RateLimited => (M::RateTitle, M::RateBody),
        Kind::ProviderDown => (M::ProviderTitle, M::ProviderBody),
        Kind::Offline { back: false } => (M::OfflineTitle, M::OfflineBody),
        Kind::Offline { back: true } => (M::OnlineTitle, M::OnlineBody),
        Kind::Timeout => (M::TimeoutTitle, M::TimeoutBody),
        Kind::NetworkFailed => (M::NetworkTitle, M::NetworkBody),
        Kind::InvalidResponse => (M::ResponseTitle, M::ResponseBody),
        Kind::ServerError | Kind::Conflict | Kind::InvalidField(Field::Other) => {
            (M::ServerTitle, M::ServerBody)
        }
        Kind::LinkExpired => (M::ExpiredTitle, M::ExpiredBody),
        Kind::IntegrationDisabled | Kind::UnknownIntegration => (M::DisabledTitle, M::DisabledBody),
        Kind::UnknownCompany => (M::UnknownCompanyTitle, M::UnknownCompanyBody),
        Kind::AccountBlocked => (M::BlockedTitle, M::BlockedBody),
        Kind::OriginNotAllowed => (M::OriginTitle, M::OriginBody),
        Kind::InvalidConfig => (M::ConfigTitle, M::ConfigBody),
    }
}
