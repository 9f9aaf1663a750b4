//! The server as its clients see it: the router in this process, a stand-in for Maxio on a real port.
//!
//! Everything here runs on SQLite, and once more on PostgreSQL where one is named: see `database`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    missing_docs,
    reason = "a test says what is wrong by panicking; clippy.toml covers only the test functions themselves"
)]

mod access;
mod attacks;
mod audit;
mod command;
mod data;
mod database;
mod frame;
mod hosted;
mod idempotency;
mod limits;
mod linking;
mod openapi;
mod operating;
mod platform;
mod portal;
mod processes;
mod removal;
mod rotation;
mod secrets;
mod settings;
mod support;
mod user;
mod versions;
mod webhooks;
