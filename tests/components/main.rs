//! Every screen of the widget, mounted in a real browser, with the network played by the test.
//!
//! `cargo xtask test --only components` runs them.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, in its helpers too"
)]

mod answers;
mod harness;
mod leptos_app;
mod lifecycle;
mod network;
mod screens;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
