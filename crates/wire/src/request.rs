//! What Link posts.

use serde::{Deserialize, Serialize};

/// The merchant's consent, as part of the request.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsentRecord {
    /// SHA-256 of `text`, lower-case hexadecimal.
    pub version: String,
    /// The words as shown.
    pub text: String,
    /// The language they were shown in, BCP 47.
    pub locale: String,
    /// The moment of consent, ISO 8601 in UTC. It does not change on a retry.
    pub accepted_at: String,
}

/// What Link posts to the endpoint. It has no `Debug`: it holds the key, in a `K` of which whoever reads it may ask that it
/// be wiped.
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionRequest<K = String> {
    /// Which integration, e.g. `mxio`.
    pub platform_key: String,
    /// The merchant's API key. Absent only when a partner prepares a connection to be authorised later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "utoipa", schema(value_type = Option<String>))]
    pub api_key: Option<K>,
    /// The site, where Link was given it or asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subdomain: Option<String>,
    /// `US` or `EU`, with `subdomain`. Text, so that a server can name the field that is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The connection to reconnect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// The merchant's consent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::object::optional")]
    pub consent: Option<ConsentRecord>,
}
