//! Connections: where Link posts what the merchant entered.

use axum::{
    Json, Router,
    extract::{FromRequest, Path, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use maxio_link_wire::{Connection, ConnectionRequest, ConnectionStatus};
use serde::Deserialize;
use tracing::Instrument;

use super::{
    in_time,
    json::JsonBody,
    paging::{Page, Paged},
};
use crate::{
    app::App,
    auth::{Partner, Principal, origin},
    error::ApiError,
    link::{IDEMPOTENCY_HEADER, LinkRequest, Linking},
    store::{Action, Actor, Subject, Unlinked},
};

const UNKNOWN: ApiError = ApiError::http(StatusCode::NOT_FOUND, "This company has no such connection.");
const LONGEST_IDEMPOTENCY_KEY: usize = 255;

/// Routes of this file: the only ones that other origins' pages may use.
pub fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/companies/{company}/connections", get(list).post(create))
        .route("/companies/{company}/connections/{connection}", get(read).patch(unlink).delete(delete))
        // Inside of CORS, so that Link can read that it was too late.
        .layer(in_time())
        .layer(origin::cors())
        .layer(middleware::from_fn_with_state(app.clone(), origin::require_allowed))
}

/// Found out before the body is read: a stranger's body is not worth reading.
async fn create(
    State(app): State<App>,
    Path(company): Path<String>,
    method: Method,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, ApiError> {
    let principal = Principal::of(&app, &company, &method, &headers).await?;
    let JsonBody { value: posted, raw } = JsonBody::<ConnectionRequest>::from_request(request, &app).await?;
    let request = LinkRequest::check(posted, &app.partner().await?)?;
    let idempotency = match idempotency_key(&headers)? {
        Some(key) => Some((key, app.vault.fingerprint(&raw)?)),
        None => None,
    };
    drop(raw);
    let linking = Linking { app: app.clone(), company, principal, request, idempotency };
    let answer = app
        .tasks
        .spawn(linking.run().in_current_span())
        .await
        .map_err(|_| ApiError::Internal("linking panicked"))??;
    Ok((answer.status, [(header::CONTENT_TYPE, "application/json")], answer.json).into_response())
}

async fn list(
    State(app): State<App>,
    Path(company): Path<String>,
    method: Method,
    headers: HeaderMap,
    page: Page,
) -> Result<Json<Paged<Connection>>, ApiError> {
    Principal::of(&app, &company, &method, &headers).await?;
    let company = app.company(&company).await?.id;
    let integration = app.store.integration().await?;
    let (stored, total) = app.store.connections(&company, page.limit(), page.offset()).await?;
    let connections = stored
        .into_iter()
        .map(|stored| app.wire_connection(&company, &integration, stored))
        .collect::<Result<_, _>>()?;
    Ok(Json(page.of(&format!("/companies/{company}/connections"), connections, total)))
}

async fn read(
    State(app): State<App>,
    Path((company, connection)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Json<Connection>, ApiError> {
    Principal::of(&app, &company, &method, &headers).await?;
    let company = app.company(&company).await?.id;
    let stored = app.store.connection(&company, &connection).await?.ok_or(UNKNOWN)?;
    let integration = app.store.integration().await?;
    Ok(Json(app.wire_connection(&company, &integration, stored)?))
}

/// What may be changed of a connection: its end.
#[derive(Deserialize)]
struct Change {
    status: String,
}

async fn unlink(
    _: Partner,
    State(app): State<App>,
    Path((company, connection)): Path<(String, String)>,
    JsonBody { value: change, .. }: JsonBody<Change>,
) -> Result<Json<Connection>, ApiError> {
    if ConnectionStatus::parse(&change.status) != Some(ConnectionStatus::Unlinked) {
        return Err(ApiError::field("status", "The only status that can be set is Unlinked."));
    }
    let company = app.company(&company).await?.id;
    let unlinked = app.store.unlink_connection(&company, &connection).await?.ok_or(UNKNOWN)?;
    if let Unlinked::Now(_) = unlinked {
        let subject = Subject::Connection { company: &company, connection: &connection };
        app.store.record(Actor::Partner, Action::ConnectionUnlinked, subject).await?;
    }
    let integration = app.store.integration().await?;
    Ok(Json(app.wire_connection(&company, &integration, unlinked.into_connection())?))
}

async fn delete(
    _: Partner,
    State(app): State<App>,
    Path((company, connection)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let company = app.company(&company).await?.id;
    app.store.delete_connection(&company, &connection).await?.ok_or(UNKNOWN)?;
    let subject = Subject::Connection { company: &company, connection: &connection };
    app.store.record(Actor::Partner, Action::ConnectionDeleted, subject).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get(IDEMPOTENCY_HEADER) else { return Ok(None) };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_IDEMPOTENCY_KEY => Ok(Some(key.to_owned())),
        _ => Err(ApiError::field("Idempotency-Key", "An idempotency key has 1 to 255 ASCII characters.")),
    }
}
