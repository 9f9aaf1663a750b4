//! The log of requests, by which a test sees what a server asked Maxio for. It names keys and never shows them.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
    routing::{get, post},
};
use serde::Serialize;

use crate::{auth::Credentials, demo, gate::Gate};

/// The oldest are forgotten: a demo may run for weeks.
const KEPT: usize = 10_000;

/// One request, as `GET /_sandbox/requests` lists it.
#[derive(Clone, Serialize)]
struct Entry {
    #[serde(skip)]
    number: u64,
    method: String,
    /// Without the query.
    path: String,
    /// The name of the key, `unknown` for one that is not in the table, null without well-formed credentials.
    key: Option<&'static str>,
    /// Null while there is no answer, and for ever where the client left before it.
    status: Option<u16>,
    /// It could have written. A check of a key only reads.
    violation: bool,
}

#[derive(Default)]
pub(crate) struct RequestLog(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    next_number: u64,
    kept: VecDeque<Entry>,
}

impl RequestLog {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, mut entry: Entry) -> u64 {
        let mut entries = self.entries();
        entry.number = entries.next_number;
        entries.next_number += 1;
        if entries.kept.len() == KEPT {
            entries.kept.pop_front();
        }
        entries.kept.push_back(entry);
        entries.next_number - 1
    }

    fn finish(&self, number: u64, status: StatusCode) {
        // From the end: what finishes has mostly just begun. It may be gone after a reset.
        if let Some(entry) = self.entries().kept.iter_mut().rev().find(|entry| entry.number == number) {
            entry.status = Some(status.as_u16());
        }
    }
}

/// Notes a request when it comes and its status when there is one.
pub(crate) async fn record(State(log): State<Arc<RequestLog>>, request: Request, next: Next) -> Response {
    let key = Credentials::read(request.headers())
        .map(|credentials| credentials.key.map_or("unknown", |key| key.name));
    let entry = Entry {
        number: 0,
        method: request.method().to_string(),
        path: demo::redact(request.uri().path()),
        key,
        status: None,
        violation: !matches!(*request.method(), Method::GET | Method::HEAD),
    };
    let (method, path, violation) = (entry.method.clone(), entry.path.clone(), entry.violation);
    let number = log.begin(entry);
    let response = next.run(request).await;
    log.finish(number, response.status());
    let status = response.status().as_u16();
    if violation {
        tracing::warn!(method, path, key, status, "violation: this could have written to the site");
    } else {
        tracing::info!(method, path, key, status);
    }
    response
}

/// `GET /_sandbox/requests` and `POST /_sandbox/reset`.
pub(crate) fn routes(log: Arc<RequestLog>, gate: Arc<Gate>) -> Router {
    let reset = {
        let log = Arc::clone(&log);
        async move || {
            log.entries().kept.clear();
            gate.reset();
            StatusCode::NO_CONTENT
        }
    };
    Router::new().route("/_sandbox/requests", get(list)).with_state(log).route("/_sandbox/reset", post(reset))
}

async fn list(State(log): State<Arc<RequestLog>>) -> Json<Vec<Entry>> {
    Json(log.entries().kept.iter().cloned().collect())
}
