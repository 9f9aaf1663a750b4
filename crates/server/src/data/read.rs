//! One read, passed on as it comes, without what the consent does not name.

use std::time::Duration;

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use maxio_link_wire::{ConnectionStatus, ErrorCode};

use super::{
    Endpoint,
    agreed::{Agreed, NotJson},
    turns::Turn,
};
use crate::{
    app::App,
    error::ApiError,
    maxio::{CheckError, Coming, CutOff, Record},
    store::{Action, Actor, StoredConnection, Subject, now},
};

/// Largest answer that is passed on, in bytes; 200 records, Maxio's largest page, are a tenth of it.
const LARGEST: usize = 10 * 1024 * 1024;
/// Until Maxio's answer has begun; below the router's patience.
const PATIENCE: Duration = Duration::from_secs(18);
/// In bytes. What is smaller is held until it is whole, so that whatever is wrong with it is said in the envelope. What is
/// larger goes out in parts of this size, and ends in the middle if Maxio's answer does.
const HELD: usize = 256 * 1024;

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
    let Some(turn) = app.turns.take(&linked.site).await else {
        let message = "Too many requests to this site wait already: Maxio takes four at a time.";
        return Err(ApiError::case(ErrorCode::TooManyAttempts, message).retry_after(10));
    };
    let asked_at = now();
    let beginning = async {
        let record = app.maxio.read(&linked.site, &key, endpoint.as_str(), LARGEST).await?;
        Passing::begin(record, turn).await
    };
    let (passing, first) = match tokio::time::timeout(PATIENCE, beginning).await {
        Ok(Ok(begun)) => begun,
        Ok(Err(failure)) => {
            if let Failure::Maxio(CheckError::KeyRefused) = failure {
                note_refusal(app, company, connection, asked_at).await;
            }
            return Err(failure.into());
        }
        Err(_) => return Err(CheckError::unavailable("it did not answer in time").into()),
    };
    if connection.refusal.is_some() {
        app.store.note_accepted(&connection.id).await?;
    }
    if app.store.note_read(&connection.id).await? {
        let subject = Subject::Connection { company, connection: &connection.id };
        app.store.record(Actor::Partner, Action::DataRead, subject).await?;
    }
    let body = match passing {
        None => Body::from(first),
        Some(passing) => passing.into_body(first),
    };
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// A single 401 can be Maxio's own fault: it is noted, and only refusals that last take the connection down.
async fn note_refusal(app: &App, company: &str, connection: &StoredConnection, asked_at: i64) {
    let noted = app.note_refusal(company, &connection.id, ErrorCode::InvalidApiKey, asked_at).await;
    if let Err(error) = noted {
        tracing::warn!(%error, "noting a refusal failed");
    }
}

/// An answer on its way through.
struct Passing {
    coming: Coming,
    agreed: Agreed,
    /// Until the last byte has come.
    _turn: Turn,
}

impl Passing {
    /// What is passed on first; `None` beside it: that is all.
    async fn begin(record: Record, turn: Turn) -> Result<(Option<Self>, Vec<u8>), Failure> {
        let coming = match record {
            Record::Json(coming) => coming,
            Record::Missing => return Err(Failure::Missing),
            Record::Refused => return Err(Failure::Refused),
            Record::Foreign => return Err(NotJson.into()),
        };
        Self { coming, agreed: Agreed::new(), _turn: turn }.next().await
    }

    /// What is passed on next; `None` beside it: that was the last.
    async fn next(mut self) -> Result<(Option<Self>, Vec<u8>), Failure> {
        let mut part = Vec::new();
        while part.len() < HELD {
            let Some(bytes) = self.coming.next().await? else {
                part.extend(self.agreed.end()?);
                return Ok((None, part));
            };
            part.extend(self.agreed.take(&bytes)?);
        }
        Ok((Some(self), part))
    }

    fn into_body(self, first: Vec<u8>) -> Body {
        let rest = stream::try_unfold(Some(self), async |passing| {
            let Some(passing) = passing else { return Ok(None) };
            let next = passing.next().await.inspect_err(|failure| {
                tracing::warn!(%failure, "an answer ended in the middle");
            });
            next.map(|(passing, part)| Some((part, passing)))
        });
        Body::from_stream(stream::iter([Ok(first)]).chain(rest))
    }
}

/// Why there is nothing to pass on, or no more.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// 404.
    #[error("Maxio has no such record.")]
    Missing,
    /// 422.
    #[error("Maxio did not take this: a parameter is wrong, or the account is cancelled.")]
    Refused,
    /// See [`LARGEST`].
    #[error("The answer is larger than 10 MB: ask for fewer records with per_page.")]
    TooLarge,
    /// See [`CheckError`].
    #[error(transparent)]
    Maxio(#[from] CheckError),
}

impl From<CutOff> for Failure {
    fn from(cut_off: CutOff) -> Self {
        match cut_off {
            CutOff::TooLarge => Self::TooLarge,
            CutOff::Failed(error) => error.into(),
        }
    }
}

impl From<NotJson> for Failure {
    fn from(_: NotJson) -> Self {
        CheckError::unavailable("it answered with something that is not its API").into()
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        let message = failure.to_string();
        match failure {
            Failure::Missing => Self::http(StatusCode::NOT_FOUND, "Maxio has no such record."),
            Failure::Refused | Failure::TooLarge => Self::field("endpoint", message),
            Failure::Maxio(error) => error.into(),
        }
    }
}
