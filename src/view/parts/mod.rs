//! What several screens use.

mod button;
mod colleague;
mod dialog;
mod help;
mod layout;
mod leave;
mod monogram;
mod problem;

pub use button::{primary, primary_action, secondary};
pub use colleague::colleague;
pub use dialog::dialog;
pub use help::{help, partner_links};
pub use layout::{actions, field_box, form, lead};
pub use leave::leave_question;
pub use monogram::monogram;
pub use problem::{field_error, panel, particulars};
