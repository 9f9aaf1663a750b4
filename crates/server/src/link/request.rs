//! The posted body, checked.

use maxio_link_wire::{ConnectionRequest, Environment, input::clean_key};
use secrecy::{ExposeSecret, SecretString};

use super::consent;
use crate::{error::ApiError, maxio::parse_subdomain, settings::PartnerView, store::NewConsent};

/// Longest API key that is taken, in bytes. 20 to 42 characters have been seen; no format is documented.
const LONGEST_KEY: usize = 512;
const LONGEST_PLATFORM_KEY: usize = 64;

/// What was asked for. Each field is well-formed; whether it is right is for [`super::Linking`] to say.
pub struct LinkRequest {
    /// Not empty.
    pub platform_key: String,
    /// Cleaned of surrounding white space and of invisible characters; not empty.
    pub api_key: Option<SecretString>,
    /// Lower case.
    pub subdomain: Option<String>,
    /// Of `subdomain`.
    pub environment: Option<Environment>,
    /// A UUID, lower case.
    pub connection_id: Option<String>,
    /// As it will be kept.
    pub consent: Option<NewConsent>,
}

impl LinkRequest {
    /// Checks every field, in the order of the contract's example.
    pub fn check(posted: ConnectionRequest<SecretString>, partner: &PartnerView) -> Result<Self, ApiError> {
        let platform_key = posted.platform_key.trim().to_owned();
        if platform_key.is_empty() || platform_key.len() > LONGEST_PLATFORM_KEY {
            return Err(ApiError::field("platformKey", "The platform key is empty or too long."));
        }
        let api_key = posted.api_key.map(|key| check_key(&key)).transpose()?;
        let subdomain = given(posted.subdomain)
            .map(|text| {
                parse_subdomain(&text).ok_or_else(|| {
                    ApiError::field(
                        "subdomain",
                        "A site's subdomain has letters, digits and dashes, and is none of Maxio's own names.",
                    )
                })
            })
            .transpose()?;
        let environment = given(posted.environment)
            .map(|text| {
                Environment::parse(&text)
                    .ok_or_else(|| ApiError::field("environment", "The environment is US or EU."))
            })
            .transpose()?;
        let connection_id = given(posted.connection_id)
            .map(|text| match uuid::Uuid::parse_str(text.trim()) {
                Ok(id) => Ok(id.to_string()),
                Err(_) => Err(ApiError::field("connectionId", "A connection id is a UUID.")),
            })
            .transpose()?;
        let consent = posted.consent.map(|record| consent::check(&record, partner)).transpose()?;
        Ok(Self { platform_key, api_key, subdomain, environment, connection_id, consent })
    }
}

/// An empty optional field is as good as none.
fn given(field: Option<String>) -> Option<String> {
    field.filter(|text| !text.trim().is_empty())
}

fn check_key(raw: &SecretString) -> Result<SecretString, ApiError> {
    let key = SecretString::from(clean_key(raw.expose_secret()));
    let length = key.expose_secret().len();
    if length == 0 {
        return Err(ApiError::field("apiKey", "The Maxio API key is empty."));
    }
    if length > LONGEST_KEY {
        return Err(ApiError::field("apiKey", "This is too long to be a Maxio API key."));
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_cleaned_of_what_nobody_sees_and_is_then_neither_empty_nor_endless() {
        let key = |raw: &str| check_key(&raw.into()).map(|key| key.expose_secret().to_owned()).ok();
        assert_eq!(key("\u{feff} \tabc\u{200b}\r\n").as_deref(), Some("abc"));
        assert_eq!(key("a b:ü\u{1}c").as_deref(), Some("a b:üc"));
        assert_eq!(key(" \u{200b}\n"), None);
        assert_eq!(key(&"x".repeat(513)), None);
    }
}
