//! Connections: where Link posts what the merchant entered.

use axum::{
    Json,
    extract::{FromRequest, Path, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
};
use maxio_link_wire::{Connection, ConnectionRequest, ConnectionStatus};
use secrecy::SecretString;
use serde::Deserialize;
use tracing::Instrument;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    filter::{Field, Filtered, Kind},
    in_time,
    json::JsonBody,
    paging::{Listed, Listing, Page, Paged},
};
use crate::{
    app::App,
    auth::{Network, Partner, Principal, origin},
    error::ApiError,
    link::{IDEMPOTENCY_HEADER, LinkRequest, Linking},
    store::{Action, Actor, Order, StoredConnection, Subject, Unlinked},
};

/// 404, for a connection that is not this company's.
pub const UNKNOWN: ApiError = ApiError::http(StatusCode::NOT_FOUND, "This company has no such connection.");
const LONGEST_IDEMPOTENCY_KEY: usize = 255;

/// Routes of this file: the only ones that other origins' pages may use.
pub fn routes(app: &App) -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, unlink, delete))
        .routes(routes!(authorise))
        // Inside of CORS, so that Link can read that it was too late.
        .layer(in_time())
        .layer(origin::cors())
        .layer(middleware::from_fn_with_state(app.clone(), origin::require_allowed))
}

impl Filtered for StoredConnection {
    fn kind(field: &str) -> Option<Kind> {
        match field {
            "id" | "status" | "connectionInfo.subdomain" | "connectionInfo.siteName" => Some(Kind::Text),
            "created" => Some(Kind::Time),
            _ => None,
        }
    }

    fn field(&self, name: &str) -> Field<'_> {
        match name {
            "id" => Field::Text(Some(&self.id)),
            "status" => Field::Text(Some(self.status.as_str())),
            "created" => Field::Time(self.created_at),
            "connectionInfo.siteName" => {
                Field::Text(self.site.as_ref().and_then(|site| site.name.as_deref()))
            }
            _ => Field::Text(self.site.as_ref().map(|site| site.site.subdomain.as_str())),
        }
    }
}

impl Listed for StoredConnection {
    const ORDERS: &'static [(&'static str, Order)] = &[("created", Order::Created)];
}

/// Found out before the body is read: a stranger's body is not worth reading.
#[utoipa::path(post, path = "/companies/{company}/connections", operation_id = "create-connection", tag = "Connections", params(("company" = String, Path, description = "Id of the company"), ("Idempotency-Key" = Option<String>, Header, description = "The same for a retry of the same attempt")), request_body = ConnectionRequest, responses((status = 200, description = "A connection that was prepared, or that has a new key", body = Connection), (status = 201, description = "A new connection", body = Connection)))]
async fn create(
    State(app): State<App>,
    Path(company): Path<String>,
    network: Option<Network>,
    method: Method,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, ApiError> {
    let principal = Principal::of(&app, &company, &method, &headers).await?;
    let JsonBody { value: posted, raw } =
        JsonBody::<ConnectionRequest<_>>::from_request(request, &app).await?;
    let request = LinkRequest::check(posted, &app.partner().await?)?;
    let idempotency = match idempotency_key(&headers)? {
        Some(key) => Some((key, app.vault.fingerprint(&raw)?)),
        None => None,
    };
    drop(raw);
    link(Linking { app, company, principal, network, request, idempotency }).await
}

async fn link(linking: Linking) -> Result<Response, ApiError> {
    let linked = linking.app.tasks.clone().spawn(linking.run().in_current_span()).await;
    let answer = linked.map_err(|_| ApiError::Internal("linking panicked"))??;
    Ok((answer.status, [(header::CONTENT_TYPE, "application/json")], answer.json).into_response())
}

/// What Link posts, without what the address says already.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Authorisation {
    #[schema(value_type = String)]
    api_key: SecretString,
    #[serde(default)]
    subdomain: Option<String>,
    #[serde(default)]
    environment: Option<String>,
}

