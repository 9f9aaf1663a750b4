//! The hosted Link page, and the session that its script buys with the one-time password.

use std::path::{Path as FilePath, PathBuf};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use axum_extra::extract::cookie::CookieJar;
use maxio_link_wire::{Connection, DEFAULT_PLATFORM_KEY};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tracing::Instrument;

use super::{embed::VERSION, json::JsonBody};
use crate::{
    app::App,
    auth::{Principal, origin, session},
    config::Config,
    error::{ApiError, OwnBody},
    store::Company,
};

const BASE: &str = r#"<base href="./" />"#;
const CONFIG: &str = r#"<script type="application/json" id="link-config">{}</script>"#;
const CONFIG_OPEN: &str = r#"<script type="application/json" id="link-config">"#;
const CONFIG_CLOSE: &str = "</script>";

const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data:; base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
);

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/company/{company}", get(page))
        .route("/company/{company}/session", get(resume).post(spend))
}

/// Why the hosted page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// Not built.
    #[error("there is no built widget in {folder}: {file} is missing (build it with `cargo xtask build`)", folder = .folder.display())]
    NotBuilt {
        /// `--assets`.
        folder: PathBuf,
        /// What was looked for.
        file: &'static str,
    },
    /// Built from something else.
    #[error("index.html in {folder} has no element {element}, which the server replaces", folder = .folder.display())]
    NoPlace {
        /// `--assets`.
        folder: PathBuf,
        /// What was looked for.
        element: &'static str,
    },
}

/// index.html around its configuration.
pub struct HostedPage {
    before_config: String,
    after_config: String,
}

impl HostedPage {
    /// Reads index.html of a build, and sees that the rest is there.
    pub fn load(folder: &FilePath, config: &Config) -> Result<Self, PageError> {
        let not_built = |file| PageError::NotBuilt { folder: folder.to_owned(), file };
        for file in ["page.js", "page.css", "maxio-link.js", "maxio-link.wasm"] {
            if !folder.join(file).is_file() {
                return Err(not_built(file));
            }
        }
        let page = std::fs::read_to_string(folder.join("index.html")).map_err(|_| not_built("index.html"))?;
        let no_place = |element| PageError::NoPlace { folder: folder.to_owned(), element };
        if !page.contains(BASE) {
            return Err(no_place(BASE));
        }
        let base = format!(r#"<base href="{}/embed/{VERSION}/" />"#, config.public.path());
        let page = page.replacen(BASE, &base, 1);
        let (before, after) = page.split_once(CONFIG).ok_or_else(|| no_place(CONFIG))?;
        Ok(Self {
            before_config: format!("{before}{CONFIG_OPEN}"),
            after_config: format!("{CONFIG_CLOSE}{after}"),
        })
    }

    fn fill(&self, config: &PageConfig<'_>) -> Result<String, ApiError> {
        let json = serde_json::to_string(config)
            .map_err(|_| ApiError::Internal("the page's configuration has no JSON"))?;
        // Inside strings only: none of these characters is part of JSON's own signs.
        let json = json.replace('<', r"\u003c").replace('>', r"\u003e").replace('&', r"\u0026");
        Ok([self.before_config.as_str(), &json, &self.after_config].concat())
    }
}

/// What the page's script needs to know. The endpoint comes from here and never from the address: a link with
/// somebody else's endpoint in it would be a trap on our own domain.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageConfig<'a> {
    company_id: &'a str,
    endpoint: String,
    session: String,
    partner_name: &'a str,
    platform_key: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    support_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    privacy_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms_url: Option<&'a str>,
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
async fn page(State(app): State<App>, Path(company): Path<String>) -> Result<Response, ApiError> {
    // Whatever else stands in the address is no company, and is not repeated in the page.
    let company = uuid::Uuid::parse_str(&company).unwrap_or_default().to_string();
    let state = if app.store.company(&company).await?.is_none() {
        PageState::UnknownCompany
    } else if app.store.integration().await?.is_enabled() {
        PageState::Ready
    } else {
        PageState::IntegrationDisabled
    };
    let config = &app.config;
    let reloaded = config.reload_assets.then(|| HostedPage::load(&config.assets, config)).transpose()?;
    let html = reloaded.as_ref().unwrap_or(&app.page).fill(&PageConfig {
        company_id: &company,
        endpoint: config.public.join(&format!("/companies/{company}/connections")),
        session: config.public.join(&format!("/company/{company}/session")),
        partner_name: &config.partner_name,
        platform_key: DEFAULT_PLATFORM_KEY,
        support_url: config.links.support.as_deref(),
        privacy_url: config.links.privacy.as_deref(),
        terms_url: config.links.terms.as_deref(),
        state,
    })?;
    let status = if state == PageState::UnknownCompany { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let mut response = (status, axum::response::Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response.extensions_mut().insert(OwnBody);
    Ok(response)
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
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<Connection>,
}

impl SessionBody {
    fn new(company: Company, connection: Option<Connection>) -> Self {
        let (subdomain, environment) =
            company.site.map(|site| (site.subdomain, site.environment.as_str())).unzip();
        Self { company_name: company.name, subdomain, environment, connection }
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
    if let Some(password) = posted.one_time_password
        && let Some(session) = open_session(&app, &company.id, password).await?
    {
        let cookie = session::cookie(&app.config.public, &company.id, &session);
        // Nothing has been linked in a session that has just begun.
        return Ok((CookieJar::new().add(cookie), Json(SessionBody::new(company, None))));
    }
    let session = Principal::session(&app, &company.id, &method, &headers).await?;
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

/// With what this session has linked. What was linked before it is not shown as done: a fresh Link URL is there to
/// link again.
async fn session_body(app: &App, company: Company, session: &SecretString) -> Result<SessionBody, ApiError> {
    let linked = app.store.linked_since_session(&company.id, session.expose_secret()).await?;
    let connection = match linked {
        Some(stored) => Some(app.wire_connection(&company.id, &app.store.integration().await?, stored)?),
        None => None,
    };
    Ok(SessionBody::new(company, connection))
}
