//! Who is asking, and from which page.

pub mod origin;
mod principal;
pub mod secret;
pub mod session;

pub use principal::{Partner, Principal};
