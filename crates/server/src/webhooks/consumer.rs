//! An address that wants to be told, and the secret with which it knows that we tell it.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Event, address};
use crate::{
    app::App,
    crypto::{CryptoError, Vault},
    error::ApiError,
    store::{Consumer, NewConsumer, StoreError},
};

/// As Standard Webhooks writes secrets.
const SECRET_PREFIX: &str = "whsec_";
const SECRET_BYTES: usize = 32;
const LONGEST_URL: usize = 2000;
const MOST_CONSUMERS: usize = 100;

/// A consumer as it is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewWebhook)]
pub struct Posted {
    /// Where to.
    pub url: String,
    /// Names of events; none listed means all.
    #[serde(default)]
    pub event_types: Option<Vec<String>>,
    /// Of this company only.
    #[serde(default)]
    pub company_id: Option<String>,
    /// The published API's filter; here only an empty one is taken.
    #[serde(default)]
    pub company_tags: Option<Vec<String>>,
    /// Whether to begin switched off.
    #[serde(default)]
    pub disabled: bool,
}

/// Keeps a new consumer under an id that nothing has yet. Its secret is in the answer, and is not shown again.
pub async fn create(app: &App, id: Uuid, posted: Posted) -> Result<(Consumer, SecretString), ApiError> {
    if posted.url.len() > LONGEST_URL {
        return Err(ApiError::field("url", "A webhook's address has at most 2000 bytes."));
    }
    if posted.company_tags.is_some_and(|tags| !tags.is_empty()) {
        let message = "Consumers are not chosen by tags here: give a companyId, or hear of all companies.";
        return Err(ApiError::field("companyTags", message));
    }
    let url = address::check(&posted.url, app.config.private_webhooks)
        .map_err(|error| ApiError::field("url", error.to_string()))?;
    let mut event_types = posted.event_types.unwrap_or_default();
    if let Some(unknown) = event_types.iter().position(|name| Event::parse(name).is_none()) {
        let known = Event::ALL.map(Event::as_str).join(", ");
        return Err(ApiError::field(format!("eventTypes[{unknown}]"), format!("Event types are: {known}.")));
    }
    event_types.sort();
    event_types.dedup();
    let company = match posted.company_id.filter(|id| !id.is_empty()) {
        Some(id) => Some(app.company(&id).await?.id),
        None => None,
    };
    if app.store.consumers().await?.len() >= MOST_CONSUMERS {
        return Err(ApiError::field("url", "There are 100 webhook consumers already."));
    }
    let secret = generate_secret()?;
    let id = id.to_string();
    let new = NewConsumer {
        sealed_secret: seal(&app.vault, &id, &secret)?,
        id,
        url: url.into(),
        event_types,
        company,
        disabled: posted.disabled,
    };
    app.store.create_consumer(&new).await?;
    let kept = app.store.consumer(&new.id).await?.ok_or(StoreError::Unreadable("webhook consumer"))?;
    Ok((kept, secret))
}

fn generate_secret() -> Result<SecretString, CryptoError> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| CryptoError::NoRandomness)?;
    Ok(format!("{SECRET_PREFIX}{}", BASE64.encode(bytes.as_slice())).into())
}

/// Stands for the company in what the secret is bound to; no company's id is a word.
const BOUND_TO: &str = "webhook consumer";

fn seal(vault: &Vault, consumer: &str, secret: &SecretString) -> Result<String, CryptoError> {
    vault.seal(BOUND_TO, consumer, secret)
}

/// The bytes that sign.
pub(super) fn open(vault: &Vault, consumer: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let secret = vault.open(BOUND_TO, consumer, sealed)?;
    let encoded = secret.expose_secret().strip_prefix(SECRET_PREFIX).ok_or(CryptoError::Unsealable)?;
    BASE64.decode(encoded).map(Zeroizing::new).map_err(|_| CryptoError::Unsealable)
}
