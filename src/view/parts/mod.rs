//! What several screens use.

mod button;
mod colleague;
mod dialog;
mod help;
mod layout;
mod leave;
mod mark;
mod monogram;
mod problem;

pub use button::{primary, primary_action, secondary};
pub use colleague::colleague;
pub use dialog::dialog;
pub use help::{help, partner_links};
pub use layout::{actions, aside, field_box, form, lead, main};
pub use leave::leave_question;
pub use mark::{fact, mark};
pub use monogram::monogram;
pub use problem::{field_error, panel, particulars};
