//! One read, without what the consent does not name.

use std::time::Duration;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use maxio_link_wire::{ConnectionStatus, ErrorCode};

use super::{Endpoint, agreed};
use crate::{
    app::App,
    error::ApiError,
    maxio::{CheckError, Record},
    store::{Action, Actor, StoredConnection, Subject, now},
};

/// Largest answer that is passed on, in bytes; 200 records, Maxio's largest page, are a tenth of it.
const LARGEST: usize = 10 * 1024 * 1024;
/// Until Maxio has answered; below the router's patience.
const PATIENCE: Duration = Duration::from_secs(18);

/// Reads `endpoint` with the connection's key, and passes on what the merchant agreed to.
pub async fn read(
    app: &App,
    company: &str,
    connection: &StoredConnection,
    endpoint: &Endpoint,
) -> Result<Response, ApiError> {
    let key = app.key_of(company, &connection.id).await?;
    let (Some(key), Some(linked), ConnectionStatus::Linked) = (key, &connection.site, connection.status)
    else {
        let message = "The connection is not linked: there is no key to read with.";
        return Err(ApiError::http(StatusCode::CONFLICT, message));
    };
    let Some(_turn) = app.turns.take(&linked.site).await else {
        let message = "Too many requests to this site wait already: Maxio takes four at a time.";
        return Err(ApiError::case(ErrorCode::TooManyAttempts, message).retry_after(10));
    };
    let asked_at = now();
    let asking = app.maxio.read(&linked.site, &key, endpoint.as_str(), LARGEST);
    let record = match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(record)) => record,
        Ok(Err(error)) => return Err(failed(app, company, connection, error, asked_at).await),
        Err(_) => {
            let message = "Maxio is not available: it did not answer in time.";
            return Err(ApiError::case(ErrorCode::ProviderUnavailable, message).retry_after(10));
        }
    };
    let body = match record {
        // Ten megabytes take longer than other requests should wait.
        Record::Json(body) => tokio::task::spawn_blocking(move || agreed::part_of(&body))
            .await
            .map_err(|_| ApiError::Internal("an answer could not be looked through"))?
            .map_err(|_| foreign())?,
        Record::TooLarge => {
            let message = "The answer is larger than 10 MB: ask for fewer records with per_page.";
            return Err(ApiError::field("endpoint", message));
        }
        Record::Missing => return Err(ApiError::http(StatusCode::NOT_FOUND, "Maxio has no such record.")),
        Record::Refused => {
            let message = "Maxio did not take this: a parameter is wrong, or the account is cancelled.";
            return Err(ApiError::field("endpoint", message));
        }
        Record::Foreign => return Err(foreign()),
    };
    if connection.refusal.is_some() {
        app.store.note_accepted(&connection.id).await?;
    }
    if app.store.note_read(&connection.id).await? {
        let subject = Subject::Connection { company, connection: &connection.id };
        app.store.record(Actor::Partner, Action::DataRead, subject).await?;
    }
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// A single 401 can be Maxio's own fault: it is noted, and only refusals that last take the connection down.
async fn failed(
    app: &App,
    company: &str,
    connection: &StoredConnection,
    error: CheckError,
    asked_at: i64,
) -> ApiError {
    if error == CheckError::KeyRefused {
        let noted = app.note_refusal(company, &connection.id, ErrorCode::InvalidApiKey, asked_at).await;
        if let Err(error) = noted {
            tracing::warn!(%error, "noting a refusal failed");
        }
    }
    error.into()
}

fn foreign() -> ApiError {
    let message = "Maxio is not available: it answered with something that is not its API.";
    ApiError::case(ErrorCode::ProviderUnavailable, message).retry_after(10)
}
