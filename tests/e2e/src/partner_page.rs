//! A partner's web app: pages from `tests/pages`, on another origin than the server's, and a route that hands the
//! company token to them.

use crate::{programs, pseudo, wait};
use anyhow::Result;
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Map, Value, json};
use std::{
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{net::TcpListener, task::AbortHandle};

/// Which of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A button that opens what `MaxioLink.create` made.
    Modal,
    /// `<maxio-link>` in the page, its options written as attributes.
    Inline,
    /// As `Modal`, loaded by a script tag, and without any script or style in the markup: for policies that forbid it.
    Strict,
}

impl Page {
    const fn file(self) -> &'static str {
        match self {
            Self::Modal => "modal.html",
            Self::Inline => "inline.html",
            Self::Strict => "strict.html",
        }
    }
}

/// A copy of the widget that the partner serves themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnCopy {
    /// As it is.
    Whole,
    /// Its wasm fails this many times first.
    Flaky(usize),
    /// Calls itself 1.999.0.
    Newer,
    /// One byte more in the script.
    TamperedScript,
    /// One byte more in the wasm.
    TamperedWasm,
    /// One byte more in every language.
    TamperedLanguages,
    /// Without any language but English.
    NoLanguages,
    /// In place of German, Arabic and Hebrew the same words: those of the German, longer, in ⟦ and ⟧.
    Pseudo,
}

impl OwnCopy {
    const fn folder(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Flaky(_) => "flaky",
            Self::Newer => "newer",
            Self::TamperedScript => "tampered-script",
            Self::TamperedWasm => "tampered-wasm",
            Self::TamperedLanguages => "tampered-languages",
            Self::NoLanguages => "no-languages",
            Self::Pseudo => "pseudo",
        }
    }
}

/// What [`OwnCopy::Newer`] calls itself.
pub const NEWER: &str = "1.999.0";

/// Where the pages are as well, for partners whose web app is not at the root of its origin.
const SUB_PATH: &str = "/apps/financing";

/// The running web app.
pub struct PartnerPage {
    /// Its origin: `localhost`, where the server is `127.0.0.1`.
    pub origin: String,
    shared: Arc<Mutex<Shared>>,
    serving: AbortHandle,
}

/// All that a test can decide about the pages.
#[derive(Default)]
struct Shared {
    origin: String,
    script: String,
    script_tag: String,
    options: Map<String, Value>,
    tokens: Vec<String>,
    tokens_given: usize,
    wasm_failures: usize,
    base: &'static str,
    head: String,
    before: String,
    after: String,
    headers: Vec<(HeaderName, String)>,
    reports: Vec<Value>,
    pages: PathBuf,
    gallery: PathBuf,
    packages: PathBuf,
    dist: PathBuf,
}

type Pages = Arc<Mutex<Shared>>;

