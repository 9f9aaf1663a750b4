//! What JavaScript sees. The element itself is JavaScript (`js/src`), because a custom element's class has to be;
//! it holds one opaque [`Instance`] and forwards to it.

mod instance;
mod notify;
mod panic;
mod partner;
mod settings;

pub use instance::Instance;
pub use notify::Moment;
pub use panic::{has_panicked, on_panic};
pub use partner::Partner;
pub use settings::{Integration, Options, Settings};
