//! What the operator changes while the server runs.

use axum::{Json, extract::State, routing::get};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::json::JsonBody;
use crate::{
    app::App,
    auth::Partner,
    error::ApiError,
    settings::{Settings, check_origins},
    store::{Action, Actor, Subject},
};

/// Routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read, replace))
        .routes(routes!(read_origins, replace_origins))
        // The published API's earlier name for the same.
        .route("/connectionManagement/corsSettings", get(read_origins).post(replace_origins))
}

#[utoipa::path(get, path = "/settings", operation_id = "get-settings", tag = "Settings", responses((status = 200, description = "All settings", body = Settings)))]
async fn read(_: Partner, State(app): State<App>) -> Result<Json<Settings>, ApiError> {
    Ok(Json(app.store.settings().await?))
}

#[utoipa::path(put, path = "/settings", operation_id = "replace-settings", tag = "Settings", request_body = Settings, responses((status = 200, description = "The settings as they are now", body = Settings)))]
async fn replace(
    _: Partner,
    State(app): State<App>,
    JsonBody { value: posted, .. }: JsonBody<Settings>,
) -> Result<Json<Settings>, ApiError> {
    let settings = posted.checked()?;
    app.store.set_settings(&settings).await?;
    app.store.record(Actor::Partner, Action::SettingsChanged, Subject::Settings).await?;
    Ok(Json(settings))
}

/// See [`Settings::allowed_origins`].
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CorsSettings {
    allowed_origins: Vec<String>,
}

#[utoipa::path(get, path = "/corsSettings", operation_id = "get-cors-settings", tag = "Settings", responses((status = 200, description = "The origins", body = CorsSettings)))]
async fn read_origins(_: Partner, State(app): State<App>) -> Result<Json<CorsSettings>, ApiError> {
    Ok(Json(CorsSettings { allowed_origins: app.store.allowed_origins().await? }))
}

#[utoipa::path(post, path = "/corsSettings", operation_id = "set-cors-settings", tag = "Settings", request_body = CorsSettings, responses((status = 200, description = "The origins as they are now", body = CorsSettings)))]
async fn replace_origins(
    _: Partner,
    State(app): State<App>,
    JsonBody { value: posted, .. }: JsonBody<CorsSettings>,
) -> Result<Json<CorsSettings>, ApiError> {
    let allowed_origins = check_origins(&posted.allowed_origins)?;
    app.store.set_allowed_origins(&allowed_origins).await?;
    app.store.record(Actor::Partner, Action::SettingsChanged, Subject::Settings).await?;
    Ok(Json(CorsSettings { allowed_origins }))
}