impl PartnerPage {
    /// Starts it, without any options yet.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        let shared = Arc::new(Mutex::new(Shared {
            origin: origin.clone(),
            pages: programs::pages(),
            gallery: programs::gallery(),
            packages: programs::packages(),
            dist: programs::dist()?,
            ..Shared::default()
        }));
        let routes = Router::new()
            .route("/{file}", get(file))
            .route("/monkey/{file}", get(monkey))
            .route("/token", post(token))
            // As the README has it.
            .route("/link-token", post(token))
            .route("/report", post(report))
            .route("/own/{copy}/{*file}", get(own_copy))
            .route("/gallery/{file}", get(gallery))
            .route("/packages/{*path}", get(package));
        let router =
            Router::new().nest(SUB_PATH, routes.clone()).merge(routes).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { origin, shared, serving: serving.abort_handle() })
    }

    /// Loads the widget from the server at `url`.
    pub fn take_widget_from(&self, url: &str) {
        self.take_version(url, "v1");
    }

    /// Loads this version of the widget from the server at `url`: an exact one, or `v1`.
    pub fn take_version(&self, url: &str, version: &str) {
        self.lock().script = format!("{url}/embed/{version}/maxio-link.js");
    }

    /// Makes the partner's own copies of the widget those of this folder.
    pub fn copy_widget_from(&self, folder: PathBuf) {
        self.lock().dist = folder;
    }

    /// Loads the widget from a copy of the partner's own; its address.
    pub fn take_widget_from_copy(&self, copy: OwnCopy) -> String {
        let script = self.copy(copy);
        self.lock().script.clone_from(&script);
        script
    }

    /// The address of a copy of the partner's own, for pages that load it besides.
    pub fn copy(&self, copy: OwnCopy) -> String {
        let mut shared = self.lock();
        if let OwnCopy::Flaky(failures) = copy {
            shared.wasm_failures = failures;
        }
        format!("{}/own/{}/maxio-link.js", shared.here(), copy.folder())
    }

    /// The page in which every state can be shown, with a copy of the widget.
    pub fn states(&self, copy: OwnCopy) -> String {
        format!("{}/gallery/state.html?dist=/own/{}/", self.lock().here(), copy.folder())
    }

    /// Attributes of the script tag that loads the widget; on [`Page::Strict`] alone, the others have none.
    pub fn script_tag(&self, attributes: &str) {
        self.lock().script_tag = attributes.to_owned();
    }

    /// Moves the web app from the root of its origin to a path below.
    pub fn move_below_root(&self) {
        self.lock().base = SUB_PATH;
    }

    /// Moves the web app to another origin: to a browser, that is another name of this machine.
    pub fn move_to_other_origin(&self) {
        let mut shared = self.lock();
        shared.origin = shared.origin.replace("localhost", "127.0.0.1");
    }

    /// Markup for the head of the page, before everything else in it.
    pub fn add_to_head(&self, html: &str) {
        self.lock().head.push_str(html);
    }

    /// Markup around Link, or, where there is only a button, before and after it.
    pub fn put_around(&self, before: &str, after: &str) {
        let mut shared = self.lock();
        shared.before = before.to_owned();
        shared.after = after.to_owned();
    }

    /// A policy for the page. What violates it is reported to the partner.
    pub fn restrict(&self, policy: &str) {
        let mut shared = self.lock();
        let policy = format!("{policy}; report-uri {}/report", shared.here());
        shared.headers.push((header::CONTENT_SECURITY_POLICY, policy));
    }

    /// Any other header of the page.
    pub fn add_header(&self, name: &'static str, value: &str) {
        self.lock().headers.push((HeaderName::from_static(name), value.to_owned()));
    }

    /// Waits until that many violations of the policy were reported: which directive, and what was blocked.
    pub async fn wait_for_violations(&self, count: usize) -> Result<Vec<(String, String)>> {
        let text = |report: &Value, member: &str| {
            report
                .pointer(&format!("/csp-report/{member}"))
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        wait::for_some(&format!("{count} violations of the policy"), async || {
            let reports = self.lock().reports.clone();
            let violations: Vec<_> = reports
                .iter()
                .map(|report| (text(report, "effective-directive"), text(report, "blocked-uri")))
                .collect();
            Ok(Some(violations).filter(|violations| violations.len() >= count))
        })
        .await
    }

    /// The options of the next page, and its address.
    pub fn with_options(&self, page: Page, options: Map<String, Value>) -> String {
        let mut shared = self.lock();
        shared.options = options;
        format!("{}/{}", shared.here(), page.file())
    }

    /// The tokens that pages get, one after the other; the last one stays. None: pages use no token.
    pub fn give_tokens(&self, tokens: Vec<String>) {
        self.lock().tokens = tokens;
    }

    /// How often a page asked for a token.
    pub fn tokens_given(&self) -> usize {
        self.lock().tokens_given
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        lock(&self.shared)
    }
}

impl Drop for PartnerPage {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Shared {
    /// Absolute: a page may have a `<base>`.
    fn here(&self) -> String {
        format!("{}{}", self.origin, self.base)
    }

    fn setup(&self) -> Value {
        json!({"script": self.script, "options": self.options, "hasToken": !self.tokens.is_empty()})
    }

