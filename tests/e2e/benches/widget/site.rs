//! A partner's web site with every page that is compared, and, at another origin, what the peer asks of its maker's servers.

use anyhow::{Context, Result};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::net::TcpListener;

const FLOOR: &str = include_str!("pages/floor.html");
const PARTNER: &str = include_str!("pages/partner.html");
/// Under which the peer's custom element is one file of the package, compressed by `cargo xtask bench`.
const PEER: &str = "node_modules/@stackone/hub/dist/webcomponent.js.br";

/// The running site; what it serves at each address.
#[derive(Clone)]
pub struct Site(Arc<Shared>);

struct Shared {
    pages: Mutex<BTreeMap<String, String>>,
    peer: Vec<u8>,
}

impl Site {
    /// Starts it; its own address.
    pub async fn start() -> Result<(Self, String)> {
        let folder = env::var_os("MAXIO_LINK_PEER").map(PathBuf::from);
        let file = folder.context("MAXIO_LINK_PEER is not set: run `cargo xtask bench widget`")?.join(PEER);
        let peer = std::fs::read(&file).with_context(|| format!("could not read {}", file.display()))?;
        let site = Self(Arc::new(Shared { pages: Mutex::default(), peer }));
        let router = Router::new()
            .route("/floor", get(async || Html(FLOOR)))
            // The browser stays where it is.
            .route("/form", post(async || StatusCode::NO_CONTENT))
            .route("/page/{name}", get(page))
            .route("/peer.js", get(peer_script))
            .route("/hub/settings", get(async || Json(json!({"enabled_features": []}))))
            .route("/hub/connectors", get(async || Json(connectors())))
            .route("/hub/connectors/{id}", get(async || Json(connector())))
            .route("/hub/accounts", post(async || Json(json!({"id": "account"}))))
            .layer(middleware::from_fn(any_origin))
            .with_state(site.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok((site, address))
    }

    /// The partner's page with this in it; its path.
    pub fn page(&self, name: &str, head: &str, body: &str) -> String {
        let html = PARTNER.replace("{{HEAD}}", head).replace("{{BODY}}", body);
        self.0.pages.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), html);
        format!("/page/{name}")
    }
}

async fn page(State(Site(shared)): State<Site>, Path(name): Path<String>) -> Response {
    let pages = shared.pages.lock().unwrap_or_else(PoisonError::into_inner);
    match pages.get(&name) {
        Some(html) => Html(html.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn peer_script(State(Site(shared)): State<Site>) -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/javascript"), (header::CONTENT_ENCODING, "br")];
    (headers, shared.peer.clone())
}

/// The peer sends headers of its own, for which a browser asks first.
async fn any_origin(method: Method, request: axum::extract::Request, next: Next) -> Response {
    let mut response = if method == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "*"),
        (header::ACCESS_CONTROL_MAX_AGE, "7200"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// One, as at a partner that offers Maxio alone: the peer then goes to its form without being asked to.
fn connectors() -> Value {
    json!({"integrations": [{
        "active": true, "name": "Maxio", "provider": "maxio", "type": "billing", "version": "1",
        "integration_id": "maxio", "authentication_config_key": "api_key", "environment": "production",
        "logo_url": LOGO,
    }]})
}

fn connector() -> Value {
    let fields = json!([{"key": "api_key", "label": "API key", "type": "password", "required": true, "secret": true,
        "guide": {"description": "Config, Integrations, API Keys, New API Key. It must have admin permissions."}}]);
    json!({"name": "Maxio", "key": "maxio", "assets": {"icon": LOGO}, "config": {
        "name": "Maxio", "key": "maxio", "assets": {"icon": LOGO},
        "authentication": {"api_key": {"production": {"type": "custom", "fields": fields, "guide": {}}}},
    }})
}

const LOGO: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";
