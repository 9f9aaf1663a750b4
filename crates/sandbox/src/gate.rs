//! What stands before every site: does it exist, is the key its own, whose turn is it, and which fault was asked for.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Path, Request, State},
    middleware::Next,
    response::Response,
};
use serde::Deserialize;
use tokio::time::sleep;

use crate::{
    auth::Credentials,
    demo::{Key, KeyAnswer, SITES, SiteAnswer},
    fault,
    place::Place,
};

const SLOW_SITE: Duration = Duration::from_secs(3);
const SLOW_KEY: Duration = Duration::from_secs(4);

/// All sites, and whether the flaky key has failed.
pub(crate) struct Gate {
    places: Vec<Arc<Place>>,
    has_flaked: AtomicBool,
}

impl Default for Gate {
    fn default() -> Self {
        let places = SITES.iter().map(|site| Arc::new(Place::new(site))).collect();
        Self { places, has_flaked: AtomicBool::new(false) }
    }
}

impl Gate {
    /// The next request with the flaky key fails again.
    pub(crate) fn reset(&self) {
        self.has_flaked.store(false, Ordering::Relaxed);
    }

    fn place(&self, address: &Address) -> Option<&Arc<Place>> {
        self.places.iter().find(|place| {
            let site = place.site;
            site.name == address.site && site.environment.segment() == address.environment
        })
    }
}

/// The first two segments of a path.
#[derive(Deserialize)]
pub(crate) struct Address {
    environment: String,
    site: String,
}

/// A request that was let in.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) key: &'static Key,
    pub(crate) place: Arc<Place>,
}

/// Lets a request through to the site's pages, or answers as the site or the key is meant to.
pub(crate) async fn admit(
    State(gate): State<Arc<Gate>>,
    Path(address): Path<Address>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(place) = gate.place(&address) else { return fault::unknown_page() };
    match place.site.answer {
        SiteAnswer::Redirects => return fault::redirect_to_login(),
        SiteAnswer::Html => return fault::html_page(),
        _ => {}
    }
    let key = Credentials::read(request.headers())
        .and_then(|credentials| credentials.accepted())
        .filter(|key| key.is_valid_at(place.site));
    let Some(key) = key else { return fault::access_denied() };
    let Some(_turn) = place.turn().await else { return fault::unavailable() };

    match place.site.answer {
        SiteAnswer::Blocked => return fault::blocked(),
        SiteAnswer::Clearing => return fault::clearing(),
        SiteAnswer::Slow => sleep(SLOW_SITE).await,
        _ => {}
    }
    match key.answer {
        KeyAnswer::RateLimited(seconds) => return fault::rate_limited(seconds),
        KeyAnswer::Down => return fault::bad_gateway(),
        KeyAnswer::Unavailable => return fault::unavailable(),
        KeyAnswer::Stuck => std::future::pending().await,
        KeyAnswer::CutOff => return fault::cut_off(&place.records().site()),
        KeyAnswer::Garbage => return fault::garbage(),
        KeyAnswer::Huge => return fault::huge(),
        KeyAnswer::Flaky if !gate.has_flaked.swap(true, Ordering::Relaxed) => return fault::unavailable(),
        KeyAnswer::Slow if request.uri().path().ends_with("/site.json") => sleep(SLOW_KEY).await,
        KeyAnswer::Slow | KeyAnswer::Flaky | KeyAnswer::Admin | KeyAnswer::NoAdmin | KeyAnswer::ReadNone => {}
    }
    request.extensions_mut().insert(Visit { key, place: Arc::clone(place) });
    next.run(request).await
}
