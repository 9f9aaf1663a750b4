//! Maxio Advanced Billing, as far as linking needs it. Everything assumed about its API stands here.

mod check;
mod client;
mod hosts;
mod resolver;

pub use check::CheckError;
pub use client::{Coming, CutOff, MaxioClient, Record};
pub use hosts::{Hosts, parse_subdomain};
