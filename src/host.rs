//! What Link needs from whatever it is embedded in: a page's element (`element`) or a Leptos app (`component`).

use crate::{locale::Message, options::Options};
use maxio_link_flow::{Notice, ViewName};
use std::{future::Future, pin::Pin};
use wasm_bindgen::JsValue;
use web_sys::{HtmlDialogElement, RequestInit, Response};

/// A future that stays on the thread of the page.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// The surroundings of one Link.
pub trait Host {
    /// A sentence in the language on display, with the partner's name and one more value filled in: `name` is like
    /// `{seconds}`. The partner's own words come before Link's.
    fn text(&self, message: Message, name: &str, value: &str) -> String;

    /// A sentence as it is in its language: nothing is filled in, and nothing is the partner's.
    fn plain_text(&self, message: Message) -> String;

    /// The language on display, BCP 47.
    fn language(&self) -> String;

    /// Whether a token that is refused may be replaced by a fresh one.
    fn can_renew_token(&self) -> bool;

    /// The token to send, or `None` where there is none. The error is whatever the partner's function threw, or what is
    /// wrong with what it returned.
    fn token(&self) -> LocalFuture<Result<Option<String>, JsValue>>;

    /// Sends a request. `None`: there was no answer.
    fn fetch(&self, address: &str, init: &RequestInit) -> LocalFuture<Option<Response>>;

    /// Whether [`share_link`](Self::share_link) can give a link.
    fn has_share_link(&self) -> bool;

    /// A link with which a colleague can connect the same company. `None`: it could not be made.
    fn share_link(&self) -> LocalFuture<Option<String>>;

    /// Whether an open dialog cannot be seen, although the page can. The developer is told why.
    fn is_hidden(&self, dialog: &HtmlDialogElement) -> bool;

    /// Whether Link has panicked in this page, so that nothing of it may run any more.
    fn has_panicked(&self) -> bool {
        false
    }

    /// Tells the developer what is wrong, and why if that is known (else `undefined`). There is no secret in it.
    fn report(&self, sentence: &str, reason: &JsValue);

    /// Tells the developer what to look at: a browser does not say why a request got no answer.
    fn report_unanswered(&self, request: &UnansweredRequest<'_>);

    /// Tells the partner what happened.
    fn emit(&self, notice: &Notice, metadata: &EventMetadata<'_>);
}

/// A request that got no answer.
pub struct UnansweredRequest<'a> {
    /// Shown to the merchant as the reference.
    pub request_id: &'a str,
    /// Where it was sent.
    pub address: &'a str,
    /// The headers that the endpoint must allow, in lower case.
    pub headers: &'a [&'a str],
}

/// What every event says of the moment.
pub struct EventMetadata<'a> {
    /// The options of this opening.
    pub options: &'a Options,
    /// One opening of Link.
    pub session_id: &'a str,
    /// The last request, if there was one.
    pub request_id: Option<&'a str>,
    /// The screen.
    pub view: Option<ViewName>,
    /// The platform key of the chosen integration.
    pub integration: &'a str,
}
