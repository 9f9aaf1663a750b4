//! The partner's options: from a JavaScript object to something that can be relied on, or the names of what is wrong.

use crate::runtime::Misconfigured;
use js_sys::{Function, Object, Reflect};
use maxio_link_flow::{Config, Site, SiteError, SiteField, site};
use maxio_link_wire::{DEFAULT_PLATFORM_KEY, Environment};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{RequestCredentials, Url};

/// How Link stands in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Where the element is.
    #[default]
    Inline,
    /// In a native dialog.
    Modal,
}

/// A company token, or how to get one.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// The token itself.
    Text(String),
    /// Called right before use, and once more after a 401; may return a promise.
    Function(Function),
}

/// Everything that the partner set. Callbacks are not here: the latest one is read when it is called.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the credentials go: https, or http on this machine.
    pub endpoint: Url,
    /// Sent as `Authorization: Bearer`.
    pub token: Option<Token>,
    /// The partner's name as shown; `None`: neutral words.
    pub company_name: Option<String>,
    /// `platformKey` of the request.
    pub platform_key: String,
    /// Fetch credentials mode.
    pub credentials: RequestCredentials,
    /// Inline or modal.
    pub mode: Mode,
    /// What the flow needs to know.
    pub flow: Config,
}

/// One option that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// Its name, as in the documentation.
    pub name: &'static str,
    /// What would work.
    pub wants: &'static str,
}

/// The names of the functions that are read when they are called.
const CALLBACKS: [&str; 5] = ["onLoad", "onSuccess", "onExit", "onEvent", "colleagueLink"];

/// Milliseconds that `timeoutMs` may be.
const TIMEOUT_MS: std::ops::RangeInclusive<f64> = 1_000.0..=600_000.0;

impl Options {
    /// Reads and checks all of them, so that a partner hears of every mistake at once.
    pub fn read(object: &Object) -> Result<Self, Vec<OptionError>> {
        let mut reader = Reader { object, errors: Vec::new() };
        let endpoint = reader.endpoint();
        let token = reader.token();
        let environment = reader.environment();
        let site = reader.site(environment.unwrap_or_default());
        let mode = reader.one_of("mode", "\"inline\" or \"modal\"", mode_named).unwrap_or_default();
        let site_field = reader
            .one_of("siteField", "\"auto\", \"show\" or \"hide\"", site_field_named)
            .unwrap_or_default();
        let credentials = reader
            .one_of("credentials", "\"omit\", \"same-origin\" or \"include\"", credentials_named)
            .unwrap_or(RequestCredentials::Omit);
        let connection_id = reader.text("connectionId");
        let company_name = reader.text("companyName");
        let platform_key = reader.text("platformKey").unwrap_or_else(|| DEFAULT_PLATFORM_KEY.to_owned());
        let timeout_ms = reader.timeout();
        reader.locale();
        reader.callbacks();
        match (endpoint, reader.errors) {
            (Some(endpoint), errors) if errors.is_empty() => Ok(Self {
                endpoint,
                token,
                company_name,
                platform_key,
                credentials,
                mode,
                flow: Config { site, site_field, connection_id, timeout_ms },
            }),
            (_, errors) => Err(errors),
        }
    }

    /// What can be used of options that are wrong elsewhere: the message has to appear somewhere.
    pub fn what_is_left(object: &Object) -> Misconfigured {
        let mut reader = Reader { object, errors: Vec::new() };
        Misconfigured {
            company_name: reader.text("companyName"),
            mode: reader.one_of("mode", "", mode_named).unwrap_or_default(),
        }
    }
}

struct Reader<'a> {
    object: &'a Object,
    errors: Vec<OptionError>,
}