    /// A page of `tests/pages`, with what the test decided filled in.
    fn fill(&self, page: &str) -> String {
        // Within an element, so that no text may end it.
        let setup = self.setup().to_string().replace('<', "\\u003c");
        [
            ("HERE", &self.here()),
            ("HEAD", &self.head),
            ("BEFORE", &self.before),
            ("AFTER", &self.after),
            ("SCRIPT", &self.script),
            ("SCRIPT_TAG", &self.script_tag),
            ("SETUP", &setup),
            ("ATTRIBUTES", &attributes(&self.options)),
        ]
        .into_iter()
        .fold(page.to_owned(), |page, (name, value)| page.replace(&format!("{{{{{name}}}}}"), value))
    }
}

async fn file(State(shared): State<Pages>, Path(name): Path<String>) -> Response {
    let shared = lock(&shared);
    if name == "favicon.ico" {
        return StatusCode::NO_CONTENT.into_response();
    }
    if name == "setup.json" {
        return axum::Json(shared.setup()).into_response();
    }
    let Ok(text) = fs::read_to_string(shared.pages.join(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if name.ends_with(".js") {
        return ([(header::CONTENT_TYPE, SCRIPT)], text).into_response();
    }
    let mut response = Html(shared.fill(&text)).into_response();
    for (name, value) in &shared.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// The pages of the monkey test.
async fn monkey(pages: State<Pages>, Path(name): Path<String>) -> Response {
    file(pages, Path(format!("monkey/{name}"))).await
}

async fn token(State(shared): State<Pages>) -> String {
    let mut shared = lock(&shared);
    let token = shared.tokens.get(shared.tokens_given).or(shared.tokens.last()).cloned();
    shared.tokens_given += 1;
    token.unwrap_or_default()
}

/// Browsers send these with a content type of their own.
async fn report(State(shared): State<Pages>, body: String) -> StatusCode {
    let Ok(report) = serde_json::from_str(&body) else { return StatusCode::BAD_REQUEST };
    lock(&shared).reports.push(report);
    StatusCode::NO_CONTENT
}

async fn own_copy(State(shared): State<Pages>, Path((copy, name)): Path<(String, String)>) -> Response {
    let mut shared = lock(&shared);
    let is_wasm = name.ends_with(".wasm");
    if is_wasm && copy == "flaky" && shared.wasm_failures > 0 {
        shared.wasm_failures -= 1;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let is_language = name.starts_with("locale/");
    if is_language && copy == "no-languages" {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(mut bytes) = read_copy(&shared, &copy, &name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if copy == "tampered-script" && !is_wasm {
        bytes.push(b' ');
    } else if copy == "tampered-wasm" && is_wasm {
        // An empty custom section: still a module that would run.
        bytes.extend([0, 1, 0]);
    } else if copy == "tampered-languages" && is_language {
        // White space: still the same sentences.
        bytes.push(b' ');
    }
    // Not stored: the failure must come from here each time, and the success too.
    let headers = [(header::CONTENT_TYPE, kind(&name)), (header::CACHE_CONTROL, "no-store")];
    (headers, Body::from(bytes)).into_response()
}

fn read_copy(shared: &Shared, copy: &str, name: &str) -> io::Result<Vec<u8>> {
    if copy == "pseudo" {
        return pseudo::read(&shared.dist, name);
    }
    let bytes = fs::read(shared.dist.join(name))?;
    if copy != "newer" || !name.ends_with(".js") {
        return Ok(bytes);
    }
    let script = String::from_utf8(bytes).map_err(io::Error::other)?;
    let version = concat!("\"", env!("CARGO_PKG_VERSION"), "\"");
    if script.matches(version).count() == 0 {
        return Err(io::Error::other("the script does not say its version"));
    }
    Ok(script.replace(version, &format!("\"{NEWER}\"")).into_bytes())
}

/// Of the page in which every state can be shown.
async fn gallery(State(shared): State<Pages>, Path(name): Path<String>) -> Response {
    match fs::read(lock(&shared).gallery.join(&name)) {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind(&name))], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A script that other pages load, from the locked npm packages.
async fn package(State(shared): State<Pages>, Path(path): Path<String>) -> Response {
    match fs::read(lock(&shared).packages.join(path)) {
        Ok(bytes) => ([(header::CONTENT_TYPE, SCRIPT)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

const SCRIPT: &str = "text/javascript";

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        Some("html") => "text/html; charset=utf-8",
        _ => SCRIPT,
    }
}

/// `companyName` becomes `company-name="…"`.
fn attributes(options: &Map<String, Value>) -> String {
    let attribute = |(name, value): (&String, &Value)| {
        let kebab: String =
            name.chars()
                .map(|c| {
                    if c.is_ascii_uppercase() {
                        format!("-{}", c.to_ascii_lowercase())
                    } else {
                        c.to_string()
                    }
                })
                .collect();
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!(" {kebab}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;"))
    };
    options.iter().map(attribute).collect()
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
