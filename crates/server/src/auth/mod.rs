//! Who is asking, and from which page.

mod address;
pub mod origin;
pub mod password;
mod principal;
pub mod secret;
pub mod session;

pub use address::{AddressSource, Network};
pub use principal::{Partner, Principal};
