//! The hosted page's session: a cookie for one company.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use secrecy::{ExposeSecret, SecretString};

use crate::config::PublicUrl;

/// The session that came with a request for this company.
pub fn from_headers(public: &PublicUrl, company: &str, headers: &HeaderMap) -> Option<SecretString> {
    CookieJar::from_headers(headers)
        .get(&cookie_name(public, company))
        .map(|cookie| cookie.value().to_owned().into())
}

/// The cookie that keeps it. Lax, because Strict would not be sent after a click in an e-mail; it ends with the
/// browser, or with the session in the database, whichever is first.
pub fn cookie(public: &PublicUrl, company: &str, session: &SecretString) -> Cookie<'static> {
    Cookie::build((cookie_name(public, company), session.expose_secret().to_owned()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(public.is_https())
        .path("/")
        .build()
}

/// Named after the company, so that two companies open in one browser keep apart. Browsers give `__Host-` cookies to
/// the exact host alone, and accept them over https only.
fn cookie_name(public: &PublicUrl, company: &str) -> String {
    let prefix = if public.is_https() { "__Host-" } else { "" };
    format!("{prefix}maxio_link_{company}")
}
