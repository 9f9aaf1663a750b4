//! A Leptos app around Link.

use crate::{
    host::{EventMetadata, Host, LocalFuture, UnansweredRequest},
    locale::{self, Language, Message},
    status::{LinkError, LinkExit},
};
use leptos::prelude::*;
use maxio_link_flow::{LinkedConnection, Notice};
use std::{collections::HashMap, future::Future, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDialogElement, RequestInit, Response};

/// A company token: fixed, or fetched right before each use and once more after a 401.
#[derive(Clone)]
pub struct Token(TokenSource);

#[derive(Clone)]
enum TokenSource {
    Fixed(String),
    Fetched(Rc<dyn Fn() -> LocalFuture<Result<String, JsValue>>>),
}

impl Token {
    /// A token that an async function gets. Its error is told to the developer in the browser's console, and must hold no
    /// secret.
    pub fn fetched<F, E>(fetch: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + 'static,
        E: std::fmt::Display,
    {
        Self(TokenSource::Fetched(Rc::new(move || {
            let token = fetch();
            Box::pin(async move { token.await.map_err(|error| JsValue::from_str(&error.to_string())) })
        })))
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self(TokenSource::Fixed(token.to_owned()))
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self(TokenSource::Fixed(token))
    }
}

/// Gets a link with which a colleague can connect the same company.
#[derive(Clone)]
pub struct ShareLinkSource(Rc<dyn Fn() -> LocalFuture<Option<String>>>);

impl ShareLinkSource {
    /// `get` is called when the merchant asks for the link. `None`: it could not be made.
    pub fn new<F>(get: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Option<String>> + 'static,
    {
        Self(Rc::new(move || Box::pin(get())))
    }
}

/// What the app gave Link besides its options.
pub struct AppHost {
    /// What Link speaks.
    pub language: Language,
    /// The partner's name, if there is one.
    pub company_name: Option<String>,
    /// The partner's own sentences, by their keys in `crates/locale/sentences/en.json`.
    pub text: HashMap<String, String>,
    /// The company token.
    pub token: Option<Token>,
    /// For a merchant who is no admin.
    pub share_link: Option<ShareLinkSource>,
    /// Connected.
    pub on_success: Option<Callback<LinkedConnection>>,
    /// Link went away.
    pub on_exit: Option<Callback<LinkExit>>,
    /// The merchant sees an error.
    pub on_error: Option<Callback<LinkError>>,
    /// The merchant agreed to this text.
    pub on_consent: Option<Callback<String>>,
    /// Every step, by its name in docs/EMBEDDING.md.
    pub on_event: Option<Callback<&'static str>>,
}

impl Host for AppHost {
    fn text(&self, message: Message, name: &str, value: &str) -> String {
        let own = self.text.get(message.key()).map(String::as_str);
        let sentence = own.unwrap_or_else(|| self.language.sentence(message));
        let neutral = self.language.sentence(Message::NeutralPartner);
        let partner =
            self.company_name.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or(neutral);
        let sentence = self.language.fill(sentence, "{partner}", partner);
        self.language.fill(&sentence, name, value)
    }

    fn plain_text(&self, message: Message) -> String {
        self.language.sentence(message).to_owned()
    }

    fn language(&self) -> String {
        self.language.tag.to_owned()
    }

    fn can_renew_token(&self) -> bool {
        matches!(self.token, Some(Token(TokenSource::Fetched(_))))
    }

    fn token(&self) -> LocalFuture<Result<Option<String>, JsValue>> {
        match &self.token {
            None => Box::pin(async { Ok(None) }),
            Some(Token(TokenSource::Fixed(token))) => {
                let token = token.clone();
                Box::pin(async { Ok(Some(token)) })
            }
            Some(Token(TokenSource::Fetched(fetch))) => {
                let token = fetch();
                Box::pin(async move { token.await.map(Some) })
            }
        }
    }

    fn fetch(&self, address: &str, init: &RequestInit) -> LocalFuture<Option<Response>> {
        let response = JsFuture::from(window().fetch_with_str_and_init(address, init));
        Box::pin(async move { response.await.ok().map(JsCast::unchecked_into) })
    }

    fn has_share_link(&self) -> bool {
        self.share_link.is_some()
    }

    fn share_link(&self) -> LocalFuture<Option<String>> {
        match &self.share_link {
            Some(ShareLinkSource(get)) => get(),
            None => Box::pin(async { None }),
        }
    }

    fn is_hidden(&self, dialog: &HtmlDialogElement) -> bool {
        let page_is_shown = document().body().is_some_and(|body| body.offset_width() > 0);
        let is_hidden = dialog.open() && dialog.offset_width() == 0 && page_is_shown;
        if is_hidden {
            self.report(
                "cannot open: something around it is not displayed (display: none)",
                &JsValue::UNDEFINED,
            );
        }
        is_hidden
    }

    fn report(&self, sentence: &str, reason: &JsValue) {
        let sentence = JsValue::from_str(&["maxio-link: ", sentence].concat());
        if reason.is_undefined() {
            web_sys::console::error_1(&sentence);
        } else {
            web_sys::console::error_2(&sentence, reason);
        }
    }

    fn report_unanswered(&self, request: &UnansweredRequest<'_>) {
        let origin = window().location().origin().unwrap_or_default();
        let sentence = format!(
            "no answer from {} (request {}). If the endpoint is up, it must answer without a redirect, allow the origin \
             {origin} and, in a preflight, the method POST and the headers {}; and the page's connect-src must list it.",
            request.address,
            request.request_id,
            request.headers.join(", "),
        );
        self.report(&sentence, &JsValue::UNDEFINED);
    }

    fn emit(&self, notice: &Notice, metadata: &EventMetadata<'_>) {
        let error = |problem| LinkError::new(problem, self, metadata.options);
        run(self.on_event, notice.event_name());
        match notice {
            Notice::Success(connection) => run(self.on_success, connection.clone()),
            Notice::Exit(status, problem) => {
                run(self.on_exit, LinkExit { status: *status, error: problem.as_ref().map(error) });
            }
            Notice::Error(problem) => run(self.on_error, error(problem)),
            Notice::AcceptConsent => run(self.on_consent, locale::consent_text(self, metadata.options)),
            _ => {}
        }
    }
}

fn run<T>(callback: Option<Callback<T>>, value: T) {
    if let Some(callback) = callback {
        callback.try_run(value);
    }
}
