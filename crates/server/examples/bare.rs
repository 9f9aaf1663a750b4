//! What `cargo xtask bench server` compares the connection endpoint with: the same requests to Maxio for each post, and
//! nothing else. No database, no encryption, no checks.
//!
//! `bare TEMPLATE` listens on a free port and prints it. `bare upstream` plays the Maxio that both ask: at once, and
//! without the limits of the sandbox.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Value, json};

const CALLS: [&str; 5] = [
    "/site.json",
    "/subscriptions.json?per_page=1",
    "/customers.json?per_page=1",
    "/invoices.json?per_page=1",
    "/webhooks.json?per_page=1",
];

struct Upstream {
    http: reqwest::Client,
    template: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let template = std::env::args().nth(1).ok_or("give the template of Maxio's addresses, or `upstream`")?;
    if template == "upstream" {
        return serve(Router::new().route("/{environment}/{site}/{resource}", get(answer))).await;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build()?;
    let routes = Router::new()
        .route("/companies/{company}/connections", post(link))
        .with_state(Arc::new(Upstream { http, template }));
    serve(routes).await
}

async fn serve(routes: Router) -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, routes).await?)
}

async fn answer(Path((_, site, resource)): Path<(String, String, String)>) -> Json<Value> {
    Json(if resource == "site.json" {
        json!({"site": {"id": 1, "name": "Bench", "subdomain": site, "test": true}})
    } else {
        json!([])
    })
}

async fn link(
    State(upstream): State<Arc<Upstream>>,
    Json(posted): Json<Value>,
) -> Result<(StatusCode, Json<Value>), StatusCode> {
    let text = |name: &str| posted.get(name).and_then(Value::as_str).ok_or(StatusCode::BAD_REQUEST);
    let (key, site) = (text("apiKey")?, text("subdomain")?);
    let base = upstream.template.replace("{environment}", "us").replace("{site}", site);
    for path in CALLS {
        let request = upstream.http.get(format!("{base}{path}")).basic_auth(key, Some("x"));
        let answer = request.send().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
        if !answer.status().is_success() {
            return Err(StatusCode::BAD_GATEWAY);
        }
        answer.bytes().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    }
    Ok((StatusCode::CREATED, Json(json!({"id": "bare", "status": "Linked"}))))
}
