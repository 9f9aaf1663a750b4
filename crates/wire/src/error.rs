//! The error envelope, and the one table of the codes in it.

use serde::{Deserialize, Serialize};

/// The body of every error of the reference server.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// The HTTP status, again.
    pub status_code: u16,
    /// `MaxioLink`.
    pub service: String,
    /// One English sentence for the partner's developer.
    pub error: String,
    /// Found again in the server's log.
    pub correlation_id: String,
    /// `"True"`, `"False"` or `"Unknown"`: a string in the published API.
    pub can_be_retried: String,
    /// See [`ErrorCode`].
    pub detailed_error_code: u16,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Validation>,
}

/// What is wrong with which field.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// What must change before this can succeed.
    pub errors: Vec<ValidationItem>,
    /// What was accepted but looks odd.
    pub warnings: Vec<ValidationItem>,
}

/// One field's complaint.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidationItem {
    /// The field, e.g. `apiKey`.
    pub item_id: String,
    /// The rule, e.g. `MaxioAdminPermissionRequired`.
    pub validator_name: String,
    /// One English sentence.
    pub message: String,
}

/// Every case that the endpoint can answer with. The number is `detailedErrorCode` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum ErrorCode {
    /// A field is malformed or empty.
    InvalidField = 1000,
    /// Maxio refused the key.
    InvalidApiKey = 1001,
    /// The key lacks admin permissions.
    AdminPermissionRequired = 1002,
    /// The site is missing or does not exist.
    SiteNotFound = 1003,
    /// The Maxio account is cancelled, or its trial ended.
    AccountBlocked = 1004,
    /// Too many attempts at this server.
    TooManyAttempts = 1005,
    /// Maxio is limiting, failing, slow or clearing the site.
    ProviderUnavailable = 1006,
    /// The company has this connection already (a partner's own endpoints only).
    AlreadyLinked = 1007,
    /// The operator has switched the integration off.
    IntegrationDisabled = 1008,
    /// No integration has this platform key.
    UnknownIntegration = 1009,
    /// No such company.
    UnknownCompany = 1010,
    /// The link or token is unknown, expired or used.
    LinkExpired = 1011,
    /// The page's origin is not on the operator's list.
    OriginNotAllowed = 1012,
    /// The idempotency key came before with another body.
    IdempotencyReused = 1013,
    /// The same attempt is still being worked on.
    InFlight = 1014,
    /// The key belongs to another site than the connection.
    SiteMismatch = 1015,
}

/// What `canBeRetried` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CanBeRetried {
    /// The same request can succeed later.
    True,
    /// Something must change first.
    False,
}

impl CanBeRetried {
    /// The string on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::True => "True",
            Self::False => "False",
        }
    }
}

impl ErrorCode {
    /// Every code, in order.
    pub const ALL: [Self; 16] = [
        Self::InvalidField,
        Self::InvalidApiKey,
        Self::AdminPermissionRequired,
        Self::SiteNotFound,
        Self::AccountBlocked,
        Self::TooManyAttempts,
        Self::ProviderUnavailable,
        Self::AlreadyLinked,
        Self::IntegrationDisabled,
        Self::UnknownIntegration,
        Self::UnknownCompany,
        Self::LinkExpired,
        Self::OriginNotAllowed,
        Self::IdempotencyReused,
        Self::InFlight,
        Self::SiteMismatch,
    ];

    /// `detailedErrorCode`.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The code with this number, if there is one.
    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|code| u64::from(code.number()) == number)
    }

    /// The HTTP status that goes with it.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidField | Self::InvalidApiKey | Self::SiteNotFound => 400,
            Self::LinkExpired => 401,
            Self::AdminPermissionRequired
            | Self::AccountBlocked
            | Self::IntegrationDisabled
            | Self::OriginNotAllowed => 403,
            Self::UnknownIntegration | Self::UnknownCompany => 404,
            Self::AlreadyLinked | Self::InFlight | Self::SiteMismatch => 409,
            Self::IdempotencyReused => 422,
            Self::TooManyAttempts => 429,
            Self::ProviderUnavailable => 503,
        }
    }

    /// `canBeRetried`.
    pub const fn can_be_retried(self) -> CanBeRetried {
        match self {
            Self::TooManyAttempts | Self::ProviderUnavailable | Self::InFlight => CanBeRetried::True,
            _ => CanBeRetried::False,
        }
    }

    /// `validatorName`, where the case has one. A *missing* site says `MaxioSiteRequired` instead
    /// ([`SITE_REQUIRED`]); a malformed field, `RequiredOrFormat`.
    pub const fn validator(self) -> Option<&'static str> {
        Some(match self {
            Self::InvalidField => "RequiredOrFormat",
            Self::InvalidApiKey => "MaxioInvalidApiKey",
            Self::AdminPermissionRequired => "MaxioAdminPermissionRequired",
            Self::SiteNotFound => "MaxioSiteNotFound",
            Self::AccountBlocked => "MaxioAccountBlocked",
            Self::ProviderUnavailable => "MaxioUnavailable",
            Self::AlreadyLinked => "AlreadyLinked",
            Self::IntegrationDisabled => "IntegrationDisabled",
            Self::LinkExpired => "LinkExpired",
            Self::SiteMismatch => "SiteMismatch",
            _ => return None,
        })
    }

    /// The code that a `validatorName` belongs to.
    pub fn from_validator(name: &str) -> Option<Self> {
        if name == SITE_REQUIRED {
            return Some(Self::SiteNotFound);
        }
        Self::ALL.into_iter().find(|code| code.validator() == Some(name))
    }
}

/// The `validatorName` of a request that came without the site that its server needs.
pub const SITE_REQUIRED: &str = "MaxioSiteRequired";

/// Header that carries `correlationId`, on answers of every kind; exposed to allowed origins.
pub const CORRELATION_HEADER: &str = "x-correlation-id";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_again_by_its_number_and_its_validator() {
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_number(u64::from(code.number())), Some(code));
            if let Some(name) = code.validator() {
                assert_eq!(ErrorCode::from_validator(name), Some(code));
            }
        }
        assert_eq!(ErrorCode::from_number(999), None);
        assert_eq!(ErrorCode::from_validator(SITE_REQUIRED), Some(ErrorCode::SiteNotFound));
        assert_eq!(ErrorCode::from_validator("Other"), None);
    }

    #[test]
    fn the_envelope_is_spelled_as_in_the_published_api() {
        let body = ErrorBody {
            status_code: 403,
            service: "MaxioLink".into(),
            error: "e".into(),
            correlation_id: "c".into(),
            can_be_retried: CanBeRetried::False.as_str().into(),
            detailed_error_code: 1002,
            validation: Some(Validation {
                errors: vec![ValidationItem {
                    item_id: "apiKey".into(),
                    validator_name: "V".into(),
                    message: "m".into(),
                }],
                warnings: vec![],
            }),
        };
        assert_eq!(
            serde_json::to_string(&body).unwrap(),
            r#"{"statusCode":403,"service":"MaxioLink","error":"e","correlationId":"c","canBeRetried":"False","detailedErrorCode":1002,"validation":{"errors":[{"itemId":"apiKey","validatorName":"V","message":"m"}],"warnings":[]}}"#
        );
    }
}
