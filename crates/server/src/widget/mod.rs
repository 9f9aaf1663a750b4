//! The built widget: the build that this server came with, and those that earlier ones left behind.
//!
//! A page that pins `/embed/1.0.0/maxio-link.js` with `integrity` must get those very bytes for as long as it lives.
//! So a server keeps a copy of its own build, and serves every copy that it finds; an upgrade adds one.

mod build;
mod embedded;
mod versions;

pub use embedded::unpack;

pub use build::{Build, BuildError, integrity};
pub use versions::{Keep, KeepError, Versions};
