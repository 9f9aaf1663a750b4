//! What can happen.

use crate::{Outcome, effect::Timer, key::KeyShape};
use maxio_link_wire::Environment;

/// Something that the merchant, the page, the clock or the network did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page opens Link.
    Open,
    /// The page opens Link, but its options cannot work.
    OpenMisconfigured,
    /// "Next" on the select screen.
    Selected {
        /// Whether it is another integration than Maxio: that one is the page's to connect.
        other: bool,
    },
    /// "Next" on the consent screen.
    Consented {
        /// The moment, ISO 8601 in UTC.
        at: String,
    },
    /// "Back".
    Back,
    /// Something was typed or pasted into the key field.
    KeyEdited(KeyShape),
    /// Something was typed or pasted into the site field.
    SiteEdited(String),
    /// A region was chosen beside the site field.
    EnvironmentChosen(Environment),
    /// The steps or the help link were opened.
    HelpViewed,
    /// "Continue" or "Try again". The shape is read from the field at that moment, so that a value which came
    /// without an input event (autofill) counts.
    Submitted(KeyShape),
    /// "Use another key" in the panel.
    AnotherKey,
    /// "Cancel" while connecting.
    Cancelled,
    /// The network is back.
    Online,
    /// An answer, or what stood in its place.
    Answered {
        /// The number from [`crate::Effect::Submit`] or [`crate::Effect::Poll`].
        request: u32,
        /// What it comes to.
        outcome: Outcome,
    },
    /// A timer of [`crate::Effect::Timer`] ran out.
    Elapsed(Timer),
    /// The close button, or the page's `exit()`: asks first where something would be lost.
    Close,
    /// Escape: like `Close`, but while that is being asked it takes the question back.
    Escape,
    /// "Finish connecting": back from that question.
    Stay,
    /// "Exit without saving", the page's forced exit, or the element was removed: no question.
    Leave,
    /// "Finish" on the connected screen.
    Finish,
}
