//! Who is asking, and from which page.

pub mod origin;
pub mod password;
mod principal;
pub mod secret;
pub mod session;

pub use principal::{Partner, Principal};
