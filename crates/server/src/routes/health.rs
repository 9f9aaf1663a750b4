//! Whether the server is well, for whoever restarts it or sends it requests.

use axum::{Router, extract::State, http::StatusCode, routing::get};

use crate::{app::App, error::ApiError};

/// Routes of this file: for everybody, because they say next to nothing.
pub fn routes() -> Router<App> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

/// The process answers.
async fn alive() -> &'static str {
    "ok"
}

/// It can do its work: the database answers, and it is not shutting down.
async fn ready(State(app): State<App>) -> Result<&'static str, ApiError> {
    let unready = |message| ApiError::http(StatusCode::SERVICE_UNAVAILABLE, message);
    if app.stopping.is_cancelled() {
        return Err(unready("The server is shutting down."));
    }
    app.store.ping().await.map_err(|error| {
        tracing::warn!(%error, "not ready");
        unready("The database does not answer.")
    })?;
    Ok("ready")
}
