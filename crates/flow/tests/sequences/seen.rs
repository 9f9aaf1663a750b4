//! What the random sequences reached, so that the test cannot become empty unnoticed.

use crate::watcher::Watcher;
use std::collections::BTreeSet;

/// Names of [`Watcher::reached`].
#[derive(Default)]
pub struct Seen(BTreeSet<&'static str>);

const WANTED: [&str; 25] = [
    "SELECT_INTEGRATION",
    "CONSENT",
    "CREDENTIAL",
    "LOADING",
    "CONNECTED",
    "ERROR",
    "requires_selection",
    "requires_consent",
    "requires_credentials",
    "connecting",
    "connected",
    "already_connected",
    "handoff",
    "failed",
    "submit",
    "retry",
    "sent again",
    "poll",
    "abort",
    "success",
    "time-out",
    "countdown",
    "stale answer",
    "opened again",
    "key refused",
];

impl Seen {
    pub fn add(&mut self, watcher: &Watcher) {
        self.0.extend(&watcher.reached);
    }

    /// What no sequence reached.
    pub fn missing(&self) -> Vec<&'static str> {
        WANTED.into_iter().filter(|name| !self.0.contains(name)).collect()
    }
}
