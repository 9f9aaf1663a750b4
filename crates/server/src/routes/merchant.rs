//! What a merchant may do about a connection that exists, on the hosted page: withdraw it, or hand over to a colleague.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode},
    routing::post,
};
use serde::Deserialize;

use super::json::JsonBody;
use crate::{
    app::App,
    auth::Principal,
    error::ApiError,
    store::{Action, Actor, Subject, Unlinked},
};

/// Routes of this file: for the hosted page's session, and nobody else.
pub fn routes() -> Router<App> {
    Router::new().route("/company/{company}/withdraw", post(withdraw))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Withdrawn {
    connection_id: String,
}

/// Erases the key of a connection; the partner is told as if they had unlinked it.
async fn withdraw(
    State(app): State<App>,
    Path(company): Path<String>,
    method: Method,
    headers: HeaderMap,
    JsonBody { value: Withdrawn { connection_id }, .. }: JsonBody<Withdrawn>,
) -> Result<StatusCode, ApiError> {
    Principal::session(&app, &company, &method, &headers).await?;
    let unknown = ApiError::http(StatusCode::NOT_FOUND, "This company has no such connection.");
    let unlinked = app.store.unlink_connection(&company, &connection_id).await?.ok_or(unknown)?;
    if let Unlinked::Now(_) = unlinked {
        let subject = Subject::Connection { company: &company, connection: &connection_id };
        app.store.record(Actor::Merchant, Action::ConnectionUnlinked, subject).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
