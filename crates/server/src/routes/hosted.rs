//! The hosted Link page, and the session that its script buys with the one-time password.

use axum::{
    Json, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::Response,
    routing::get,
};
use axum_extra::extract::cookie::CookieJar;
use maxio_link_wire::{Connection, ConnectionStatus, ErrorCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tower_http::compression::CompressionLayer;
use tracing::Instrument;
use url::form_urlencoded;

use super::{
    json::JsonBody,
    template::{self, Kind, PartnerConfig},
};
use crate::{
    app::App,
    auth::{Principal, origin, session},
    error::ApiError,
    store::{Company, StoredConnection},
};

/// A merchant has one a site.
const CONNECTIONS_SHOWN: i64 = 100;

/// Routes of this file.
pub fn routes() -> Router<App> {
    // The first screen is in the page, and most of it is style. There is no secret in it, whose length would tell of it.
    let page = get(page).layer(CompressionLayer::new());
    Router::new()
        .route("/company/{company}", page)
        .route("/company/{company}/session", get(resume).post(spend))
}

/// What the page's script needs to know. The endpoint comes from here and never from the address: a link with
/// somebody else's endpoint in it would be a trap on our own domain.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageConfig<'a> {
    company_id: &'a str,
    endpoint: String,
    session: String,
    #[serde(flatten)]
    partner: PartnerConfig<'a>,
    redirect_urls: Vec<String>,
    state: PageState,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum PageState {
    Ready,
    UnknownCompany,
    IntegrationDisabled,
}

/// Serves the page and spends nothing: mail scanners and previews fetch links too.
async fn page(
    State(app): State<App>,
    Path(company): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // Whatever else stands in the address is no company, and is not repeated in the page.
    let company = uuid::Uuid::parse_str(&company).unwrap_or_default().to_string();
    let state = if app.store.company(&company).await?.is_none() {
        PageState::UnknownCompany
    } else if app.store.integration().await?.is_enabled() {
        PageState::Ready
    } else {
        PageState::IntegrationDisabled
    };
    let partner = app.partner().await?;
    let config = PageConfig {
        company_id: &company,
        endpoint: app.config.public.join(&format!("/companies/{company}/connections")),
        session: app.config.public.join(&format!("/company/{company}/session")),
        partner: PartnerConfig::of(&partner),
        redirect_urls: app.store.settings().await?.redirect_urls,
        state,
    };
    let status = if state == PageState::UnknownCompany { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let kind = match (state, one_time_password(query)) {
        (PageState::Ready, Some(password))
            if prefers_english(&headers) && begins(&app, &company, &password).await? =>
        {
            Kind::FirstScreen { partner: &partner.name }
        }
        (PageState::Ready, _) => Kind::Hosted,
        _ => Kind::Closed,
    };
    template::answer(&app, kind, status, "'none'", &config)
}

/// The first of that name, as the script takes it; whatever else stands in the address has no meaning.
fn one_time_password(query: Option<String>) -> Option<SecretString> {
    let query = SecretString::from(query?);
    let mut pairs = form_urlencoded::parse(query.expose_secret().as_bytes());
    pairs.find_map(|(name, value)| (name == "link.otp").then(|| value.into_owned().into()))
}

/// Whether Link will begin with its first screen: the password is good, and nothing is linked. Whoever has such a password
/// may know that.
async fn begins(app: &App, company: &str, password: &SecretString) -> Result<bool, ApiError> {
    if !app.store.one_time_password_is_good(company, password.expose_secret()).await? {
        return Ok(false);
    }
    let (stored, _) = app.store.connections(company, CONNECTIONS_SHOWN, 0).await?;
    Ok(!stored.iter().any(|stored| stored.status == ConnectionStatus::Linked))
}

/// Whether the script will choose English, which the first screen is in. (It looks at the same list.)
fn prefers_english(headers: &HeaderMap) -> bool {
    let languages = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let first = languages.and_then(|list| list.split([',', ';', '-']).next()).unwrap_or("en");
    first.trim().eq_ignore_ascii_case("en")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spend {
    #[serde(default)]
    one_time_password: Option<SecretString>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionBody {
    company_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subdomain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'static str>,
    /// What this session has linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<Connection>,
    /// All that is linked, whenever it was: the merchant may withdraw it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    linked: Vec<Connection>,
}

impl SessionBody {
    async fn new(
        app: &App,
        company: Company,
        connection: Option<StoredConnection>,
    ) -> Result<Self, ApiError> {
        let (stored, _) = app.store.connections(&company.id, CONNECTIONS_SHOWN, 0).await?;
        let integration = app.store.integration().await?;
        let shown = |stored| app.wire_connection(&company.id, &integration, stored);
        let is_linked = |stored: &StoredConnection| stored.status == ConnectionStatus::Linked;
        let linked = stored.into_iter().filter(is_linked).map(shown).collect::<Result<_, _>>()?;
        let connection = connection.map(shown).transpose()?;
        let (subdomain, environment) =
            company.site.map(|site| (site.subdomain, site.environment.as_str())).unzip();
        Ok(Self { company_name: company.name, subdomain, environment, connection, linked })
    }
}

/// A good password buys a new session; without one, the session of before goes on (a reload, or the link clicked
/// again in the same browser).
async fn spend(
    State(app): State<App>,
    Path(company): Path<String>,
    method: Method,
    headers: HeaderMap,
    JsonBody { value: posted, .. }: JsonBody<Spend>,
) -> Result<(CookieJar, Json<SessionBody>), ApiError> {
    origin::require_own_page(&app, &method, &headers)?;
    let company = app.company(&company).await?;
    let given = posted.one_time_password.is_some();
    if let Some(password) = posted.one_time_password
        && let Some(session) = open_session(&app, &company.id, password).await?
    {
        let cookie = session::cookie(&app.config.public, &company.id, &session);
        // Nothing has been linked in a session that has just begun.
        return Ok((CookieJar::new().add(cookie), Json(SessionBody::new(&app, company, None).await?)));
    }
    let session = Principal::session(&app, &company.id, &method, &headers).await;
    let session = session.map_err(|error| match error.code() {
        Some(ErrorCode::LinkExpired) if given => error.refused(),
        _ => error,
    })?;
    Ok((CookieJar::new(), Json(session_body(&app, company, &session).await?)))
}

/// Finished even for a client that has gone: nothing about a password is left half-way.
async fn open_session(
    app: &App,
    company: &str,
    password: SecretString,
) -> Result<Option<SecretString>, ApiError> {
    let (store, company) = (app.store.clone(), company.to_owned());
    let opening = async move { store.open_session(&company, password.expose_secret()).await };
    let opened = app.tasks.spawn(opening.in_current_span()).await;
    Ok(opened.map_err(|_| ApiError::Internal("opening a session panicked"))??)
}

/// Whether there is a session, and what the page shows of the company.
async fn resume(
    State(app): State<App>,
    Path(company): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Json<SessionBody>, ApiError> {
    origin::require_own_page(&app, &method, &headers)?;
    let company = app.company(&company).await?;
    let session = Principal::session(&app, &company.id, &method, &headers).await?;
    Ok(Json(session_body(&app, company, &session).await?))
}

async fn session_body(app: &App, company: Company, session: &SecretString) -> Result<SessionBody, ApiError> {
    let linked = app.store.linked_since_session(&company.id, session.expose_secret()).await?;
    SessionBody::new(app, company, linked).await
}
