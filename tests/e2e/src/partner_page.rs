//! A partner's web app: pages from `tests/pages`, on another origin than the server's, and a route that hands the
//! company token to them.

use crate::programs;
use anyhow::Result;
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Map, Value, json};
use std::{
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
}

impl Page {
    const fn path(self) -> &'static str {
        match self {
            Self::Modal => "/modal.html",
            Self::Inline => "/inline.html",
        }
    }
}

/// The running web app.
pub struct PartnerPage {
    /// Its origin: `localhost`, where the server is `127.0.0.1`.
    pub origin: String,
    shared: Arc<Mutex<Shared>>,
    serving: AbortHandle,
}

#[derive(Default)]
struct Shared {
    script: String,
    options: Map<String, Value>,
    tokens: Vec<String>,
    tokens_given: usize,
    wasm_failures: usize,
    connect_src: Option<String>,
    pages: PathBuf,
    dist: PathBuf,
}

type Pages = Arc<Mutex<Shared>>;

impl PartnerPage {
    /// Starts it, without any options yet.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        let shared = Arc::new(Mutex::new(Shared {
            pages: programs::pages(),
            dist: programs::dist()?,
            ..Shared::default()
        }));
        let router = Router::new()
            .route("/{file}", get(file))
            .route("/token", post(token))
            .route("/own/{file}", get(own_copy))
            .with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { origin, shared, serving: serving.abort_handle() })
    }

    /// Loads the widget from the server at `url`.
    pub fn take_widget_from(&self, url: &str) {
        self.lock().script = format!("{url}/embed/v1/maxio-link.js");
    }

    /// Loads the widget from a copy of the partner's own, whose wasm fails that many times first.
    pub fn take_widget_from_flaky_copy(&self, failures: usize) {
        let mut shared = self.lock();
        shared.script = "/own/maxio-link.js".to_owned();
        shared.wasm_failures = failures;
    }

    /// Lets the page connect to these sources alone.
    pub fn restrict_connections(&self, sources: &str) {
        self.lock().connect_src = Some(sources.to_owned());
    }

    /// The options of the next page, and its address.
    pub fn with_options(&self, page: Page, options: Map<String, Value>) -> String {
        self.lock().options = options;
        format!("{}{}", self.origin, page.path())
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

async fn file(State(shared): State<Pages>, Path(name): Path<String>) -> Response {
    let shared = lock(&shared);
    if name == "favicon.ico" {
        return StatusCode::NO_CONTENT.into_response();
    }
    if name == "setup.json" {
        let setup = json!({"script": shared.script, "options": shared.options, "hasToken": !shared.tokens.is_empty()});
        return axum::Json(setup).into_response();
    }
    let Ok(text) = std::fs::read_to_string(shared.pages.join(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if name.ends_with(".js") {
        return ([(header::CONTENT_TYPE, "text/javascript")], text).into_response();
    }
    let policy = shared
        .connect_src
        .as_ref()
        .map(|sources| [(header::CONTENT_SECURITY_POLICY, format!("connect-src {sources}"))]);
    let page =
        text.replace("{{SCRIPT}}", &shared.script).replace("{{ATTRIBUTES}}", &attributes(&shared.options));
    (policy, Html(page)).into_response()
}

async fn token(State(shared): State<Pages>) -> String {
    let mut shared = lock(&shared);
    let token = shared.tokens.get(shared.tokens_given).or(shared.tokens.last()).cloned();
    shared.tokens_given += 1;
    token.unwrap_or_default()
}

async fn own_copy(State(shared): State<Pages>, Path(name): Path<String>) -> Response {
    let mut shared = lock(&shared);
    let kind = if name.ends_with(".wasm") { "application/wasm" } else { "text/javascript" };
    if kind == "application/wasm" && shared.wasm_failures > 0 {
        shared.wasm_failures -= 1;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match std::fs::read(shared.dist.join(&name)) {
        // Not stored: the failure must come from here each time, and the success too.
        Ok(bytes) => ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], Body::from(bytes))
            .into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
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
