//! A merchant's whole way, in a real browser, with the real server.
//!
//! One program, so that it is linked once; each test starts what it needs for itself.

#![expect(clippy::indexing_slicing, reason = "a test may panic, and reads JSON that it knows")]

mod accessibility;
mod accessibility_tree;
mod endpoints;
mod first_screen;
mod fitting;
mod gallery;
mod hostile_css;
mod hostile_dialogs;
mod hostile_scripts;
mod isolated;
mod keyboard;
mod languages;
mod leaving;
mod lifecycle;
mod limits;
mod loading;
mod looks;
mod messages;
mod monkey;
mod options;
mod peers;
mod phones;
mod portal;
mod reading;
mod refusals;
mod reloading;
mod secrets;
mod straight;
mod strict;
mod versions;
mod waiting;
