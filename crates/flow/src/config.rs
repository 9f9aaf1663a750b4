//! What the partner fixed before the merchant came.

use crate::site::Site;

/// Whether the merchant is asked for the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SiteField {
    /// When the server asks for it.
    #[default]
    Auto,
    /// From the start.
    Show,
    /// Never: the server must know it.
    Hide,
}

/// What the flow needs to know of the partner's options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The site, where the partner knows it; the merchant then sees it but cannot change it.
    pub site: Option<Site>,
    /// Whether the merchant is asked for it otherwise.
    pub site_field: SiteField,
    /// The connection to reconnect. Link then starts at the credentials.
    pub connection_id: Option<String>,
    /// Whether Link begins with the permissions: there is nothing to choose.
    pub skip_select: bool,
    /// How long one attempt may take, polling included. Milliseconds.
    pub timeout_ms: u32,
}

/// `timeoutMs` when the partner gives none.
pub const DEFAULT_TIMEOUT_MS: u32 = 30_000;

/// What `timeoutMs` may be.
pub const TIMEOUT_MS: std::ops::RangeInclusive<u32> = 1_000..=600_000;

impl Default for Config {
    fn default() -> Self {
        Self {
            site: None,
            site_field: SiteField::Auto,
            connection_id: None,
            skip_select: false,
            timeout_ms: DEFAULT_TIMEOUT_MS,
        }
    }
}
