//! A stand-in for Maxio Advanced Billing's HTTP API, for demos and tests.
//!
//! Real Maxio has a host per site; here the site is part of the path: `/us/acme/site.json` stands for
//! `https://acme.chargify.com/site.json`, `/eu/acme-eu/…` for `https://acme-eu.ebilling.maxio.com/…`. Every way in
//! which the real service can answer, or fail to, is reached by a named key or site of [`demo`].
//!
//! `GET /_sandbox/requests` lists what was asked so far, `POST /_sandbox/reset` forgets it.

#![recursion_limit = "256"] // `json!` recurses once per field, and Maxio's records have up to 60

mod api;
mod auth;
pub mod demo;
mod fault;
mod gate;
mod paging;
mod place;
mod records;
mod requests;

use std::{io, sync::Arc, time::Duration};

use axum::{Router, middleware};
use futures_util::FutureExt;
use tokio::net::TcpListener;

use crate::{gate::Gate, requests::RequestLog};

/// How long running requests may take once the server was told to stop: some never end.
const GRACE: Duration = Duration::from_secs(1);

/// A sandbox with a state of its own: two routers share neither request log nor queues.
pub fn router() -> Router {
    let requests = Arc::new(RequestLog::default());
    let gate = Arc::new(Gate::default());
    let site = api::routes().layer(middleware::from_fn_with_state(Arc::clone(&gate), gate::admit));
    Router::new()
        .nest("/{environment}/{site}", site)
        .fallback(async || fault::unknown_page())
        .layer(middleware::from_fn_with_state(Arc::clone(&requests), requests::record))
        .merge(requests::routes(requests, gate))
}

/// Serves a new sandbox on `listener` until `stop`, and for at most a second longer.
///
/// # Errors
/// Whatever the listener reports.
pub async fn serve(listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let stop = stop.boxed().shared();
    let server = axum::serve(listener, router()).with_graceful_shutdown(stop.clone());
    tokio::select! {
        result = server.into_future() => result,
        () = stop.then(|()| tokio::time::sleep(GRACE)) => Ok(()),
    }
}
