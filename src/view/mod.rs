//! The screens, as Leptos components. They read one signal and dispatch events; they never make a request.
//!
//! | screen of `State` | file |
//! |---|---|
//! | `Select` | `screens/select.rs` |
//! | `Consent` | `screens/consent.rs` |
//! | `Credentials`, and `Connecting` over it | `screens/credentials.rs`, `screens/connecting.rs` |
//! | `Connected` | `screens/connected.rs` |
//! | `Stopped` | `screens/stopped.rs` |
//!
//! **Every element inside a `view!` needs something in braces**, if only one attribute (`class={"cross"}`): `view!` makes
//! a nested element that consists of literals alone by `innerHTML`, and pages under Trusted Types forbid that. A component
//! test goes through all screens and fails at the first use of `innerHTML`.

#![allow(clippy::needless_pass_by_value, reason = "a component owns its props")]
#![allow(clippy::redundant_closure, reason = "`view!` gives one type to the closures that it sees as such")]

mod app;
mod context;
mod helpers;
mod parts;
mod screens;

pub use app::App;
pub use context::ViewContext;
