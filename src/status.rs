//! How far a Link has come, for the app around it.

use crate::{host::Host, locale, options::Options};
use maxio_link_flow::{ExitStatus, Kind, LinkedConnection, Place, Problem, State};

/// Where a merchant is, as reactive state: give [`MaxioLink`](crate::MaxioLink) an `RwSignal` of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LinkStatus {
    /// Link is closed, and this opening has connected nothing.
    #[default]
    Idle,
    /// Link waits for the merchant.
    Step(LinkStep),
    /// The credentials were sent; Link waits for the endpoint.
    Connecting,
    /// The connection exists. Stays when Link is closed, until it is opened again.
    Connected(LinkedConnection),
    /// The endpoint said that the account was connected before. Stays as [`Connected`](Self::Connected) does.
    AlreadyConnected,
    /// Something is wrong, and the merchant sees it.
    Failed(LinkError),
}

impl LinkStatus {
    /// Whether the endpoint refused the key because it has no admin permissions.
    pub fn lacks_admin_permission(&self) -> bool {
        matches!(self, Self::Failed(error) if error.code == "INSUFFICIENT_PERMISSIONS")
    }

    /// The connection, if there is one.
    pub fn connection(&self) -> Option<&LinkedConnection> {
        match self {
            Self::Connected(connection) => Some(connection),
            _ => None,
        }
    }

    /// What is wrong, if anything.
    pub fn error(&self) -> Option<&LinkError> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }

    pub(crate) fn after(&self, state: &State, host: &dyn Host, options: &Options) -> Self {
        match state {
            State::Closed if matches!(self, Self::Connected(_) | Self::AlreadyConnected) => self.clone(),
            State::Closed => Self::Idle,
            State::Select(_) => Self::Step(LinkStep::Select),
            State::Consent(_) => Self::Step(LinkStep::Consent),
            State::Credentials(_, Some(problem)) | State::Stopped(problem) => {
                Self::Failed(LinkError::new(problem, host, options))
            }
            State::Credentials(_, None) => Self::Step(LinkStep::Credentials),
            State::Connecting(..) => Self::Connecting,
            State::Connected(Some(connection)) => Self::Connected(connection.clone()),
            State::Connected(None) => Self::AlreadyConnected,
        }
    }
}

/// What Link asks the merchant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStep {
    /// To choose the platform.
    Select,
    /// To agree to the permissions.
    Consent,
    /// To enter the key and, where it is needed, the site.
    Credentials,
}

/// What is wrong, with the same codes as in JavaScript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError {
    /// `INPUT_ERROR`, `PROVIDER_ERROR`, `SERVER_ERROR`, `NETWORK_ERROR`, `LINK_ERROR` or `CONFIG_ERROR`.
    pub error_type: &'static str,
    /// Such as `INSUFFICIENT_PERMISSIONS`: docs/EMBEDDING.md has the list.
    pub code: &'static str,
    /// The endpoint's own sentence, else the code. For a log.
    pub message: String,
    /// What the merchant reads, in the language on display.
    pub display_message: String,
    /// Found again in the endpoint's log, or in the browser's console.
    pub request_id: Option<String>,
    /// Whether the merchant can try again in this opening.
    pub is_recoverable: bool,
}

impl LinkError {
    pub(crate) fn new(problem: &Problem, host: &dyn Host, options: &Options) -> Self {
        let (error_type, code) = problem.kind.public();
        let is_stopped = problem.kind.place() == Place::Stopped;
        Self {
            error_type,
            code,
            message: problem.detail.clone().unwrap_or_else(|| code.to_owned()),
            display_message: locale::problem(host, problem, options, is_stopped).body,
            request_id: problem.reference.clone(),
            is_recoverable: !is_stopped || problem.kind == Kind::AccountBlocked,
        }
    }
}

/// How Link went away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkExit {
    /// What was achieved, or what is still to be done.
    pub status: ExitStatus,
    /// What was on display, if something was wrong.
    pub error: Option<LinkError>,
}
