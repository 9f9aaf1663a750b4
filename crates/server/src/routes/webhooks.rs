//! Webhook consumers, and what was sent to them.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::{
    json::JsonBody,
    paging::{Page, Paged},
};
use crate::{
    app::App,
    auth::Partner,
    error::ApiError,
    store::{self, Action, Actor, StoreError, Subject, iso},
    webhooks::{self, Posted},
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/webhooks", get(list).post(create))
        .route("/webhooks/{consumer}", get(read).put(switch).delete(delete))
        .route("/webhooks/{consumer}/deliveries", get(deliveries))
        .route("/webhooks/{consumer}/deliveries/{message}/resend", post(resend))
}

/// A consumer on the wire.
#[derive(Serialize)]
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

#[derive(Serialize)]
struct Consumers {
    results: Vec<ConsumerBody>,
}

#[derive(Deserialize)]
struct Switch {
    disabled: bool,
}

#[derive(Serialize)]
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

async fn create(
    _: Partner,
    State(app): State<App>,
    JsonBody { value: posted, .. }: JsonBody<Posted>,
) -> Result<Json<ConsumerBody>, ApiError> {
    let (consumer, secret) = webhooks::create(&app, posted).await?;
    app.store.record(Actor::Partner, Action::WebhookCreated, Subject::Webhook(&consumer.id)).await?;
    Ok(Json(ConsumerBody { secret: Some(secret.expose_secret().to_owned()), ..consumer.try_into()? }))
}

async fn list(_: Partner, State(app): State<App>) -> Result<Json<Consumers>, ApiError> {
    let consumers = app.store.consumers().await?.into_iter();
    Ok(Json(Consumers { results: consumers.map(ConsumerBody::try_from).collect::<Result<_, _>>()? }))
}

async fn read(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<ConsumerBody>, ApiError> {
    Ok(Json(app.store.consumer(&id).await?.ok_or(UNKNOWN)?.try_into()?))
}

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

async fn delete(_: Partner, State(app): State<App>, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    if !app.store.delete_consumer(&id).await? {
        return Err(UNKNOWN);
    }
    app.store.record(Actor::Partner, Action::WebhookDeleted, Subject::Webhook(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn deliveries(
    _: Partner,
    State(app): State<App>,
    Path(id): Path<String>,
    page: Page,
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
