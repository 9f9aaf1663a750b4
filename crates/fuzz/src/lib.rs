//! What must hold whatever comes in, as functions of bytes, which panic where it does not.
//!
//! `fuzz/` hands them to libFuzzer (`cargo xtask fuzz`), `tests/corpus.rs` feeds them what that found worth keeping in
//! `fuzz/corpus`, and `tests/random.rs` what is likely to matter.

mod consent;
mod key;
mod reply;
mod site;

pub use consent::consent;
pub use key::key;
pub use reply::{answer, reply};
pub use site::site;

/// One thing that reads what others wrote.
pub type Target = fn(&[u8]);

/// All of them, by the name that the corpus and the command know them by.
pub const TARGETS: [(&str, Target); 4] =
    [("reply", reply), ("site", site), ("key", key), ("consent", consent)];
