//! The JavaScript adapter: what the `<maxio-link>` element of `js/src` sees of Link. The element itself is JavaScript,
//! because a custom element's class has to be; it holds one opaque [`Instance`] and forwards to it.

mod instance;
mod page;
mod panic;
mod payloads;
mod settings;

pub use instance::Instance;
pub use page::Page;
pub use panic::on_panic;
pub use settings::Settings;
