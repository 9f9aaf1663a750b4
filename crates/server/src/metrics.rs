//! Numbers for Prometheus, on an address of their own: they are nobody's business but the operator's.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, extract::MatchedPath, extract::Request, routing::get};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::{app::App, routes};

const REQUESTS: &str = "maxio_link_http_requests_total";
const SECONDS: &str = "maxio_link_http_request_duration_seconds";
const WEBHOOKS: &str = "maxio_link_webhook_attempts_total";
const WAITING: &str = "maxio_link_webhook_deliveries_waiting";
const LINKS: &str = "maxio_link_links_total";
/// In seconds: static files take milliseconds, a check of a key up to 20 s.
const BUCKETS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 10.0, 25.0];
/// The methods that have a series of their own: a client can send any word as one.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// Old samples of histograms are folded in this often.
const UPKEEP: Duration = Duration::from_secs(5);

/// Which route a request matched: its pattern and not its path, so that there are as many series as routes.
pub fn route_of(request: &Request) -> String {
    request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned())
}

/// Counts an answered request.
pub fn answered(method: &str, route: String, status: u16, took: Duration) {
    let method = METHODS.into_iter().find(|known| *known == method).unwrap_or("other").to_owned();
    let labels = [("method", method), ("route", route), ("status", status.to_string())];
    counter!(REQUESTS, &labels[..]).increment(1);
    histogram!(SECONDS, "route" => labels[1].1.clone()).record(took.as_secs_f64());
}

/// Counts an attempt to deliver a webhook.
pub fn webhook(outcome: &'static str) {
    counter!(WEBHOOKS, "outcome" => outcome).increment(1);
}

/// Counts an attempt to link. `outcome` is the code of the contract's table; 0 is success.
pub fn link(outcome: u16) {
    counter!(LINKS, "code" => outcome.to_string()).increment(1);
}

/// Collects from now on. Once in a process.
pub fn collect() -> Result<PrometheusHandle, BuildError> {
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(SECONDS.into()), &BUCKETS)?;
    let handle = builder.install_recorder()?;
    describe_counter!(REQUESTS, "Requests answered, by method, route and status");
    describe_histogram!(SECONDS, "From a request's head to its answer's, in seconds");
    describe_counter!(WEBHOOKS, "Attempts to deliver a webhook, by outcome");
    describe_gauge!(WAITING, "Deliveries of webhooks that wait, in the whole database");
    describe_counter!(LINKS, "Attempts to link, by code of the error table; 0 is success");
    Ok(handle)
}

/// `/metrics`, and `/healthz` and `/readyz` once more.
pub async fn serve(app: App, listener: TcpListener, handle: PrometheusHandle) -> std::io::Result<()> {
    let upkeep = handle.clone();
    tokio::spawn(async move {
        let mut rounds = tokio::time::interval(UPKEEP);
        loop {
            rounds.tick().await;
            upkeep.run_upkeep();
        }
    });
    let stopping = app.stopping.clone();
    let scrape = {
        let app = app.clone();
        async move || {
            match app.store.deliveries_waiting().await {
                Ok(count) => gauge!(WAITING).set(f64::from(i32::try_from(count).unwrap_or(i32::MAX))),
                Err(error) => tracing::warn!(%error, "the queue of webhooks cannot be counted"),
            }
            handle.render()
        }
    };
    let routes = Router::new().merge(routes::health()).route("/metrics", get(scrape)).with_state(app);
    axum::serve(listener, routes).with_graceful_shutdown(stopping.cancelled_owned()).await
}

/// Takes the address early: a server whose numbers cannot be read should not start.
pub async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}
