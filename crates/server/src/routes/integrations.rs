//! Maxio as offered in Link, on or off.

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::get,
};
use maxio_link_wire::ErrorCode;
use serde::{Deserialize, Serialize};

use super::{
    json::JsonBody,
    paging::{Page, Paged},
};
use crate::{
    app::App,
    auth::Partner,
    error::ApiError,
    store::{Action, Actor, Integration, Subject},
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/integrations", get(list))
        .route("/integrations/{platform_key}", get(read).put(switch))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IntegrationBody {
    key: String,
    name: String,
    enabled: bool,
    integration_id: String,
    source_id: String,
    source_type: &'static str,
    is_offline_connector: bool,
    is_beta: bool,
}

#[derive(Deserialize)]
struct Switch {
    enabled: bool,
}

async fn list(
    _: Partner,
    State(app): State<App>,
    page: Page,
) -> Result<Json<Paged<IntegrationBody>>, ApiError> {
    let all = [app.store.integration().await?];
    let total = 1;
    let shown = if page.offset() == 0 { all.into_iter().map(body).collect() } else { Vec::new() };
    Ok(Json(page.of("/integrations", shown, total)))
}

async fn read(
    _: Partner,
    State(app): State<App>,
    Path(platform_key): Path<String>,
) -> Result<Json<IntegrationBody>, ApiError> {
    Ok(Json(body(known(&app, &platform_key).await?)))
}

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
    tracing::info!(platform_key, enabled, "integration switched");
    Ok(Json(body(app.store.integration().await?)))
}

async fn known(app: &App, platform_key: &str) -> Result<Integration, ApiError> {
    let integration = app.store.integration().await?;
    if integration.platform_key == platform_key {
        Ok(integration)
    } else {
        Err(ApiError::case(ErrorCode::UnknownIntegration, "No integration has this platform key."))
    }
}

fn body(integration: Integration) -> IntegrationBody {
    IntegrationBody {
        enabled: integration.is_enabled(),
        key: integration.platform_key,
        name: integration.name,
        integration_id: integration.id,
        source_id: integration.source_id,
        source_type: "Commerce",
        is_offline_connector: false,
        is_beta: false,
    }
}
