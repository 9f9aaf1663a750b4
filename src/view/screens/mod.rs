//! One screen per state.

mod connected;
mod connecting;
mod consent;
mod credentials;
mod key_field;
mod key_guide;
mod select;
mod site_field;
mod stopped;

pub use connected::Connected;
pub use consent::Consent;
pub use credentials::Credentials;
pub use select::Select;
pub use stopped::Stopped;
