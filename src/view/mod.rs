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
//! Elements are written with `el` and not with `view!`: see there for what that saves.

mod app;
mod el;
pub mod ids;
mod link;
mod parts;
mod screens;

pub use app::app;
pub use el::El;
pub use link::Link;
