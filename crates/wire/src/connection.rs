//! A connection: the authorised link between a company and its Maxio site.

use serde::{Deserialize, Serialize};

/// Where a Maxio site lives. It decides the host: US `{site}.chargify.com`, EU `{site}.ebilling.maxio.com`.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Environment {
    /// The United States, Maxio's default.
    #[default]
    #[serde(rename = "US")]
    Us,
    /// The European Union.
    #[serde(rename = "EU")]
    Eu,
}

impl Environment {
    /// The name on the wire: `US` or `EU`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Us => "US",
            Self::Eu => "EU",
        }
    }

    /// Reads a name from the wire or an option, in any case; `None` for anything else.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Us, Self::Eu].into_iter().find(|region| name.trim().eq_ignore_ascii_case(region.as_str()))
    }

    /// What follows `{site}.` in the address of a site.
    pub const fn host_suffix(self) -> &'static str {
        match self {
            Self::Us => "chargify.com",
            Self::Eu => "ebilling.maxio.com",
        }
    }
}

/// How far a connection has come.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConnectionStatus {
    /// Created, the key not checked yet.
    PendingAuth,
    /// The key was checked and is kept.
    Linked,
    /// The merchant or the partner withdrew; the key is erased.
    Unlinked,
    /// Maxio has refused the key for long enough to believe it.
    Deauthorized,
}

impl ConnectionStatus {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PendingAuth => "PendingAuth",
            Self::Linked => "Linked",
            Self::Unlinked => "Unlinked",
            Self::Deauthorized => "Deauthorized",
        }
    }

    /// Reads a name from the wire, in any case; `None` for anything else.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::PendingAuth, Self::Linked, Self::Unlinked, Self::Deauthorized]
            .into_iter()
            .find(|status| name.eq_ignore_ascii_case(status.as_str()))
    }
}

/// What Link shows of the site. All values are strings, as in the published API.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionInfo {
    /// Maxio's number of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_id: Option<String>,
    /// The name that the merchant gave the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    /// The site's subdomain, e.g. `acme`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subdomain: Option<String>,
    /// `US` or `EU`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// `"true"` for a test site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
}

/// Why a linked connection stopped delivering data.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataConnectionError {
    /// The HTTP status that the platform answered with.
    pub status_code: String,
    /// One of this project's codes, as text.
    pub status_text: String,
    /// A sentence for the operator.
    pub error_message: String,
    /// When it was seen, ISO 8601 in UTC.
    pub errored_on_utc: String,
}

/// A connection as the server answers it.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// UUID of the connection.
    pub id: String,
    /// UUID of the integration.
    pub integration_id: String,
    /// The platform key, e.g. `mxio`.
    pub integration_key: String,
    /// UUID of the data source.
    pub source_id: String,
    /// `Maxio`.
    pub platform_name: String,
    /// Address of the hosted page for this company, without a one-time password.
    pub link_url: String,
    /// How far it has come.
    pub status: ConnectionStatus,
    /// When the data was last read, ISO 8601. Left out while there is none: the published client rejects `null`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sync: Option<String>,
    /// When it was created, ISO 8601 in UTC.
    pub created: String,
    /// `Commerce`.
    pub source_type: String,
    /// Why it stopped delivering, newest first; empty while all is well.
    #[serde(default)]
    pub data_connection_errors: Vec<DataConnectionError>,
    /// The site, once the key has been checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_info: Option<ConnectionInfo>,
}
