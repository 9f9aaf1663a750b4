//! One screen per state.

mod connected;
mod connecting;
mod consent;
mod credentials;
mod key_field;
mod select;
mod site_field;
mod steps;
mod stopped;

pub use connected::connected;
pub use consent::consent;
pub use credentials::credentials;
pub use select::select;
pub use stopped::stopped;
