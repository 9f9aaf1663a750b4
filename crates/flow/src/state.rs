//! The screens, and what each of them owns.

use crate::{
    Config, ExitStatus, LinkedConnection, Problem, SiteField, ViewName,
    key::KeyShape,
    site::{Site, SiteError, parse, region_typed},
};
use maxio_link_wire::Environment;

/// Where the merchant is. A variant owns only what its screen needs; the first four share a [`Draft`], because
/// nothing that was typed may get lost between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Link is not open.
    #[default]
    Closed,
    /// Screen 1: choosing the platform.
    Select(Draft),
    /// Screen 2: the permissions.
    Consent(Draft),
    /// Screen 3: the key, and what was wrong with the last attempt.
    Credentials(Draft, Option<Problem>),
    /// Screen 4: an attempt is under way.
    Connecting(Draft, Attempt),
    /// Screen 5: the connection exists. `None`: a partner's endpoint said that it existed before.
    Connected(Option<LinkedConnection>),
    /// Screen 6: nothing that the merchant could mend here.
    Stopped(Problem),
}

/// What the merchant entered so far, except the key, which lives in its input alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What the site field holds, as typed.
    pub site: String,
    /// The choice beside the site field.
    pub environment: Environment,
    /// Whether the server asked for the site.
    pub site_asked: bool,
    /// The shape of the key at the last edit.
    pub key: KeyShape,
    /// When the merchant consented, ISO 8601.
    pub consented_at: Option<String>,
    /// Whether "leave without saving?" is being asked.
    pub asking: bool,
    /// Whether the merchant has done anything that would be lost.
    pub(crate) started: bool,
    /// Number of the current attempt; 0 before the first.
    pub(crate) attempt: u32,
    /// Number of the last request.
    pub(crate) request: u32,
    /// Whether anything was edited since the last attempt: the next one is then a new one.
    pub(crate) edited: bool,
}

/// How the site is shown on the credentials screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteView {
    /// Not at all.
    Hidden,
    /// As text: the partner fixed it.
    Locked(Site),
    /// As a field.
    Field,
}

impl Draft {
    /// How many requests were made: tells one attempt's problem from the next one's.
    pub fn requests(&self) -> u32 {
        self.request
    }

    /// How the site is shown.
    pub fn site_view(&self, config: &Config) -> SiteView {
        match (&config.site, config.site_field) {
            (_, SiteField::Hide) => SiteView::Hidden,
            (Some(site), _) => SiteView::Locked(site.clone()),
            (None, SiteField::Show) => SiteView::Field,
            (None, SiteField::Auto) if self.site_asked => SiteView::Field,
            (None, SiteField::Auto) => SiteView::Hidden,
        }
    }

    /// The region in effect: an address tells it, else the choice.
    pub fn region(&self) -> Environment {
        region_typed(&self.site).unwrap_or(self.environment)
    }

    /// Whether what was typed settles the region, so that there is nothing left to choose.
    pub fn region_settled(&self) -> bool {
        region_typed(&self.site).is_some()
    }

    /// The site to send.
    pub(crate) fn site_to_send(&self, config: &Config) -> Result<Option<Site>, SiteError> {
        match self.site_view(config) {
            SiteView::Field => parse(&self.site, self.environment).map(Some),
            SiteView::Locked(_) | SiteView::Hidden => Ok(config.site.clone()),
        }
    }
}

/// An attempt under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What is being asked.
    pub ask: Ask,
    /// Whether the answer to it is awaited; otherwise Link waits for its time to ask again.
    pub in_flight: bool,
    /// How often it was asked.
    pub asked: u32,
    /// How long it has taken, in the merchant's terms.
    pub patience: Patience,
}

/// The question that an attempt puts to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// "Connect with these credentials."
    Submit,
    /// "How is this connection doing?"
    Poll(String),
}

/// How long the merchant has been waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Patience {
    /// Less than three seconds.
    Fresh,
    /// Less than ten.
    Slow,
    /// Longer.
    VerySlow,
}

impl State {
    /// The draft, on the screens that have one.
    pub fn draft(&self) -> Option<&Draft> {
        match self {
            Self::Select(draft)
            | Self::Consent(draft)
            | Self::Credentials(draft, _)
            | Self::Connecting(draft, _) => Some(draft),
            Self::Closed | Self::Connected(_) | Self::Stopped(_) => None,
        }
    }

    /// The draft, to change it.
    pub(crate) fn draft_mut(&mut self) -> Option<&mut Draft> {
        match self {
            Self::Select(draft)
            | Self::Consent(draft)
            | Self::Credentials(draft, _)
            | Self::Connecting(draft, _) => Some(draft),
            Self::Closed | Self::Connected(_) | Self::Stopped(_) => None,
        }
    }

    /// The problem on display.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Credentials(_, problem) => problem.as_ref(),
            Self::Stopped(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether Link is open.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Closed)
    }

    /// The public name of the screen.
    pub fn view_name(&self) -> Option<ViewName> {
        Some(match self {
            Self::Closed => return None,
            Self::Select(_) => ViewName::SelectIntegration,
            Self::Consent(_) => ViewName::Consent,
            Self::Credentials(..) => ViewName::Credential,
            Self::Connecting(..) => ViewName::Loading,
            Self::Connected(_) => ViewName::Connected,
            Self::Stopped(_) => ViewName::Error,
        })
    }

    /// What `onExit` says if Link goes away now.
    pub(crate) fn exit_status(&self) -> Option<ExitStatus> {
        Some(match self {
            Self::Closed => return None,
            Self::Select(_) => ExitStatus::RequiresSelection,
            Self::Consent(_) => ExitStatus::RequiresConsent,
            Self::Credentials(..) => ExitStatus::RequiresCredentials,
            Self::Connecting(..) => ExitStatus::Connecting,
            Self::Connected(Some(_)) => ExitStatus::Connected,
            Self::Connected(None) => ExitStatus::AlreadyConnected,
            Self::Stopped(_) => ExitStatus::Failed,
        })
    }
}
