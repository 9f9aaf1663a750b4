//! The portal's style sheet and script, inside the program. The tokens are Link's own.

use std::sync::LazyLock;

use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{app::App, crypto::sha256_hex};

/// Colours, type and shapes as in Link.
pub static STYLE: File = File {
    path: "/portal.css",
    kind: "text/css; charset=utf-8",
    text: concat!(
        include_str!("../../../../style/tokens.css"),
        "@media (prefers-color-scheme: dark) {\n",
        include_str!("../../../../style/dark.css"),
        "}\n",
        include_str!("../../../../style/portal.css"),
    ),
    hash: LazyLock::new(|| short_hash(STYLE.text)),
};

/// Copies.
pub static SCRIPT: File = File {
    path: "/portal.js",
    kind: "text/javascript; charset=utf-8",
    text: include_str!("portal.js"),
    hash: LazyLock::new(|| short_hash(SCRIPT.text)),
};

/// One of them.
pub struct File {
    path: &'static str,
    kind: &'static str,
    text: &'static str,
    hash: LazyLock<String>,
}

impl File {
    /// Changes with the content, so that browsers may keep it for good.
    pub fn address(&self) -> String {
        format!("{}?{}", self.path, *self.hash)
    }
}

/// Routes of this file.
pub fn routes() -> Router<App> {
    [&STYLE, &SCRIPT]
        .into_iter()
        .fold(Router::new(), |router, file| router.route(file.path, get(move || async { serve(file) })))
}

fn serve(file: &'static File) -> Response {
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    let kind = HeaderValue::from_static(file.kind);
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], file.text).into_response()
}

fn short_hash(text: &str) -> String {
    sha256_hex(text.as_bytes()).chars().take(16).collect()
}
