//! Reading a merchant's data through a linked connection: what may be read, how much at once, and what came of it.
//!
//! | file | what |
//! |---|---|
//! | `endpoint` | the objects that the consent names, as an allow-list of addresses |
//! | `turns` | four requests a site at a time |
//! | `read` | one read |
//! | `agreed` | what of an answer the consent names |
//! | `recheck` | linked keys, checked again from time to time |

mod agreed;
mod endpoint;
mod read;
pub mod recheck;
mod turns;

pub use endpoint::{Endpoint, EndpointError};
pub use read::read;
pub use turns::Turns;
