//! The JSON shapes that the widget and the reference server share.
//!
//! They follow Codat's published API (company, connection, error envelope), because partners who used its Maxio
//! integration have code for them. Everything is camelCase on the wire. The widget *writes* these types but reads
//! answers tolerantly, field by field (`maxio_link_flow::reply`), because a partner's endpoint may be simpler.

pub mod connection;
pub mod consent;
pub mod error;
pub mod input;
pub mod object;
pub mod request;

pub use connection::{Connection, ConnectionInfo, ConnectionStatus, DataConnectionError, Environment};
pub use error::{ErrorBody, ErrorCode, Validation, ValidationItem};
pub use request::{ConnectionRequest, ConsentRecord};

/// The default platform key of Maxio. Codat's own four-letter key is not public; this one is configurable.
pub const DEFAULT_PLATFORM_KEY: &str = "mxio";
