//! What the operator changes while the server runs.

use axum::{Json, Router, extract::State, routing::get};
use serde::{Deserialize, Serialize};

use super::json::JsonBody;
use crate::{
    app::App,
    auth::Partner,
    error::ApiError,
    settings::{Settings, check_origins},
    store::{Action, Actor, Subject},
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    let cors = || get(read_origins).post(replace_origins);
    Router::new()
        .route("/settings", get(read).put(replace))
        .route("/corsSettings", cors())
        // The published API's earlier name for the same.
        .route("/connectionManagement/corsSettings", cors())
}

async fn read(_: Partner, State(app): State<App>) -> Result<Json<Settings>, ApiError> {
    Ok(Json(app.store.settings().await?))
}

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
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CorsSettings {
    allowed_origins: Vec<String>,
}

async fn read_origins(_: Partner, State(app): State<App>) -> Result<Json<CorsSettings>, ApiError> {
    Ok(Json(CorsSettings { allowed_origins: app.store.allowed_origins().await? }))
}

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
