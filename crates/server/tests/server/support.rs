//! A server with a database of its own, and the Maxio that it asks.

use std::{
    future::IntoFuture,
    path::PathBuf,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use futures_util::StreamExt;
use maxio_link_server::{
    app::{App, Shared, link_url},
    auth::AddressSource,
    config::{Config, PartnerLinks, PublicUrl},
    crypto::{MasterKeys, Vault, generate_master_key},
    data::Turns,
    maxio::{Hosts, MaxioClient},
    routes::{Pages, check_company, router, site_tags},
    store::{Door, Retention, Store},
    webhooks::Sender,
    widget::{Build, Keep, Versions, integrity},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::database;

pub const PUBLIC: &str = "http://127.0.0.1:8787";
pub const PARTNER_ORIGIN: &str = "https://app.example.com";
pub const KEY: &str = "admin-key-0123456789";

pub struct Server {
    pub app: App,
    pub partner_key: String,
    pub maxio: Maxio,
    pub folder: tempfile::TempDir,
    pub database_url: String,
}

/// What a test starts from, where it is not the usual.
pub struct Setup {
    pub public_url: &'static str,
    pub partner_name: &'static str,
    pub enabled: bool,
    pub reload_assets: bool,
    pub allowed_origin: Option<&'static str>,
    pub version: &'static str,
    pub versions: Option<Keep>,
    pub private_webhooks: bool,
    pub client_address: AddressSource,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            public_url: PUBLIC,
            partner_name: "Northwind Lending",
            enabled: true,
            reload_assets: false,
            allowed_origin: Some(PARTNER_ORIGIN),
            version: "1.0.0",
            versions: None,
            private_webhooks: true,
            client_address: AddressSource::Peer,
        }
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    pub async fn with(setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let assets = build_of(folder.path(), setup.version, "the loader");
        let maxio = Maxio::start().await;
        let config = Config {
            public: PublicUrl::parse(setup.public_url).unwrap(),
            partner_name: setup.partner_name.to_owned(),
            links: PartnerLinks {
                support: Some("https://example.com/help".into()),
                ..PartnerLinks::default()
            },
            allowed_origins: setup.allowed_origin.into_iter().map(str::to_owned).collect(),
            maxio: maxio.hosts(),
            recheck_after: std::time::Duration::from_secs(6 * 60 * 60),
            retention: Retention { deleted: 30, deliveries: 30, audit: 365 },
            assets,
            versions: setup
                .versions
                .unwrap_or_else(|| Keep { folder: folder.path().join("versions"), required: true }),
            reload_assets: setup.reload_assets,
            private_webhooks: setup.private_webhooks,
            client_address: setup.client_address,
        };
        let own = Build::read(&config.assets).unwrap();
        let database_url = database::fresh(folder.path()).await;
        let store = Store::open(&database_url).await.unwrap();
        store.enable_integration(setup.enabled).await.unwrap();
        let partner_key = store.create_partner_key("tests").await.unwrap().expose_secret().to_owned();
        let master_key = folder.path().join("master.key");
        std::fs::write(&master_key, generate_master_key().unwrap().expose_secret()).unwrap();
        let shared = Shared {
            pages: Pages::load(&own, &config).unwrap(),
            versions: if config.reload_assets {
                Versions::only(&own)
            } else {
                Versions::kept(&own, &config.versions).unwrap()
            },
            vault: Vault::of(&store, MasterKeys::from_file(&master_key).unwrap()).await.unwrap(),
            maxio: MaxioClient::new(config.maxio.clone()).unwrap(),
            sender: Sender::new(config.private_webhooks).unwrap(),
            turns: Turns::default(),
            tasks: tokio_util::task::TaskTracker::new(),
            stopping: tokio_util::sync::CancellationToken::new(),
            config,
            store,
        };
        Self { app: App::new(shared), partner_key, maxio, folder, database_url }
    }

    pub async fn company(&self, site: Option<&str>) -> String {
        let new = check_company("Acme", None, site_tags(site, "US")).unwrap();
        self.app.store.create_company(new).await.unwrap().id
    }

    pub async fn token(&self, company: &str) -> String {
        self.app.store.issue(Door::AccessToken, company).await.unwrap().expose_secret().to_owned()
    }

    pub async fn one_time_password(&self, company: &str) -> String {
        let url = link_url(&self.app.store, &self.app.config.public, company).await.unwrap();
        url.split_once("link.otp=").unwrap().1.to_owned()
    }

    /// The database itself, for what the API does not show.
    pub async fn database(&self) -> sqlx::AnyPool {
        sqlx::AnyPool::connect(&self.database_url).await.unwrap()
    }

    pub fn partner(&self) -> (&'static str, String) {
        ("authorization", format!("Basic {}", BASE64.encode(&self.partner_key)))
    }

    pub async fn send(&self, request: Request) -> Reply {
        let response = router(self.app.clone()).oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into(),
        }
    }

    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Option<&Value>,
    ) -> Reply {
        self.send(call(method, path, headers, body)).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, &[self.partner()], None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::POST, path, &[self.partner()], Some(body)).await
    }

    /// Posts to link as the partner's page does: with a company token.
    pub async fn link(&self, company: &str, body: &Value) -> Reply {
        self.link_with(company, &[], body).await
    }

    pub async fn link_with(&self, company: &str, headers: &[(&str, String)], body: &Value) -> Reply {
        let token = ("authorization", format!("Bearer {}", self.token(company).await));
        let headers = [&[token], headers].concat();
        self.call(Method::POST, &format!("/companies/{company}/connections"), &headers, Some(body)).await
    }

    pub async fn connections(&self, company: &str) -> Vec<Value> {
        let reply = self.get(&format!("/companies/{company}/connections")).await;
        reply.json()["results"].as_array().unwrap().clone()
    }
}

