//! What can go wrong, and everything that follows from it: the public code, the place on the screen, and whether
//! the key is still worth keeping. One row per case.

use crate::site::SiteError;
use maxio_link_wire::ErrorCode;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Continue was pressed without a key.
    KeyMissing,
    /// The server asks for the site.
    SiteRequired,
    /// What was typed, or nothing, is not a site. The server was not asked.
    SiteInvalid(SiteError),
    /// The server finds a field malformed.
    InvalidField(Field),
    /// Maxio refused the key.
    KeyRefused,
    /// The key lacks admin permissions.
    AdminMissing,
    /// No such site.
    SiteNotFound,
    /// Reconnecting with a key of another site.
    SiteMismatch,
    /// The Maxio account is cancelled or its trial ended.
    AccountBlocked,
    /// Maxio is down or slow.
    ProviderDown,
    /// Too many attempts.
    RateLimited,
    /// The operator switched the integration off.
    IntegrationDisabled,
    /// The server has no such platform key.
    UnknownIntegration,
    /// The server has no such company.
    UnknownCompany,
    /// The link or token is expired or used.
    LinkExpired,
    /// The server does not know the page's origin.
    OriginNotAllowed,
    /// The idempotency key came before with another body.
    Conflict,
    /// Not JSON, cut off, HTML, too large, or without an id.
    InvalidResponse,
    /// The server failed.
    ServerError,
    /// The browser has no network; `back` once it has it again.
    Offline {
        /// Whether the browser has been online again since.
        back: bool,
    },
    /// Refused, reset, or blocked by CORS or CSP: the browser does not say which.
    NetworkFailed,
    /// No answer within `timeoutMs`.
    Timeout,
    /// The partner's options cannot work.
    InvalidConfig,
}

/// A field that an answer can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `apiKey`.
    Key,
    /// `subdomain` or `environment`.
    Site,
    /// One that the merchant does not see.
    Other,
}

/// Where a problem is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the key field.
    Key,
    /// At the site field.
    Site,
    /// In a panel above the fields.
    Panel,
    /// On a screen of its own: the merchant cannot mend it here.
    Stopped,
}

/// One problem, as shown and reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What went wrong.
    pub kind: Kind,
    /// Found again in somebody's log: the server's correlation id, else the id of the request.
    pub reference: Option<String>,
    /// The server's own sentence, capped. Shown as text, as a detail only.
    pub detail: Option<String>,
    /// Seconds until trying again makes sense; counted down. 0: now.
    pub wait_s: u32,
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self { kind, reference: None, detail: None, wait_s: 0 }
    }
}

impl Kind {
    /// `error_type` and `error_code` of the public interface.
    pub const fn public(self) -> (&'static str, &'static str) {
        match self {
            Self::KeyMissing | Self::SiteInvalid(_) | Self::InvalidField(_) => {
                ("INPUT_ERROR", "INVALID_FIELD")
            }
            Self::SiteRequired => ("INPUT_ERROR", "SITE_REQUIRED"),
            Self::KeyRefused => ("INPUT_ERROR", "INVALID_CREDENTIALS"),
            Self::AdminMissing => ("INPUT_ERROR", "INSUFFICIENT_PERMISSIONS"),
            Self::SiteNotFound => ("INPUT_ERROR", "SITE_NOT_FOUND"),
            Self::SiteMismatch => ("INPUT_ERROR", "SITE_MISMATCH"),
            Self::AccountBlocked => ("PROVIDER_ERROR", "ACCOUNT_BLOCKED"),
            Self::ProviderDown => ("PROVIDER_ERROR", "PROVIDER_DOWN"),
            Self::RateLimited => ("SERVER_ERROR", "RATE_LIMIT_EXCEEDED"),
            Self::IntegrationDisabled => ("LINK_ERROR", "INTEGRATION_DISABLED"),
            Self::UnknownIntegration => ("LINK_ERROR", "UNKNOWN_INTEGRATION"),
            Self::UnknownCompany => ("LINK_ERROR", "UNKNOWN_COMPANY"),
            Self::LinkExpired => ("LINK_ERROR", "INVALID_LINK_TOKEN"),
            Self::OriginNotAllowed => ("LINK_ERROR", "ORIGIN_NOT_ALLOWED"),
            Self::Conflict => ("SERVER_ERROR", "REQUEST_CONFLICT"),
            Self::InvalidResponse => ("SERVER_ERROR", "INVALID_RESPONSE"),
            Self::ServerError => ("SERVER_ERROR", "INTERNAL_SERVER_ERROR"),
            Self::Offline { .. } => ("NETWORK_ERROR", "NETWORK_OFFLINE"),
            Self::NetworkFailed => ("NETWORK_ERROR", "NETWORK_FAILED"),
            Self::Timeout => ("NETWORK_ERROR", "TIMEOUT"),
            Self::InvalidConfig => ("CONFIG_ERROR", "INVALID_CONFIG"),
        }
    }

    /// Where it is shown, as long as the merchant can do something about it (see `update::site_place`).
    pub const fn place(self) -> Place {
        match self {
            Self::KeyMissing | Self::InvalidField(Field::Key) | Self::KeyRefused => Place::Key,
            Self::SiteRequired
            | Self::SiteInvalid(_)
            | Self::InvalidField(Field::Site)
            | Self::SiteNotFound => Place::Site,
            Self::InvalidField(Field::Other)
            | Self::AdminMissing
            | Self::SiteMismatch
            | Self::ProviderDown
            | Self::RateLimited
            | Self::Conflict
            | Self::InvalidResponse
            | Self::ServerError
            | Self::Offline { .. }
            | Self::NetworkFailed
            | Self::Timeout => Place::Panel,
            Self::AccountBlocked
            | Self::IntegrationDisabled
            | Self::UnknownIntegration
            | Self::UnknownCompany
            | Self::LinkExpired
            | Self::OriginNotAllowed
            | Self::InvalidConfig => Place::Stopped,
        }
    }

    /// Whether the server refused the key itself. It is then cleared; after every other failure it is kept.
    pub const fn spends_key(self) -> bool {
        matches!(self, Self::KeyRefused | Self::AdminMissing)
    }

    /// Whether it was found here, before anything was sent. Such a problem is no `ERROR` event.
    pub const fn is_local(self) -> bool {
        matches!(self, Self::KeyMissing | Self::SiteInvalid(_))
    }

    /// The case of a code of the endpoint. `None` for the two that are no failures: already linked, in flight.
    pub const fn of_code(code: ErrorCode) -> Option<Self> {
        Some(match code {
            ErrorCode::InvalidField => Self::InvalidField(Field::Other),
            ErrorCode::InvalidApiKey => Self::KeyRefused,
            ErrorCode::AdminPermissionRequired => Self::AdminMissing,
            ErrorCode::SiteNotFound => Self::SiteNotFound,
            ErrorCode::AccountBlocked => Self::AccountBlocked,
            ErrorCode::TooManyAttempts => Self::RateLimited,
            ErrorCode::ProviderUnavailable => Self::ProviderDown,
            ErrorCode::IntegrationDisabled => Self::IntegrationDisabled,
            ErrorCode::UnknownIntegration => Self::UnknownIntegration,
            ErrorCode::UnknownCompany => Self::UnknownCompany,
            ErrorCode::LinkExpired => Self::LinkExpired,
            ErrorCode::OriginNotAllowed => Self::OriginNotAllowed,
            ErrorCode::IdempotencyReused => Self::Conflict,
            ErrorCode::SiteMismatch => Self::SiteMismatch,
            ErrorCode::AlreadyLinked | ErrorCode::InFlight => return None,
        })
    }
}
