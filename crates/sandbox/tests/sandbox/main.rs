//! The sandbox against its own table: each key and site must answer as its help says. Time is tokio's paused clock,
//! so that the four seconds of a slow key pass at once; `wire` and `command_line` use real sockets.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, where a panic is the report"
)]

mod auth;
mod client;
mod command_line;
mod keys;
mod paging;
mod queue;
mod records;
mod request_log;
mod sites;
mod wire;