/// A request with these headers and this JSON.
pub fn call(method: Method, path: &str, headers: &[(&str, String)], body: Option<&Value>) -> Request {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let body = match body {
        Some(json) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(json.to_string())
        }
        None => Body::empty(),
    };
    request.body(body).unwrap()
}

pub fn request(key: &str, site: &str) -> Value {
    json!({"platformKey": "mxio", "apiKey": key, "subdomain": site, "environment": "US"})
}

/// What the server's own pages send.
pub fn own_page() -> Vec<(&'static str, String)> {
    vec![("origin", PUBLIC.to_owned()), ("sec-fetch-site", "same-origin".to_owned())]
}

/// What a page tells its script.
pub fn config_of(page: &Reply) -> Value {
    let (_, rest) = page.body.split_once(r#"<script type="application/json" id="link-config">"#).unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// That it is an error in the envelope, whole and consistent; gives its code.
    pub fn code(&self) -> u64 {
        let body = self.json();
        assert_eq!(body["statusCode"], self.status, "{body}");
        assert_eq!(body["service"], "MaxioLink", "{body}");
        assert!(body["error"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
        assert!(matches!(body["canBeRetried"].as_str(), Some("True" | "False" | "Unknown")), "{body}");
        assert_eq!(body["correlationId"].as_str(), self.header("x-correlation-id"), "{body}");
        assert_eq!(self.header("content-type"), Some("application/json"));
        body["detailedErrorCode"].as_u64().unwrap()
    }

    /// `validatorName` and `itemId`.
    pub fn complaint(&self) -> (String, String) {
        let body = self.json();
        let error = &body["validation"]["errors"][0];
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        (text("validatorName"), text("itemId"))
    }

    pub fn cookie(&self) -> Option<&str> {
        self.header("set-cookie")
    }
}

/// A build of the widget, as far as the server looks at it.
pub fn build_in(folder: &std::path::Path) -> PathBuf {
    build_of(folder, "1.0.0", "the loader")
}

/// Of this version, with this as its loader.
pub fn build_of(folder: &std::path::Path, version: &str, loader: &str) -> PathBuf {
    let assets = folder.join("dist");
    std::fs::create_dir(&assets).unwrap();
    let page = r#"<!doctype html><html><head><base href="./" /><link rel="stylesheet" href="page.css" />
<link rel="preload" href="maxio-link.wasm" as="fetch" type="application/wasm" crossorigin />
<script type="application/json" id="link-config">{}</script><script src="page.js"></script></head><body><main id="page"><div id="shell"><script>clicks()</script><template shadowrootmode="open"><style>p{color:red}</style><p>{letter}: {partner} asks</p></template><section>failed</section></div></main></body></html>"#;
    let mut files = serde_json::Map::new();
    for (file, content) in [
        ("index.html", page),
        ("page.js", "page"),
        ("page.css", "page"),
        ("frame.js", "frame"),
        ("frame.css", "frame"),
        ("maxio-link.js", loader),
        ("maxio-link.wasm", "\0asm"),
        ("maxio-link.d.ts", "export {}"),
    ] {
        std::fs::write(assets.join(file), content).unwrap();
        files.insert(file.to_owned(), content_of(content));
    }
    let compressed = format!("{loader}, compressed");
    std::fs::write(assets.join("maxio-link.js.br"), &compressed).unwrap();
    files["maxio-link.js"]["brotli"] = content_of(&compressed);
    let manifest = json!({"version": version, "files": files});
    std::fs::write(assets.join("manifest.json"), manifest.to_string()).unwrap();
    assets
}

fn content_of(text: &str) -> Value {
    json!({"integrity": integrity(text.as_bytes()), "bytes": text.len()})
}

/// Maxio as contract.md describes it. The site decides what is wrong with the site, the key what is wrong with the key.
#[derive(Clone)]
pub struct Maxio {
    address: std::net::SocketAddr,
    state: Arc<MaxioState>,
}

struct MaxioState {
    /// `METHOD path` of each request.
    seen: Mutex<Vec<String>>,
    /// Whether each key is refused, as if it had been deleted at Maxio.
    revoked: AtomicBool,
    /// The sites "slow" answers while there are permits; each request takes one.
    gate: Semaphore,
}

impl Maxio {
    pub async fn start() -> Self {
        LazyLock::force(&LOG);
        let state = Arc::new(MaxioState {
            seen: Mutex::default(),
            revoked: AtomicBool::new(false),
            gate: Semaphore::new(0),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().route("/{environment}/{site}/{*resource}", axum::routing::any(answer));
        tokio::spawn(axum::serve(listener, routes.with_state(state.clone())).into_future());
        Self { address, state }
    }

    pub fn template(&self) -> String {
        format!("http://{}/{{environment}}/{{site}}", self.address)
    }

    pub fn hosts(&self) -> Hosts {
        Hosts::overridden(&self.template()).unwrap()
    }

    pub fn seen(&self) -> Vec<String> {
        self.state.seen.lock().unwrap().clone()
    }

    /// Waits until a request for this path has arrived.
    pub async fn wait_for(&self, request: &str) {
        let arrived = async {
            while !self.seen().iter().any(|seen| seen == request) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), arrived).await.unwrap();
    }

    pub fn revoke_keys(&self, revoked: bool) {
        self.state.revoked.store(revoked, Ordering::SeqCst);
    }

    pub fn let_slow_ones_through(&self) {
        self.state.gate.add_permits(100);
    }
}

async fn answer(
    State(state): State<Arc<MaxioState>>,
    Path((environment, site, resource)): Path<(String, String, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    state.seen.lock().unwrap().push(format!("{method} /{environment}/{site}/{resource}"));
    match site.as_str() {
        "gone" => return (StatusCode::NOT_FOUND, "<html>").into_response(),
        "moved" => return (StatusCode::FOUND, [(header::LOCATION, "/us/acme/site.json")]).into_response(),
        "html" => return axum::response::Html("<p>Welcome</p>").into_response(),
        "blocked" => {
            let errors = json!({"errors": ["Your account has been canceled."]});
            return (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(errors)).into_response();
        }
        "clearing" => {
            return (StatusCode::SERVICE_UNAVAILABLE, axum::Json(json!({"errors": []}))).into_response();
        }
        "busy" => return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "4000")]).into_response(),
        "limited" => return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "42")]).into_response(),
        "down" => return (StatusCode::BAD_GATEWAY, axum::response::Html("<h1>502</h1>")).into_response(),
        "cut" => return ([("content-type", "application/json")], r#"{"site":{"id":1,"#).into_response(),
        "huge" => return ([("content-type", "application/json")], " ".repeat(300_000)).into_response(),
        "silent" => std::future::pending().await,
        "slow" => state.gate.acquire().await.unwrap().forget(),
        _ => {}
    }
    if state.revoked.load(Ordering::SeqCst) {
        return (StatusCode::UNAUTHORIZED, "HTTP Basic: Access denied.\n").into_response();
    }
    let basic = headers[header::AUTHORIZATION].to_str().unwrap().strip_prefix("Basic ").unwrap();
    let user = String::from_utf8(BASE64.decode(basic).unwrap()).unwrap();
    match (user.strip_suffix(":x").unwrap(), resource.as_str()) {
        ("read-only-key", "webhooks.json") => {
            (StatusCode::FORBIDDEN, axum::Json(json!({"errors": ["Forbidden"]}))).into_response()
        }
        ("read-only-key" | KEY | "new-admin-key", "site.json") => {
            let subdomain = if site == "renamed" { "another" } else { &site };
            let body = json!({"id": 34, "name": "Acme Billing", "subdomain": subdomain, "test": true});
            axum::Json(json!({ "site": body })).into_response()
        }
        (KEY, "webhooks.json") if site == "probe-moved" => {
            (StatusCode::FOUND, [(header::LOCATION, "/us/acme/site.json")]).into_response()
        }
        (KEY, "webhooks.json") if site == "probe-html" => {
            axum::response::Html("<p>Welcome</p>").into_response()
        }
        (KEY, "webhooks.json") if site == "probe-gone" => StatusCode::NOT_FOUND.into_response(),
        (KEY, "customers.json") if site == "probe-endless" => {
            ([("content-type", "application/json")], endless_body()).into_response()
        }
        (KEY, "subscriptions.json") if site == "later-cards" => {
            let card = json!({"masked_card_number": "XXXX-XXXX-XXXX-1", "vault_token": "vault-1"});
            axum::Json(json!([{"subscription": {"id": 1, "state": "active", "credit_card": card}}]))
                .into_response()
        }
        (KEY, "customers/12.json") => axum::Json(json!({"customer": {"id": 12}})).into_response(),
        (KEY, "customers/404.json") => StatusCode::NOT_FOUND.into_response(),
        (KEY, "invoices.json") if site == "picky" && uri.query() != Some("per_page=1") => {
            (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(json!({"errors": ["page: wrong"]}))).into_response()
        }
        (KEY, "products.json") if site == "later-html" => axum::response::Html("<p>").into_response(),
        (KEY, "products.json") if site == "later-down" => StatusCode::BAD_GATEWAY.into_response(),
        (KEY, "products.json") if site == "later-limited" => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "42")]).into_response()
        }
        (KEY, "products.json") if site == "later-forbidden" => StatusCode::FORBIDDEN.into_response(),
        (KEY, "products.json") if site == "later-endless" => {
            let chunk = || Ok::<_, std::io::Error>(axum::body::Bytes::from_static(&[b' '; 65_536]));
            let body = Body::from_stream(futures_util::stream::repeat_with(chunk));
            ([("content-type", "application/json")], body).into_response()
        }
        (KEY, "products.json") if site == "later-long" => {
            let rest = async move {
                state.gate.acquire().await.unwrap().forget();
                Ok::<_, std::io::Error>(format!("{}{{}}]", long()))
            };
            let begun = futures_util::stream::iter([Ok(format!("[{}", long()))]);
            let body = begun.chain(futures_util::stream::once(rest));
            ([("content-type", "application/json")], Body::from_stream(body)).into_response()
        }
        (KEY, "products.json") if site == "later-broken" => {
            let broken = std::io::Error::other("the line is cut");
            let body = futures_util::stream::iter([Ok(format!("[{}", long())), Err(broken)]);
            ([("content-type", "application/json")], Body::from_stream(body)).into_response()
        }
        (KEY, "products.json") if site == "later-larger" => {
            let body = format!("[{}{{}}]", long().repeat(20));
            ([("content-type", "application/json")], body).into_response()
        }
        (KEY, "products.json") if site == "later-slow" => {
            state.gate.acquire().await.unwrap().forget();
            axum::Json(json!([])).into_response()
        }
        ("read-only-key" | KEY | "new-admin-key", _) => axum::Json(json!([])).into_response(),
        _ => {
            let wrong_type = [("content-type", "application/json")];
            (StatusCode::UNAUTHORIZED, wrong_type, "HTTP Basic: Access denied.\n").into_response()
        }
    }
}

/// Records with a card each, more than a megabyte of them.
pub fn long() -> String {
    r#"{"product":{"id":1,"credit_card":{"vault_token":"vault-1"}}},"#.repeat(20_000)
}

/// Of someone who keeps the connection and sends nothing.
pub fn endless_body() -> Body {
    Body::from_stream(futures_util::stream::pending::<std::io::Result<Vec<u8>>>())
}

/// What all tests of this process have logged so far, down to the finest level of every library.
pub fn log() -> Vec<u8> {
    LOG.0.lock().unwrap().clone()
}

pub fn contains(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

/// One subscriber for the whole process, set before anything is logged: tracing remembers for each place in the code
/// whether the subscriber of the thread that came first wanted it.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    log
});

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
