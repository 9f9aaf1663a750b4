//! Components that several screens use.

mod avatar;
mod button;
mod error;
mod help;
mod icon;
mod layout;
mod leave;
mod modal;
mod share_link;

pub use avatar::{Avatar, AvatarOf};
pub use button::{ActionButton, SecondaryButton, SubmitButton};
pub use error::{ErrorDetails, ErrorPanel, field_error};
pub use help::{HelpLink, PartnerLinks};
pub use icon::{Icon, IconRow};
pub use layout::{Aside, FieldBox, Form};
pub use leave::LeaveQuestion;
pub use modal::Modal;
pub use share_link::ShareLink;
