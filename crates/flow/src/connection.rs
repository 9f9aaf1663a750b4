//! What Link knows of a connection, and hands to the partner.

use maxio_link_wire::{ConnectionInfo, ConnectionStatus};
use serde::Serialize;

/// A connection as read from an answer. Only `id` and `status` are sure to be there; what a partner's endpoint
/// leaves out is left out again. `linkUrl` and anything unknown (an echoed key, say) are not carried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkedConnection {
    /// The server's id of the connection.
    pub id: String,
    /// How far it has come.
    pub status: ConnectionStatus,
    #[doc = "Id of the integration."]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_id: Option<String>,
    #[doc = "Platform key."]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_key: Option<String>,
    #[doc = "Id of the data source."]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    #[doc = "`Maxio`."]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_name: Option<String>,
    #[doc = "`Commerce`."]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_type: Option<String>,
    #[doc = "ISO 8601."]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The site; its members may all be missing.
    pub connection_info: ConnectionInfo,
}

impl LinkedConnection {
    /// The name to show: the site's own, else its subdomain.
    pub fn site_name(&self) -> Option<&str> {
        let info = &self.connection_info;
        info.site_name.as_deref().or(info.subdomain.as_deref())
    }

    /// Whether Maxio marks the site as a test site.
    pub fn is_test(&self) -> bool {
        self.connection_info.test.as_deref() == Some("true")
    }
}
