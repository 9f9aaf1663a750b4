//! The Link flow, as a pure state machine: `update(&Config, State, Event) -> (State, Vec<Effect>)`.
//!
//! It knows no DOM, no clock, no network and never the key: effects are data that the widget's runtime performs,
//! and what comes of them returns as an event. So every transition is tested natively.
//!
//! | module | what is decided there |
//! |---|---|
//! | [`config`] | what the partner fixed beforehand |
//! | [`state`] | the screens, and what each of them owns |
//! | [`event`], [`effect`] | what can happen, what is to be done |
//! | [`update`](mod@update) | the transitions |
//! | [`reply`] | any HTTP answer → one [`Outcome`] |
//! | [`json`] | what answers are read as; whoever calls brings the parser |
//! | [`problem`] | what can go wrong: public code, place on the screen, what happens to the key |
//! | [`key`] | hints on what was pasted; never a rule |
//! | [`site`] | `acme`, `acme.chargify.com` or a pasted URL → a site |

#![allow(
    clippy::large_enum_variant,
    reason = "a handful of short-lived values; a box would only be noise to match on"
)]

pub mod config;
pub mod connection;
pub mod effect;
pub mod event;
pub mod json;
pub mod key;
pub mod problem;
pub mod reply;
pub mod site;
pub mod state;
pub mod update;

pub use config::{Config, SiteField};
pub use connection::LinkedConnection;
pub use effect::{Effect, ExitStatus, Focus, Notice, Submission, Timer, ViewName};
pub use event::Event;
pub use key::{KeyHint, KeyShape};
pub use problem::{Kind, Place, Problem};
pub use reply::{Body, Outcome, Reply};
pub use site::{Site, SiteError};
pub use state::{Ask, Draft, Patience, SiteView, State};
pub use update::update;
