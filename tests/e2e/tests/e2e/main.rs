//! A merchant's whole way, in a real browser, with the real server.
//!
//! One program, so that it is linked once; each test starts what it needs for itself.

#![expect(clippy::indexing_slicing, reason = "a test may panic, and reads JSON that it knows")]

mod endpoints;
mod leaving;
mod limits;
mod loading;
mod refusals;
mod reloading;
mod secrets;
mod straight;
mod waiting;
