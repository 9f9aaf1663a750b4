//! A site while the sandbox runs: its records, and the queue before it.

use std::sync::OnceLock;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{demo::Site, records::Records};

/// Maxio works on this many requests of a site at a time; the others wait.
const AT_A_TIME: usize = 4;

pub(crate) struct Place {
    pub(crate) site: &'static Site,
    records: OnceLock<Records>,
    turns: Semaphore,
}

impl Place {
    pub(crate) fn new(site: &'static Site) -> Self {
        Self { site, records: OnceLock::new(), turns: Semaphore::new(AT_A_TIME) }
    }

    /// Made when first asked for: a test seldom needs more than one site.
    pub(crate) fn records(&self) -> &Records {
        self.records.get_or_init(|| Records::generate(self.site))
    }

    /// Waits for a turn, which lasts until the permit is dropped. `None` cannot happen: nothing closes the queue.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }
}
