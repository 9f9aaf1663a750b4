//! From the queue to the consumers. Any number of processes do this side by side.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, StatusCode, header, redirect};
use tokio::task::JoinSet;
use tracing::Instrument;

use super::{
    address::{self, NoPublicAddress, PublicOnly},
    consumer, message,
};
use crate::{
    app::App,
    crypto::CryptoError,
    metrics,
    store::{Due, Outcome, StoreError, now},
};

/// How often the queue is looked at while nothing is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Deliveries that one process makes at a time.
const AT_ONCE: usize = 32;
/// For an answer; the store takes a sender for dead after a minute.
const PATIENCE: Duration = Duration::from_secs(15);
const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// How long to wait after each failed attempt, as Standard Webhooks suggests: three days and a half in all.
const WAITS: [i64; 9] =
    [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/// Asks consumers.
#[derive(Clone, Debug)]
pub struct Sender {
    http: Client,
    private_allowed: bool,
}

impl Sender {
    /// One that never asks private addresses, unless they are allowed. No redirects: they could lead there. No proxy:
    /// it would resolve names by itself.
    pub fn new(private_allowed: bool) -> Result<Self, reqwest::Error> {
        // Err means that one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .referer(false)
            .user_agent(concat!("maxio-link/", env!("CARGO_PKG_VERSION")));
        let builder = if private_allowed {
            builder
        } else {
            builder.https_only(true).dns_resolver(Arc::new(PublicOnly))
        };
        Ok(Self { http: builder.build()?, private_allowed })
    }
}

/// Why an attempt failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("it answered {0}")]
    Status(StatusCode),
    #[error("{0}")]
    Unreachable(&'static str),
    #[error("the address is not allowed")]
    Address(#[from] address::AddressError),
    #[error("the message cannot be made: {0}")]
    Store(#[from] StoreError),
    #[error("the message cannot be signed: {0}")]
    Crypto(#[from] CryptoError),
}

/// Delivers what is due until the server stops, and then ends what is on its way.
pub async fn keep_delivering(app: App) {
    let mut on_their_way = JoinSet::new();
    while !app.stopping.is_cancelled() {
        while on_their_way.try_join_next().is_some() {}
        let free = AT_ONCE.saturating_sub(on_their_way.len());
        let taken = match free {
            0 => Vec::new(),
            _ => take_due(&app, free).await,
        };
        if taken.is_empty() {
            let rest = tokio::time::timeout(LOOK_EVERY, app.stopping.cancelled());
            let _ = rest.await;
        }
        for due in taken {
            let app = app.clone();
            on_their_way.spawn(async move { attempt(&app, &due).await });
        }
    }
    while on_their_way.join_next().await.is_some() {}
}

async fn take_due(app: &App, most: usize) -> Vec<Due> {
    app.store.take_due(i64::try_from(most).unwrap_or(i64::MAX)).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the queue of webhooks cannot be read");
        Vec::new()
    })
}

/// Attempts what is due now, once, and says how many that were.
pub async fn deliver_due(app: &App) -> usize {
    let taken = take_due(app, AT_ONCE).await;
    let count = taken.len();
    let attempts: JoinSet<()> = taken
        .into_iter()
        .map(|due| {
            let app = app.clone();
            async move { attempt(&app, &due).await }
        })
        .collect();
    attempts.join_all().await;
    count
}

async fn attempt(app: &App, due: &Due) {
    let span = tracing::info_span!("webhook", message = due.message_id, consumer = due.consumer_id);
    async {
        let result = send(app, due).await;
        let status = match &result {
            Ok(status) | Err(Failure::Status(status)) => Some(status.as_u16()),
            Err(_) => None,
        };
        let outcome = match &result {
            Ok(_) => Outcome::Delivered,
            Err(Failure::Status(StatusCode::GONE)) => Outcome::Gone,
            Err(_) => wait_after(due.attempts).map_or(Outcome::GivenUp, |wait| Outcome::Again(now() + wait)),
        };
        metrics::webhook(match outcome {
            Outcome::Delivered => "delivered",
            Outcome::Again(_) => "failed",
            Outcome::GivenUp | Outcome::Gone => "given up",
        });
        let error = result.err().map(|error| error.to_string());
        match &error {
            None => tracing::info!(event = due.event_type, status, "delivered"),
            Some(error) => {
                tracing::warn!(event = due.event_type, attempts = due.attempts, error, "not delivered");
            }
        }
        if let Err(error) = app.store.settle_delivery(due, status, error.as_deref(), &outcome).await {
            tracing::warn!(%error, "a delivery could not be noted: it will be made again");
        }
    }
    .instrument(span)
    .await;
}

/// Milliseconds until the next attempt after this many, with a tenth more or less: those who failed together do not
/// come again together. `None` if it is not to be tried again.
fn wait_after(attempts: i64) -> Option<i64> {
    let wait = WAITS.get(usize::try_from(attempts).ok()?.checked_sub(1)?)?;
    let mut random = [0; 8];
    // Without randomness: no jitter.
    let _ = getrandom::fill(&mut random);
    let spread = i64::try_from(u64::from_ne_bytes(random) % 2001).unwrap_or(1000);
    Some(wait - wait / 10 + wait / 10 * spread / 1000)
}

async fn send(app: &App, due: &Due) -> Result<StatusCode, Failure> {
    // Looked at anew: what is allowed may have changed since it was kept.
    let url = address::check(&due.url, app.sender.private_allowed)?;
    let body = message::body(due, &app.config.public)?;
    let secret = consumer::open(&app.vault, &due.consumer_id, &due.sealed_secret)?;
    let timestamp = now() / 1000;
    let signature = message::signature(&secret, &due.message_id, timestamp, &body)?;
    let request = app
        .sender
        .http
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", &due.message_id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .body(body);
    // The answer's body is not read: it says nothing to us, and could be endless.
    let status = request.send().await.map_err(|error| Failure::Unreachable(says(&error)))?.status();
    if status.is_success() { Ok(status) } else { Err(Failure::Status(status)) }
}

fn says(error: &reqwest::Error) -> &'static str {
    let mut causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    if causes.any(|cause| cause.is::<NoPublicAddress>()) {
        "its name leads to no public address"
    } else if error.is_timeout() {
        "it did not answer in time"
    } else if error.is_connect() {
        "it cannot be reached"
    } else {
        "the connection broke"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sender_asks_no_name_that_leads_into_the_own_network_unless_it_may() {
        for (private_allowed, why) in
            [(false, "its name leads to no public address"), (true, "it cannot be reached")]
        {
            let sender = Sender::new(private_allowed).unwrap();
            // Past the check of the address, as a name does that leads elsewhere when it is kept.
            let error = sender.http.post("https://localhost:9/").send().await.unwrap_err();
            assert_eq!(says(&error), why);
        }
    }

    #[test]
    fn attempts_are_spread_over_days_and_end() {
        for (attempts, about) in [(1, 5 * SECOND), (2, 5 * MINUTE), (9, 24 * HOUR)] {
            for _ in 0..100 {
                let wait = wait_after(attempts).unwrap();
                assert!((wait - about).abs() <= about / 10, "{attempts}: {wait}");
            }
        }
        assert_ne!(
            (0..20).map(|_| wait_after(9)).collect::<Vec<_>>(),
            vec![wait_after(9); 20],
            "those who failed together do not come again together"
        );
        assert_eq!(wait_after(10), None);
    }
}
