//! The built widget, for every page of the world.

use std::path::Path;

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower_http::services::ServeDir;

use crate::app::App;

/// What an address with an exact version serves never changes; pages pin it with `integrity`.
const PINNED: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// `/embed/v1/` follows the newest 1.x.
const FOLLOWING: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// While the widget is being worked on.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Routes of this file: one for each version that there is, so that no other name leads to a folder.
pub fn routes(app: &App) -> Router<App> {
    let cache = |usual| if app.config.reload_assets { ASK_AGAIN } else { usual };
    let exact = app.versions.exact().map(|(version, folder)| (version.to_string(), folder, cache(PINNED)));
    let newest = app.versions.newest().map(|(major, folder)| (format!("v{major}"), folder, cache(FOLLOWING)));
    exact.chain(newest).fold(Router::new(), |router, (name, folder, cache)| {
        router.nest(&format!("/embed/{name}"), files(folder, cache))
    })
}

fn files(folder: &Path, cache: HeaderValue) -> Router<App> {
    let folder = ServeDir::new(folder).precompressed_br().append_index_html_on_directories(false);
    Router::new().fallback_service(folder).layer(middleware::from_fn(move |request, next| {
        let cache = cache.clone();
        dress(cache, request, next)
    }))
}

/// Any page may load these files, so they carry no cookies and need no list of origins.
async fn dress(cache: HeaderValue, request: Request, next: Next) -> Response {
    let is_types = request.uri().path().ends_with(".d.ts");
    let mut response = next.run(request).await;
    // The hosted page's template has nothing to do here: unfilled, without its Content-Security-Policy.
    let is_html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if is_html {
        response = StatusCode::NOT_FOUND.into_response();
    }
    let served = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    if served {
        headers.insert(header::CACHE_CONTROL, cache);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if is_types {
            // By its ending alone it would be a video.
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        }
    }
    response
}
