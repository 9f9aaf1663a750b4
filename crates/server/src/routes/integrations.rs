//! Maxio as offered in Link, on or off.

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use maxio_link_wire::ErrorCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    filter::{Field, Filtered, Kind},
    json::JsonBody,
    paging::{Listed, Listing, Page, Paged},
};
use crate::{
    app::App,
    auth::Partner,
    error::ApiError,
    store::{Action, Actor, Integration, Order, Subject},
};

/// A neutral tile with a letter, as Link shows: the name is its owner's, and so is their logo.
const TILE: &str = include_str!("maxio-tile.svg");

/// Routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read, switch))
        .routes(routes!(branding))
        .route("/integrations/{platform_key}/logo.svg", get(logo))
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IntegrationBody {
    key: String,
    logo_url: String,
    name: String,
    enabled: bool,
    integration_id: String,
    source_id: String,
    source_type: &'static str,
    is_offline_connector: bool,
    is_beta: bool,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = IntegrationSwitch)]
struct Switch {
    enabled: bool,
}

impl Filtered for Integration {
    fn kind(field: &str) -> Option<Kind> {
        match field {
            "key" | "name" | "integrationId" | "sourceId" | "sourceType" => Some(Kind::Text),
            "enabled" | "isBeta" | "isOfflineConnector" => Some(Kind::Flag),
            _ => None,
        }
    }

    fn field(&self, name: &str) -> Field<'_> {
        match name {
            "key" => Field::Text(Some(&self.platform_key)),
            "name" => Field::Text(Some(&self.name)),
            "integrationId" => Field::Text(Some(&self.id)),
            "sourceId" => Field::Text(Some(&self.source_id)),
            "sourceType" => Field::Text(Some(SOURCE_TYPE)),
            "enabled" => Field::Flag(self.is_enabled()),
            _ => Field::Flag(false),
        }
    }
}

impl Listed for Integration {
    const ORDERS: &'static [(&'static str, Order)] = &[("name", Order::Name)];
}

const SOURCE_TYPE: &str = "Commerce";

#[utoipa::path(get, path = "/integrations", operation_id = "list-integrations", tag = "Integrations", params(Listing), responses((status = 200, description = "The integrations: there is one", body = Paged<IntegrationBody>)))]
async fn list(
    _: Partner,
    State(app): State<App>,
    page: Page<Integration>,
) -> Result<Json<Paged<IntegrationBody>>, ApiError> {
    let all = app.store.integration().await?;
    let passes = page.filter().is_none_or(|passes| passes(&all));
    let shown = if passes && page.offset() == 0 { vec![body(&app, all)] } else { Vec::new() };
    Ok(Json(page.of("/integrations", shown, passes.into())))
}

#[utoipa::path(get, path = "/integrations/{platform_key}", operation_id = "get-integration", tag = "Integrations", params(("platform_key" = String, Path, description = "The integration's platform key: mxio")), responses((status = 200, description = "The integration", body = IntegrationBody)))]
async fn read(
    _: Partner,
    State(app): State<App>,
    Path(platform_key): Path<String>,
) -> Result<Json<IntegrationBody>, ApiError> {
    let integration = known(&app, &platform_key).await?;
    Ok(Json(body(&app, integration)))
}

#[utoipa::path(put, path = "/integrations/{platform_key}", operation_id = "switch-integration", tag = "Integrations", params(("platform_key" = String, Path, description = "The integration's platform key: mxio")), request_body = Switch, responses((status = 200, description = "The integration as it is now", body = IntegrationBody)))]
async fn switch(
    _: Partner,
    State(app): State<App>,
    Path(platform_key): Path<String>,
    JsonBody { value: Switch { enabled }, .. }: JsonBody<Switch>,
) -> Result<Json<IntegrationBody>, ApiError> {
    known(&app, &platform_key).await?;
    app.store.enable_integration(enabled).await?;
    let action = if enabled { Action::IntegrationEnabled } else { Action::IntegrationDisabled };
    let subject = Subject::Integration { platform_key: &platform_key };
    app.store.record(Actor::Partner, action, subject).await?;
    let integration = app.store.integration().await?;
    Ok(Json(body(&app, integration)))
}

/// Pictures of an integration, for a partner's own flow.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BrandingBody {
    logo: Logo,
    source_id: String,
}

#[derive(Serialize, ToSchema)]
struct Logo {
    full: Picture,
    square: Picture,
}

#[derive(Clone, Serialize, ToSchema)]
struct Picture {
    image: Image,
}

#[derive(Clone, Serialize, ToSchema)]
struct Image {
    src: String,
    alt: String,
}

#[utoipa::path(get, path = "/integrations/{platform_key}/branding", operation_id = "get-integrations-branding", tag = "Integrations", params(("platform_key" = String, Path, description = "The integration's platform key: mxio")), responses((status = 200, description = "Pictures of the integration", body = BrandingBody)))]
async fn branding(
    _: Partner,
    State(app): State<App>,
    Path(platform_key): Path<String>,
) -> Result<Json<BrandingBody>, ApiError> {
    let integration = known(&app, &platform_key).await?;
    let image = Image { src: logo_url(&app, &integration), alt: integration.name };
    let square = Picture { image };
    Ok(Json(BrandingBody { logo: Logo { full: square.clone(), square }, source_id: integration.source_id }))
}

/// For every page, without a key: it is a picture.
async fn logo(State(app): State<App>, Path(platform_key): Path<String>) -> Result<Response, ApiError> {
    known(&app, &platform_key).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        // Opened by itself it is a document.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ];
    Ok((headers, TILE).into_response())
}

async fn known(app: &App, platform_key: &str) -> Result<Integration, ApiError> {
    let integration = app.store.integration().await?;
    if integration.platform_key == platform_key {
        Ok(integration)
    } else {
        Err(ApiError::case(ErrorCode::UnknownIntegration, "No integration has this platform key."))
    }
}

fn logo_url(app: &App, integration: &Integration) -> String {
    app.config.public.join(&format!("/integrations/{}/logo.svg", integration.platform_key))
}

fn body(app: &App, integration: Integration) -> IntegrationBody {
    IntegrationBody {
        logo_url: logo_url(app, &integration),
        enabled: integration.is_enabled(),
        key: integration.platform_key,
        name: integration.name,
        integration_id: integration.id,
        source_id: integration.source_id,
        source_type: SOURCE_TYPE,
        is_offline_connector: false,
        is_beta: false,
    }
}
