//! The hosted Link in a frame of a partner's page: mode `isolated`. There is no cookie and no secret in an address;
//! the company token comes from the partner's page over a channel, and speaks for one company.

use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, Method, StatusCode},
    response::Response,
    routing::get,
};
use maxio_link_wire::ErrorCode;
use serde::{Deserialize, Serialize};

use super::template::{self, Kind, PartnerConfig};
use crate::{
    app::App,
    auth::{Principal, origin},
    error::ApiError,
    store::Site,
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new().route("/frame", get(page)).route("/frame/session", get(session))
}

/// What the frame's script needs to know before it talks to anybody.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FrameConfig<'a> {
    session: String,
    /// The only ones that the script listens to.
    allowed_origins: &'a [String],
    #[serde(flatten)]
    partner: PartnerConfig<'a>,
}

/// The page, the same for every company. Only pages of allowed origins may frame it.
async fn page(State(app): State<App>) -> Result<Response, ApiError> {
    let mut allowed = app.store.allowed_origins().await?;
    allowed.extend(app.config.allowed_origins.iter().cloned());
    allowed.sort();
    allowed.dedup();
    let ancestors = if allowed.is_empty() { "'none'".to_owned() } else { allowed.join(" ") };
    let partner = app.partner().await?;
    let config = FrameConfig {
        session: app.config.public.join("/frame/session"),
        allowed_origins: &allowed,
        partner: PartnerConfig::of(&partner),
    };
    template::answer(&app, Kind::Frame, StatusCode::OK, &ancestors, &config)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    connection_id: Option<String>,
}

/// What Link needs to know of the company that the token speaks for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionBody {
    company_name: String,
    endpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subdomain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'static str>,
}

/// Says what stops it before anything is typed. With `?connectionId=` the site is that of the connection to renew.
async fn session(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<SessionBody>, ApiError> {
    origin::require_own_page(&app, &method, &headers)?;
    let Query(asked) = asked.map_err(|_| ApiError::field("connectionId", "At most one connection."))?;
    let company = app.company(&Principal::company_of_token(&app, &headers).await?).await?;
    if !app.store.integration().await?.is_enabled() {
        let message = "The Maxio integration is switched off.";
        return Err(ApiError::case(ErrorCode::IntegrationDisabled, message).item("platformKey"));
    }
    let site = match asked.connection_id {
        Some(id) => match app.store.connection(&company.id, &id).await? {
            Some(connection) => connection.site.map(|linked| linked.site).or(company.site),
            None => {
                return Err(ApiError::field("connectionId", "This company has no such connection."));
            }
        },
        None => company.site,
    };
    let (subdomain, environment) =
        site.map(|Site { subdomain, environment }| (subdomain, environment.as_str())).unzip();
    let endpoint = app.config.public.join(&format!("/companies/{}/connections", company.id));
    Ok(Json(SessionBody { company_name: company.name, endpoint, subdomain, environment }))
}
