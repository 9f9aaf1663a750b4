//! What Link knows of a connection, and hands to the partner.

use maxio_link_wire::{ConnectionInfo, ConnectionStatus};

/// A connection as read from an answer. Only `id` and `status` are sure to be there; what a partner's endpoint
/// leaves out is left out again. `linkUrl` and anything unknown (an echoed key, say) are not carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedConnection {
    /// The server's id of the connection.
    pub id: String,
    /// How far it has come.
    pub status: ConnectionStatus,
    /// Id of the integration.
    pub integration_id: Option<String>,
    /// Platform key.
    pub integration_key: Option<String>,
    /// Id of the data source.
    pub source_id: Option<String>,
    /// `Maxio`.
    pub platform_name: Option<String>,
    /// `Commerce`.
    pub source_type: Option<String>,
    /// ISO 8601.
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
