//! What several screens use.

mod button;
mod colleague;
mod dialog;
mod leave;
mod monogram;
mod new_tab;
mod problem;

pub use button::{primary, primary_action, secondary};
pub use colleague::colleague;
pub use dialog::dialog;
pub use leave::leave_question;
pub use monogram::monogram;
pub use new_tab::new_tab;
pub use problem::{panel, particulars, problem_text};
