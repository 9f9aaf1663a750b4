//! What each state looks like. Views read one signal and dispatch events; they never call the client.
//!
//! | screen of `State` | file |
//! |---|---|
//! | `Select` | `screens/select.rs` |
//! | `Consent` | `screens/consent.rs` |
//! | `Credentials`, and `Connecting` over it | `screens/credentials.rs`, `screens/connecting.rs` |
//! | `Connected` | `screens/connected.rs` |
//! | `Stopped` | `screens/stopped.rs` |
//!
//! Every sentence is set as dynamic text, so that no subtree is static: those would be written with `innerHTML`,
//! which pages under Trusted Types forbid.

mod app;
pub mod ids;
mod link;
mod parts;
mod screens;

pub use app::app;
pub use link::Link;
