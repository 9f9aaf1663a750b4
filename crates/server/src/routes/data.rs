//! A merchant's data, read through a linked connection.

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use maxio_link_wire::ErrorCode;
use url::form_urlencoded;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::connections::UNKNOWN;
use crate::{
    app::App,
    auth::Partner,
    data::{self, Endpoint},
    error::ApiError,
};

/// Routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(proxy))
}

/// `?endpoint=subscriptions.json&page=2`, or `?endpoint=subscriptions.json%3Fpage%3D2`.
#[utoipa::path(get, path = "/companies/{company}/connections/{connection}/data/proxy", operation_id = "read-data", tag = "Data", params(("company" = String, Path, description = "Id of the company"), ("connection" = String, Path, description = "Id of the connection"), ("endpoint" = String, Query, description = "What to read: customers.json, customers/ID.json, products.json, subscriptions.json, invoices.json and the like, with parameters that select and order", example = "customers.json")), responses((status = 200, description = "What Maxio answered, without cards and bank accounts", body = serde_json::Value)))]
async fn proxy(
    _: Partner,
    State(app): State<App>,
    Path((company, connection)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let parameters: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let mut endpoints = parameters.iter().filter(|(name, _)| name == "endpoint");
    let (Some((_, endpoint)), None) = (endpoints.next(), endpoints.next()) else {
        return Err(ApiError::field("endpoint", "Say once what to read: ?endpoint=customers.json."));
    };
    let more = parameters.iter().filter(|(name, _)| name != "endpoint");
    let endpoint = Endpoint::parse(endpoint, more.map(|(name, value)| (name.as_ref(), value.as_ref())))
        .map_err(|error| ApiError::field("endpoint", error.to_string()))?;
    let company = app.company(&company).await?;
    let connection = app.store.connection(&company.id, &connection).await?.ok_or(UNKNOWN)?;
    if !app.store.integration().await?.is_enabled() {
        let message = "The Maxio integration is switched off.";
        return Err(ApiError::case(ErrorCode::IntegrationDisabled, message));
    }
    data::read(&app, &company.id, &connection, &endpoint).await
}