impl Reader<'_> {
    fn wrong(&mut self, name: &'static str, wants: &'static str) {
        self.errors.push(OptionError { name, wants });
    }

    /// The value, unless it is absent, `undefined` or `null`.
    fn value(&self, name: &str) -> Option<JsValue> {
        Reflect::get(self.object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
    }

    /// A string that says something. An empty one counts as absent: that is what a template writes for no value.
    fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.value(name)?;
        match value.as_string() {
            Some(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            None => {
                self.wrong(name, "a string");
                None
            }
        }
    }

    fn one_of<T>(
        &mut self,
        name: &'static str,
        wants: &'static str,
        named: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let value = named(&text);
        if value.is_none() {
            self.wrong(name, wants);
        }
        value
    }

    fn endpoint(&mut self) -> Option<Url> {
        const NAME: &str = "endpoint";
        let Some(text) = self.text(NAME) else {
            if self.errors.is_empty() {
                self.wrong(NAME, "the address that the credentials are posted to (required)");
            }
            return None;
        };
        let base = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
        let url = Url::new_with_base(&text, &base).ok().filter(is_safe);
        if url.is_none() {
            self.wrong(NAME, "an https address, or http on localhost, without a login in it");
        }
        url
    }

    fn token(&mut self) -> Option<Token> {
        const NAME: &str = "token";
        let value = self.value(NAME)?;
        if let Some(text) = value.as_string() {
            return Some(text).filter(|text| !text.is_empty()).map(Token::Text);
        }
        let function = value.dyn_into().ok();
        if function.is_none() {
            self.wrong(NAME, "a string, or a function that returns one or a promise of one");
        }
        function.map(Token::Function)
    }

    fn environment(&mut self) -> Option<Environment> {
        self.one_of("environment", "\"US\" or \"EU\"", Environment::parse)
    }

    fn site(&mut self, environment: Environment) -> Option<Site> {
        const NAME: &str = "site";
        match site::parse(&self.text(NAME)?, environment) {
            Ok(site) => Some(site),
            Err(SiteError::Empty) => None,
            Err(_) => {
                self.wrong(NAME, "the name or address of a Maxio site, such as \"acme\"");
                None
            }
        }
    }

    /// A number, or a number in words: attributes are strings. JavaScript's own conversion: Rust's brings tables.
    fn timeout(&mut self) -> u32 {
        const NAME: &str = "timeoutMs";
        let Some(value) = self.value(NAME) else { return maxio_link_flow::config::DEFAULT_TIMEOUT_MS };
        let number = Some(js_sys::Number::from(value).value_of());
        match number.filter(|number| TIMEOUT_MS.contains(number)) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within TIMEOUT_MS")]
            Some(number) => number as u32,
            None => {
                self.wrong(NAME, "milliseconds, from 1000 to 600000");
                maxio_link_flow::config::DEFAULT_TIMEOUT_MS
            }
        }
    }

    /// English is the only language so far; a tag of another is accepted and shows English.
    fn locale(&mut self) {
        const NAME: &str = "locale";
        let Some(tag) = self.text(NAME) else { return };
        if tag != "auto" && !is_language_tag(&tag) {
            self.wrong(NAME, "\"auto\" or a BCP 47 tag, such as \"en\"");
        }
    }

    fn callbacks(&mut self) {
        for name in CALLBACKS {
            if self.value(name).is_some_and(|value| !value.is_function()) {
                self.wrong(name, "a function");
            }
        }
    }
}

/// The browser's own check throws for what is none; the binding of js-sys would let that through.
fn is_language_tag(tag: &str) -> bool {
    let check = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &"getCanonicalLocales".into()))
        .and_then(|function| function.dyn_into::<Function>());
    check.is_ok_and(|check| check.call1(&JsValue::UNDEFINED, &tag.into()).is_ok())
}

fn is_safe(url: &Url) -> bool {
    let login = !url.username().is_empty() || !url.password().is_empty();
    let host = url.hostname();
    let is_address = host.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
    let local = host == "localhost"
        || host.ends_with(".localhost")
        || (host.starts_with("127.") && is_address)
        || host == "[::1]";
    !login && (url.protocol() == "https:" || (url.protocol() == "http:" && local))
}

fn mode_named(name: &str) -> Option<Mode> {
    match name {
        "inline" => Some(Mode::Inline),
        "modal" => Some(Mode::Modal),
        _ => None,
    }
}

fn site_field_named(name: &str) -> Option<SiteField> {
    match name {
        "auto" => Some(SiteField::Auto),
        "show" => Some(SiteField::Show),
        "hide" => Some(SiteField::Hide),
        _ => None,
    }
}

fn credentials_named(name: &str) -> Option<RequestCredentials> {
    match name {
        "omit" => Some(RequestCredentials::Omit),
        "same-origin" => Some(RequestCredentials::SameOrigin),
        "include" => Some(RequestCredentials::Include),
        _ => None,
    }
}
