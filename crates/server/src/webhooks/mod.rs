//! Telling the partner what happened: consumers, and the way of each message to each of them.
//!
//! A change in the store queues its messages in its own transaction (`store::webhooks::announce`), so that none is
//! lost and none tells of what did not happen. [`App::announce`] is for what no change of the store belongs to.

pub use crate::store::Event;
use crate::{app::App, store::StoreError};

impl App {
    /// Queues a message for every consumer that listens.
    pub async fn announce(&self, event: Event, company: &str, connection: &str) -> Result<(), StoreError> {
        self.store.announce(event, company, connection).await
    }
}
