//! Telling the partner what happened: consumers, and the way of each message to each of them.
//!
//! | file | what |
//! |---|---|
//! | `consumer` | an address that wants to be told, checked, with its secret |
//! | `address` | which addresses of the network may be asked |
//! | `message` | the body, and its signature (Standard Webhooks) |
//! | `delivery` | from the queue to the consumer, and when to try again |
//!
//! Every change of a connection queues its messages in its own transaction (`store::webhooks::announce`), so that none
//! is lost and none tells of what did not happen. [`App::announce`] is for what no change of the store belongs to.
//!
//! A message comes at least once; the same one twice has the same `webhook-id`. Nothing is promised about the order in
//! which messages come: each says when what it tells of happened.

mod address;
mod consumer;
mod delivery;
mod message;

pub use address::is_public;
pub use consumer::{Posted, create};
pub use delivery::{Sender, deliver_due, keep_delivering};

pub use crate::store::Event;
use crate::{app::App, store::StoreError};

impl App {
    /// Queues a message for every consumer that listens.
    pub async fn announce(&self, event: Event, company: &str, connection: &str) -> Result<(), StoreError> {
        self.store.announce(event, company, connection).await
    }
}
