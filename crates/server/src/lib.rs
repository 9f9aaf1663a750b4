//! The reference server of Maxio Link: it serves the hosted page and the widget, checks a merchant's API key with
//! Maxio, and keeps the connection for the partner.
//!
//! | module | what |
//! |---|---|
//! | [`cli`] | the commands and their options |
//! | [`http`] | clients' connections |
//! | [`serve`] | from options to a listening server, and down again |
//! | [`config`] | what the operator decided at the start, checked; [`settings`] what changes while it runs |
//! | [`routes`] | the addresses; [`auth`] who may use them; [`error`] what they say when it fails |
//! | [`limits`] | how often what strangers send may fail |
//! | [`portal`] | the operator's pages |
//! | [`link`] | from a posted key to a kept connection |
//! | [`data`] | reading through a linked connection, and re-checking its key |
//! | [`maxio`] | the check of a key at Maxio |
//! | [`store`] | the database; [`crypto`] what is encrypted in it; [`rotate`] a new master key |
//! | [`webhooks`] | telling the partner what happened |
//! | [`logging`], [`metrics`] | what the operator sees of it |
//! | [`widget`] | the built widget, this version and those before it |
//! | [`app`] | what all handlers share |

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod crypto;
pub mod data;
pub mod error;
pub mod http;
pub mod limits;
pub mod link;
pub mod logging;
pub mod maxio;
pub mod metrics;
pub mod portal;
pub mod rotate;
pub mod routes;
pub mod serve;
pub mod settings;
pub mod store;
pub mod webhooks;
pub mod widget;
