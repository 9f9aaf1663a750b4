//! Which origins' pages may embed Link with a company token.

use axum::{Json, Router, extract::State, routing::get};
use serde::{Deserialize, Serialize};

use super::json::JsonBody;
use crate::{app::App, auth::Partner, config, error::ApiError};

const MOST_ORIGINS: usize = 100;

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new().route("/connectionManagement/corsSettings", get(read).post(replace))
}

/// The origins set here. Those of the command line are allowed as well, and not listed: posting the list back must
/// not make them permanent.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CorsSettings {
    allowed_origins: Vec<String>,
}

async fn read(_: Partner, State(app): State<App>) -> Result<Json<CorsSettings>, ApiError> {
    Ok(Json(CorsSettings { allowed_origins: app.store.allowed_origins().await? }))
}

async fn replace(
    _: Partner,
    State(app): State<App>,
    JsonBody { value: posted, .. }: JsonBody<CorsSettings>,
) -> Result<Json<CorsSettings>, ApiError> {
    if posted.allowed_origins.len() > MOST_ORIGINS {
        return Err(ApiError::field("allowedOrigins", "At most 100 origins."));
    }
    let mut allowed_origins = posted
        .allowed_origins
        .iter()
        .map(|text| {
            config::origin(text).map_err(|error| ApiError::field("allowedOrigins", error.to_string()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    allowed_origins.sort();
    allowed_origins.dedup();
    app.store.set_allowed_origins(&allowed_origins).await?;
    Ok(Json(CorsSettings { allowed_origins }))
}
