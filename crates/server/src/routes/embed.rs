//! The built widget, for every page of the world.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::any,
};
use tower_http::services::ServeDir;

use crate::app::App;

/// What an address with an exact version serves never changes; pages pin it with `integrity`.
const PINNED: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// `/embed/v1/` leads to the newest 1.x. It serves nothing itself: script and wasm that a browser has from two times would
/// not be of one version.
const FOLLOWING: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// While the widget is being worked on.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new().route("/embed/{version}/{*file}", any(serve))
}

/// Only what is a version's name leads to a folder.
async fn serve(State(app): State<App>, request: Request) -> Response {
    let nothing = || StatusCode::NOT_FOUND.into_response();
    // Not decoded: a file's name is for those who serve it to read.
    let Some((name, file)) =
        request.uri().path().strip_prefix("/embed/").and_then(|path| path.split_once('/'))
    else {
        return nothing();
    };
    let cache = |usual| if app.config.reload_assets { ASK_AGAIN } else { usual };
    if let Some(version) = app.versions.newest(name) {
        if !is_plain(file) {
            return nothing();
        }
        let address = format!("{}/embed/{version}/{file}", app.config.public.path());
        return dress(cache(FOLLOWING), false, Redirect::temporary(&address).into_response());
    }
    let is_types = file.ends_with(".d.ts");
    let Ok(file) = Uri::try_from(format!("/{file}")) else { return nothing() };
    let Some(folder) = app.versions.find(name).await else { return nothing() };
    let mut folder = ServeDir::new(folder).precompressed_br().append_index_html_on_directories(false);
    let (mut head, body) = request.into_parts();
    head.uri = file;
    match folder.try_call(Request::from_parts(head, body)).await {
        Ok(response) => dress(cache(PINNED), is_types, response.into_response()),
        Err(error) => {
            tracing::error!(%error, "a file of the widget cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// As the names of the widget's files are: what else is asked for leads nowhere.
fn is_plain(file: &str) -> bool {
    let is_name = |part: &str| part.starts_with(|first: char| first.is_ascii_alphanumeric());
    file.split('/').all(is_name)
        && file.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte))
}

/// Any page may load these files, so they carry no cookies and need no list of origins.
fn dress(cache: HeaderValue, is_types: bool, mut response: Response) -> Response {
    // The hosted page's template has nothing to do here: unfilled, without its Content-Security-Policy.
    let is_html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if is_html {
        response = StatusCode::NOT_FOUND.into_response();
    }
    let served = response.status().is_success() || response.status().is_redirection();
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
