//! Webhook consumers, and what was sent to them.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use secrecy::ExposeSecret;
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
    store::{self, Action, Actor, Delivery, Order, StoreError, Subject, iso},
    webhooks::{self, Posted},
};

/// Routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, switch, delete))
        .routes(routes!(deliveries))
        .routes(routes!(resend))
}

/// A consumer on the wire.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConsumerBody {
    id: String,
    url: String,
    event_types: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company_id: Option<String>,
    disabled: bool,
    /// Why the server switched it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_reason: Option<String>,
    /// Since when nothing has arrived there.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<String>,
    created: String,
    /// Signs what is sent: shown when the consumer is made, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Consumers {
    results: Vec<ConsumerBody>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = WebhookSwitch)]
struct Switch {
    disabled: bool,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DeliveryBody {
    message_id: String,
    event_type: String,
    company_id: String,
    connection_id: String,
    /// `waiting`, `delivered` or `failed`.
    state: String,
    attempts: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    generated_date: String,
}

/// A list of deliveries has its order, and is not filtered.
impl Filtered for Delivery {
    fn kind(_: &str) -> Option<Kind> {
        None
    }

    fn field(&self, _: &str) -> Field<'_> {
        Field::Text(None)
    }
}

impl Listed for Delivery {
    const ORDERS: &'static [(&'static str, Order)] = &[];
}

impl TryFrom<store::Consumer> for ConsumerBody {
    type Error = StoreError;

    fn try_from(kept: store::Consumer) -> Result<Self, StoreError> {
        Ok(Self {
            id: kept.id,
            url: kept.url,
            event_types: kept.event_types,
            company_id: kept.company,
            disabled: kept.disabled,
            disabled_reason: kept.disabled_reason,
            failing_since: kept.failing_since.map(iso).transpose()?,
            created: iso(kept.created_at)?,
            secret: None,
        })
    }
}

#[utoipa::path(post, path = "/webhooks", operation_id = "create-webhook-consumer", tag = "Webhooks", request_body = Posted, responses((status = 201, description = "The consumer, with its secret, this once", body = ConsumerBody)))]
async fn create(
    _: Partner,
    State(app): State<App>,
    JsonBody { value: posted, .. }: JsonBody<Posted>,
) -> Result<(StatusCode, Json<ConsumerBody>), ApiError> {
    let (consumer, secret) = webhooks::create(&app, uuid::Uuid::new_v4(), posted).await?;
    app.store.record(Actor::Partner, Action::WebhookCreated, Subject::Webhook(&consumer.id)).await?;
    let secret = Some(secret.expose_secret().to_owned());
    // The published API's clients take nothing but 201 here.
    Ok((StatusCode::CREATED, Json(ConsumerBody { secret, ..consumer.try_into()? })))
}

#[utoipa::path(get, path = "/webhooks", operation_id = "list-webhook-consumers", tag = "Webhooks", responses((status = 200, description = "All consumers", body = Consumers)))]
async fn list(_: Partner, State(app): State<App>) -> Result<Json<Consumers>, ApiError> {
    let consumers = app.store.consumers().await?.into_iter();
    Ok(Json(Consumers { results: consumers.map(ConsumerBody::try_from).collect::<Result<_, _>>()? }))
}

#[utoipa::path(get, path = "/webhooks/{consumer}", operation_id = "get-webhook-consumer", tag = "Webhooks", params(("consumer" = String, Path, description = "Id of the consumer")), responses((status = 200, description = "The consumer", body = ConsumerBody)))]
async fn read(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<ConsumerBody>, ApiError> {
    Ok(Json(app.store.consumer(&id).await?.ok_or(UNKNOWN)?.try_into()?))
}

#[utoipa::path(put, path = "/webhooks/{consumer}", operation_id = "switch-webhook-consumer", tag = "Webhooks", params(("consumer" = String, Path, description = "Id of the consumer")), request_body = Switch, responses((status = 200, description = "The consumer as it is now", body = ConsumerBody)))]
async fn switch(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
    JsonBody { value: Switch { disabled }, .. }: JsonBody<Switch>,
) -> Result<Json<ConsumerBody>, ApiError> {
    app.store.switch_consumer(&id, disabled).await?;
    let consumer = app.store.consumer(&id).await?.ok_or(UNKNOWN)?;
    app.store.record(Actor::Partner, Action::WebhookChanged, Subject::Webhook(&id)).await?;
    Ok(Json(consumer.try_into()?))
}

#[utoipa::path(delete, path = "/webhooks/{consumer}", operation_id = "delete-webhook-consumer", tag = "Webhooks", params(("consumer" = String, Path, description = "Id of the consumer")), responses((status = 204, description = "It is deleted")))]
async fn delete(_: Partner, State(app): State<App>, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    if !app.store.delete_consumer(&id).await? {
        return Err(UNKNOWN);
    }
    app.store.record(Actor::Partner, Action::WebhookDeleted, Subject::Webhook(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(get, path = "/webhooks/{consumer}/deliveries", operation_id = "list-webhook-deliveries", tag = "Webhooks", params(("consumer" = String, Path, description = "Id of the consumer"), Listing), responses((status = 200, description = "What was sent, or is to be, the newest first", body = Paged<DeliveryBody>)))]
async fn deliveries(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
    page: Page<Delivery>,
) -> Result<Json<Paged<DeliveryBody>>, ApiError> {
    let consumer = app.store.consumer(&id).await?.ok_or(UNKNOWN)?;
    let (kept, total) = app.store.deliveries(&consumer.id, page.limit(), page.offset()).await?;
    let bodies = kept
        .into_iter()
        .map(|kept| {
            Ok(DeliveryBody {
                next_attempt: (kept.state == "waiting").then(|| iso(kept.due_at)).transpose()?,
                generated_date: iso(kept.created_at)?,
                message_id: kept.message_id,
                event_type: kept.event_type,
                company_id: kept.company_id,
                connection_id: kept.connection_id,
                state: kept.state,
                attempts: kept.attempts,
                status_code: kept.status,
                error: kept.error,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(Json(page.of(&format!("/webhooks/{}/deliveries", consumer.id), bodies, total)))
}

#[utoipa::path(post, path = "/webhooks/{consumer}/deliveries/{message}/resend", operation_id = "resend-webhook", tag = "Webhooks", params(("consumer" = String, Path, description = "Id of the consumer"), ("message" = String, Path, description = "Its webhook-id")), responses((status = 202, description = "It is sent again soon")))]
async fn resend(
    _: Partner,
    State(app): State<App>,
    Path((consumer, message)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    if app.store.resend(&consumer, &message).await? {
        app.store.record(Actor::Partner, Action::DeliveryResent, Subject::Webhook(&consumer)).await?;
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(ApiError::http(StatusCode::NOT_FOUND, "There is no such delivery to this consumer."))
    }
}

const UNKNOWN: ApiError = ApiError::http(StatusCode::NOT_FOUND, "There is no such webhook consumer.");
