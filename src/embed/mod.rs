//! What JavaScript sees. The element itself is JavaScript (`js/src`), because a custom element's class has to be;
//! it holds one opaque [`Instance`] and forwards to it.

mod instance;
mod notify;
mod options;

pub use instance::Instance;
pub use notify::{Moment, Page};
pub use options::{Mode, OptionError, Options, Token};
