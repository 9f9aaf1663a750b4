//! One read, as it comes.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use maxio_link_wire::{ConnectionStatus, ErrorCode};

use super::{Endpoint, turns::Turn};
use crate::{
    app::App,
    error::ApiError,
    maxio::{CheckError, Record},
    store::{Action, Actor, StoredConnection, Subject, now},
};

/// Largest answer that is passed on, in bytes; 200 records, Maxio's largest page, are a tenth of it.
const LARGEST: u64 = 10 * 1024 * 1024;
/// Until Maxio begins to answer; below the router's patience.
const PATIENCE: Duration = Duration::from_secs(15);

/// Reads `endpoint` with the connection's key, and passes the JSON on as it comes.
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
    let Some(turn) = app.turns.take(&linked.site).await else {
        let message = "Too many requests to this site wait already: Maxio takes four at a time.";
        return Err(ApiError::case(ErrorCode::TooManyAttempts, message).retry_after(10));
    };
    let asked_at = now();
    let asking = app.maxio.read(&linked.site, &key, endpoint.as_str());
    let record = match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(record)) => record,
        Ok(Err(error)) => return Err(failed(app, company, connection, error, asked_at).await),
        Err(_) => {
            let message = "Maxio is not available: it did not answer in time.";
            return Err(ApiError::case(ErrorCode::ProviderUnavailable, message).retry_after(10));
        }
    };
    let response = match record {
        Record::Json(response) => response,
        Record::Missing => return Err(ApiError::http(StatusCode::NOT_FOUND, "Maxio has no such record.")),
        Record::Refused => {
            let message = "Maxio did not take this: a parameter is wrong, or the account is cancelled.";
            return Err(ApiError::field("endpoint", message));
        }
        Record::Foreign => {
            let message = "Maxio is not available: it answered with something that is not its API.";
            return Err(ApiError::case(ErrorCode::ProviderUnavailable, message).retry_after(10));
        }
    };
    if response.content_length().is_some_and(|length| length > LARGEST) {
        return Err(too_large());
    }
    if connection.refusal.is_some() {
        app.store.note_accepted(&connection.id).await?;
    }
    if app.store.note_read(&connection.id).await? {
        let subject = Subject::Connection { company, connection: &connection.id };
        app.store.record(Actor::Partner, Action::DataRead, subject).await?;
    }
    Ok(([(header::CONTENT_TYPE, "application/json")], passed_on(response, turn)).into_response())
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

fn too_large() -> ApiError {
    ApiError::field("endpoint", "The answer is larger than 10 MB: ask for fewer records with per_page.")
}

/// The turn is held until the last byte. An answer that grows beyond the limit is cut off, which a client sees as such.
fn passed_on(response: reqwest::Response, turn: Turn) -> Body {
    let start = (response.bytes_stream().boxed(), turn, 0_u64);
    Body::from_stream(stream::try_unfold(start, |(mut chunks, turn, so_far)| async move {
        let Some(chunk) = chunks.next().await else { return Ok(None) };
        let chunk: Bytes = chunk.map_err(|_| std::io::Error::other("Maxio's answer was cut off"))?;
        let so_far = so_far.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if so_far > LARGEST {
            tracing::warn!("an answer of Maxio's is too large and was cut off");
            return Err(std::io::Error::other("the answer is too large"));
        }
        Ok(Some((chunk, (chunks, turn, so_far))))
    }))
}
