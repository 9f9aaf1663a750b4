//! What is to be done: plain data that the widget's runtime performs, in order.

use crate::{LinkedConnection, Problem, Site};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Post the credentials. The key is not in here: the runtime reads it from the field as it sends.
    Submit(Submission),
    /// Ask how a pending connection is doing.
    Poll {
        /// Comes back in [`crate::Event::Answered`].
        request: u32,
        /// The connection's id.
        id: String,
    },
    /// Abort the request in flight.
    Abort,
    /// Raise [`crate::Event::Elapsed`] after so many milliseconds.
    Timer(Timer, u32),
    /// Stop all timers.
    ClearTimers,
    /// Empty the key field.
    ClearKey,
    /// Move the focus.
    Focus(Focus),
    /// Tell the page.
    Emit(Notice),
}

/// What to post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Comes back in [`crate::Event::Answered`].
    pub request: u32,
    /// The same number means the same idempotency key.
    pub attempt: u32,
    /// The site, if Link was given it or asked for it.
    pub site: Option<Site>,
    /// When the merchant consented; `None` on a reconnect, which asks for nothing new.
    pub consented_at: Option<String>,
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Say what Link is waiting for.
    Slow,
    /// Say it again, more plainly.
    VerySlow,
    /// Give up on the attempt.
    Timeout,
    /// Ask again (a pending connection, or an attempt in flight).
    Again,
    /// A second of a countdown.
    Second,
}

/// What gets the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The screen's title.
    Title,
    /// The API key field.
    Key,
    /// The site field.
    Site,
    /// The panel above the fields.
    Panel,
    /// The question before leaving.
    Leaving,
    /// What had it before that question.
    Back,
}

/// What the page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Link was opened.
    Open,
    /// Another screen.
    TransitionView(ViewName),
    /// The merchant chose an integration.
    SelectIntegration,
    /// It is another than Maxio: Link hands over to the page.
    Handoff,
    /// The merchant agreed.
    AcceptConsent,
    /// The merchant left at the consent screen.
    DeclineConsent,
    /// The merchant asked how to get the key.
    ViewHelp,
    /// Credentials are being sent.
    SubmitCredentials,
    /// The same credentials are being sent again.
    Retry,
    /// Something went wrong.
    Error(Problem),
    /// A partner's endpoint said that the account was linked before. Not an error to the merchant.
    AlreadyLinked,
    /// Linked. Once.
    Success(LinkedConnection),
    /// Link went away. Once per opening.
    Exit(ExitStatus, Option<Problem>),
}

impl Notice {
    /// The public name of the event that tells of it.
    pub const fn event_name(&self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::TransitionView(_) => "TRANSITION_VIEW",
            Self::SelectIntegration => "SELECT_INTEGRATION",
            Self::Handoff => "HANDOFF",
            Self::AcceptConsent => "ACCEPT_CONSENT",
            Self::DeclineConsent => "DECLINE_CONSENT",
            Self::ViewHelp => "VIEW_HELP",
            Self::SubmitCredentials => "SUBMIT_CREDENTIALS",
            Self::Retry => "RETRY",
            Self::Error(_) | Self::AlreadyLinked => "ERROR",
            Self::Success(_) => "SUCCESS",
            Self::Exit(..) => "EXIT",
        }
    }
}

/// `view_name` of the public interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "one per screen")]
pub enum ViewName {
    SelectIntegration,
    Consent,
    Credential,
    Loading,
    Connected,
    Error,
}

impl ViewName {
    /// The public name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SelectIntegration => "SELECT_INTEGRATION",
            Self::Consent => "CONSENT",
            Self::Credential => "CREDENTIAL",
            Self::Loading => "LOADING",
            Self::Connected => "CONNECTED",
            Self::Error => "ERROR",
        }
    }
}

/// `metadata.status` of `onExit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the public names say it")]
pub enum ExitStatus {
    Connected,
    AlreadyConnected,
    RequiresSelection,
    RequiresConsent,
    RequiresCredentials,
    Connecting,
    Handoff,
    Failed,
}

impl ExitStatus {
    /// The public name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::AlreadyConnected => "already_connected",
            Self::RequiresSelection => "requires_selection",
            Self::RequiresConsent => "requires_consent",
            Self::RequiresCredentials => "requires_credentials",
            Self::Connecting => "connecting",
            Self::Handoff => "handoff",
            Self::Failed => "failed",
        }
    }
}
