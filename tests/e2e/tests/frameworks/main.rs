//! The packed npm package in partners' apps: the examples as they are, and the React wrapper in detail.
//!
//! A program of its own, because `cargo xtask test` has to install and build the apps first.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may panic, and reads JSON that it knows"
)]

mod examples;
mod package;
mod react;
