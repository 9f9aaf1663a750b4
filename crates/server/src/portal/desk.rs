//! Who sits at the portal: the operator of a session, and the proof that a form is our own.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, Method, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::trouble::Trouble;
use crate::{
    app::App,
    auth::origin,
    config::PublicUrl,
    error::ApiError,
    store::{Action, Actor, StoreError, Subject},
};

/// The name of the form's field with the token.
pub const TOKEN: &str = "token";

/// An operator who is signed in: extractor of every page but those for signing in.
pub struct Desk {
    /// The server.
    pub app: App,
    /// The operator's name.
    pub operator: String,
    session: SecretString,
}

impl Desk {
    /// The address of a page of the portal.
    pub fn href(&self, path: &str) -> String {
        href(&self.app, path)
    }

    /// To a page of the portal, after a form.
    pub fn see(&self, path: &str) -> Response {
        Redirect::to(&self.href(path)).into_response()
    }

    /// What a form must bring to be one of this session's: another page cannot read it, nor make it.
    pub fn token(&self) -> Result<String, ApiError> {
        Ok(URL_SAFE_NO_PAD.encode(token_of(&self.session)?.finalize().into_bytes()))
    }

    /// Notes in the audit log what this operator did.
    pub async fn record(&self, action: Action, subject: Subject<'_>) -> Result<(), StoreError> {
        self.app.store.record(Actor::Operator(&self.operator), action, subject).await
    }

    /// Notes that the company's page is to show a new Link URL when this operator is sent on to it.
    pub async fn want_link(&self, company: &str) -> Result<(), StoreError> {
        self.app.store.want_link(&self.session, company).await
    }

    /// Whether it is to do so now: not when it is loaded again.
    pub async fn take_wanted_link(&self, company: &str) -> Result<bool, StoreError> {
        self.app.store.take_wanted_link(&self.session, company).await
    }

    /// Ends the session.
    pub async fn leave(&self) -> Result<(), StoreError> {
        self.app.store.close_user_session(&self.session).await
    }
}

/// The address of a page of the portal; `/` is where it begins.
pub fn href(app: &App, path: &str) -> String {
    let path = if path == "/" { "" } else { path };
    format!("{}/portal{path}", app.config.public.path())
}

/// Where the portal begins.
pub async fn home(desk: Desk) -> Response {
    desk.see("/companies")
}

impl FromRequestParts<App> for Desk {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let session = session_of(&app.config.public, &parts.headers);
        let operator = match &session {
            Some(session) => app.store.user_of_session(session).await?,
            None => None,
        };
        match (session, operator) {
            (Some(session), Some(operator)) => Ok(Self { app: app.clone(), operator, session }),
            _ => Err(Trouble::NotSignedIn { wanted: wanted(&parts.method, parts) }),
        }
    }
}

/// The page to go to once signed in. What a form wanted to do is not done behind a sign-in.
fn wanted(method: &Method, parts: &Parts) -> Option<String> {
    // Inside of the nest: without `/portal`.
    (*method == Method::GET).then(|| parts.uri.path_and_query().map(ToString::to_string)).flatten()
}

/// Extractor: a form of one of our own pages, sent by the operator who got it.
pub struct Posted {
    /// Who sent it.
    pub desk: Desk,
    /// What it says.
    pub fields: Fields,
}

impl FromRequest<App> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, app).await?;
        let fields = Fields::from_request(Request::from_parts(parts, body), app).await?;
        let sent = URL_SAFE_NO_PAD.decode(fields.text(TOKEN)).unwrap_or_default();
        // Compared in constant time.
        token_of(&desk.session)?.verify_slice(&sent).map_err(|_| Trouble::ForeignForm)?;
        Ok(Self { desk, fields })
    }
}

/// Extractor: what a form of this origin says. By itself it proves nothing more.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// A field without the white space around it; empty if there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// Every field of this name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.trim()).collect()
    }

    /// A field as it was typed, which is never to be shown.
    pub fn secret(&self, name: &str) -> SecretString {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value).to_owned().into()
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        origin::require_own_page(app, request.method(), request.headers())
            .map_err(|_| Trouble::ForeignForm)?;
        let kind = request.headers().get(header::CONTENT_TYPE);
        if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"application/x-www-form-urlencoded")) {
            return Err(Trouble::ForeignForm);
        }
        let body = Bytes::from_request(request, app).await.map_err(IntoResponse::into_response)?;
        Ok(Self(url::form_urlencoded::parse(&body).into_owned().collect()))
    }
}

/// The cookie of a session. Lax: a link to the portal in a mail finds the operator signed in. What it does needs the
/// form's token besides.
pub fn cookie(public: &PublicUrl, session: &SecretString) -> Cookie<'static> {
    Cookie::build((cookie_name(public), session.expose_secret().to_owned()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(public.is_https())
        .path("/")
        .build()
}

/// Takes it away.
pub fn no_cookie(public: &PublicUrl) -> Cookie<'static> {
    let mut cookie = cookie(public, &"".into());
    cookie.make_removal();
    cookie
}

fn session_of(public: &PublicUrl, headers: &HeaderMap) -> Option<SecretString> {
    CookieJar::from_headers(headers).get(cookie_name(public)).map(|cookie| cookie.value().to_owned().into())
}

/// See the hosted page's for `__Host-`.
fn cookie_name(public: &PublicUrl) -> &'static str {
    if public.is_https() { "__Host-maxio_link_portal" } else { "maxio_link_portal" }
}

fn token_of(session: &SecretString) -> Result<Hmac<Sha256>, ApiError> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(session.expose_secret().as_bytes())
        .map_err(|_| ApiError::Internal("a session cannot be a key"))?;
    mac.update(b"a form of the portal");
    Ok(mac)
}
