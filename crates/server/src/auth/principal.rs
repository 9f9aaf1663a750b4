//! Partner key, company token, or the hosted page's session.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use maxio_link_wire::ErrorCode;
use secrecy::{ExposeSecret, SecretString};

use super::{origin, secret, session};
use crate::{app::App, error::ApiError};

/// Who may speak for one company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// `Authorization: Basic base64(API_KEY)`: everything.
    Partner,
    /// `Authorization: Bearer`: post credentials for this company, read its connections. With the hash of
    /// the token.
    Token(String),
    /// The hosted page's cookie: the same, from that page alone. With the hash of the session.
    Session(String),
}

impl Principal {
    /// Identifies the caller for this company. An `Authorization` header decides alone: a wrong one is not made good
    /// by a cookie.
    pub async fn of(
        app: &App,
        company: &str,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<Self, ApiError> {
        match credentials(headers) {
            Some(Credentials::Partner(key)) if app.store.partner_key_is_good(key.expose_secret()).await? => {
                Ok(Self::Partner)
            }
            Some(Credentials::Bearer(token))
                if app.store.access_token_is_good(company, token.expose_secret()).await? =>
            {
                Ok(Self::Token(secret::hash(token.expose_secret())))
            }
            Some(_) => Err(unknown_credentials().refused()),
            None => {
                let session = Self::session(app, company, method, headers).await?;
                Ok(Self::Session(secret::hash(session.expose_secret())))
            }
        }
    }

    /// Of a company token or a session, its hash: what they are counted by.
    pub fn hash(&self) -> Option<&str> {
        match self {
            Self::Partner => None,
            Self::Token(hash) | Self::Session(hash) => Some(hash),
        }
    }

    /// The company that a token speaks for, where the address does not name it.
    pub async fn company_of_token(app: &App, headers: &HeaderMap) -> Result<String, ApiError> {
        let company = match credentials(headers) {
            Some(Credentials::Bearer(token)) => {
                app.store.company_of_access_token(token.expose_secret()).await?
            }
            Some(Credentials::Partner(_)) => None,
            None => return Err(unknown_credentials()),
        };
        company.ok_or_else(|| unknown_credentials().refused())
    }

    /// The hosted page's session itself, and nothing else.
    pub async fn session(
        app: &App,
        company: &str,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<SecretString, ApiError> {
        let expired = || {
            ApiError::case(
                ErrorCode::LinkExpired,
                "There is no session: the link was used, is too old, or unknown.",
            )
        };
        let session = session::from_headers(&app.config.public, company, headers).ok_or_else(expired)?;
        origin::require_own_page(app, method, headers)?;
        if app.store.session_is_good(company, session.expose_secret()).await? {
            Ok(session)
        } else {
            Err(expired().refused())
        }
    }
}

fn unknown_credentials() -> ApiError {
    ApiError::case(
        ErrorCode::LinkExpired,
        "The token or API key is missing, unknown, expired, or for another company.",
    )
}

/// Extractor for the addresses that are the partner's alone.
#[derive(Clone, Copy, Debug)]
pub struct Partner;

impl Partner {
    /// 403 for a company token where it opens nothing.
    pub const fn token_may_not() -> ApiError {
        ApiError::http(
            StatusCode::FORBIDDEN,
            "A company token may post credentials and read that company's connections, and nothing else.",
        )
    }
}

impl FromRequestParts<App> for Partner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let nobody = ApiError::http(
            StatusCode::UNAUTHORIZED,
            "Send a partner API key: Authorization: Basic base64(API_KEY).",
        );
        match credentials(&parts.headers) {
            Some(Credentials::Partner(key)) if app.store.partner_key_is_good(key.expose_secret()).await? => {
                Ok(Self)
            }
            Some(Credentials::Partner(_)) => Err(nobody.refused()),
            // Not looked up, so nothing is learned by guessing.
            Some(Credentials::Bearer(_)) => Err(Self::token_may_not()),
            None => Err(nobody),
        }
    }
}

enum Credentials {
    Partner(SecretString),
    Bearer(SecretString),
}

/// `None` without a header; a header that cannot be read is a key that nobody has.
fn credentials(headers: &HeaderMap) -> Option<Credentials> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Credentials::Bearer(rest.trim().to_owned().into()));
    }
    let is_basic = scheme.eq_ignore_ascii_case("basic");
    let decoded = BASE64.decode(rest.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let key = decoded.filter(|_| is_basic).unwrap_or_default();
    // HTTP clients that know Basic as "user:password" send `key:`.
    Some(Credentials::Partner(key.strip_suffix(':').unwrap_or(&key).to_owned().into()))
}