/// Gives a connection its key, or another one.
#[utoipa::path(put, path = "/companies/{company}/connections/{connection}/authorization", operation_id = "update-connection-authorization", tag = "Connections", params(("company" = String, Path, description = "Id of the company"), ("connection" = String, Path, description = "Id of the connection")), request_body = Authorisation, responses((status = 200, description = "It is linked", body = Connection)))]
async fn authorise(
    _: Partner,
    State(app): State<App>,
    Path((company, connection)): Path<(String, String)>,
    JsonBody { value: posted, .. }: JsonBody<Authorisation>,
) -> Result<Response, ApiError> {
    app.company(&company).await?;
    let connection = app.store.connection(&company, &connection).await?.ok_or(UNKNOWN)?;
    let request = ConnectionRequest {
        platform_key: app.store.integration().await?.platform_key,
        api_key: Some(posted.api_key),
        subdomain: posted.subdomain,
        environment: posted.environment,
        connection_id: Some(connection.id),
        consent: None,
    };
    let request = LinkRequest::check(request, &app.partner().await?)?;
    let principal = Principal::Partner;
    link(Linking { app, company, principal, network: None, request, idempotency: None }).await
}

#[utoipa::path(get, path = "/companies/{company}/connections", operation_id = "list-connections", tag = "Connections", params(("company" = String, Path, description = "Id of the company"), Listing), responses((status = 200, description = "A page of connections", body = Paged<Connection>)))]
async fn list(
    State(app): State<App>,
    Path(company): Path<String>,
    method: Method,
    headers: HeaderMap,
    page: Page<StoredConnection>,
) -> Result<Json<Paged<Connection>>, ApiError> {
    Principal::of(&app, &company, &method, &headers).await?;
    let company = app.company(&company).await?.id;
    let integration = app.store.integration().await?;
    let passes = page.filter();
    let passes = |connection: &StoredConnection| passes.as_ref().is_none_or(|passes| passes(connection));
    let (stored, total) =
        app.store.find_connections(&company, passes, page.order(), page.limit(), page.offset()).await?;
    let connections = stored
        .into_iter()
        .map(|stored| app.wire_connection(&company, &integration, stored))
        .collect::<Result<_, _>>()?;
    Ok(Json(page.of(&format!("/companies/{company}/connections"), connections, total)))
}

#[utoipa::path(get, path = "/companies/{company}/connections/{connection}", operation_id = "get-connection", tag = "Connections", params(("company" = String, Path, description = "Id of the company"), ("connection" = String, Path, description = "Id of the connection")), responses((status = 200, description = "The connection", body = Connection)))]
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
#[derive(Deserialize, ToSchema)]
#[schema(as = ConnectionChange)]
struct Change {
    status: String,
}

#[utoipa::path(patch, path = "/companies/{company}/connections/{connection}", operation_id = "unlink-connection", tag = "Connections", params(("company" = String, Path, description = "Id of the company"), ("connection" = String, Path, description = "Id of the connection")), request_body = Change, responses((status = 200, description = "It is unlinked, and its key erased", body = Connection)))]
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
    if matches!(unlinked, Unlinked::Now(_)) {
        record(&app, Action::ConnectionUnlinked, &company, &connection).await?;
    }
    let integration = app.store.integration().await?;
    Ok(Json(app.wire_connection(&company, &integration, unlinked.into_connection())?))
}

#[utoipa::path(delete, path = "/companies/{company}/connections/{connection}", operation_id = "delete-connection", tag = "Connections", params(("company" = String, Path, description = "Id of the company"), ("connection" = String, Path, description = "Id of the connection")), responses((status = 200, description = "It is deleted, and its key erased")))]
async fn delete(
    _: Partner,
    State(app): State<App>,
    Path((company, connection)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let company = app.company(&company).await?.id;
    app.store.delete_connection(&company, &connection).await?.ok_or(UNKNOWN)?;
    record(&app, Action::ConnectionDeleted, &company, &connection).await?;
    // As in the published API, where deleting a company is 204.
    Ok(StatusCode::OK)
}

async fn record(app: &App, action: Action, company: &str, connection: &str) -> Result<(), ApiError> {
    let subject = Subject::Connection { company, connection };
    Ok(app.store.record(Actor::Partner, action, subject).await?)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get(IDEMPOTENCY_HEADER) else { return Ok(None) };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_IDEMPOTENCY_KEY => Ok(Some(key.to_owned())),
        _ => Err(ApiError::field("Idempotency-Key", "An idempotency key has 1 to 255 ASCII characters.")),
    }
}
