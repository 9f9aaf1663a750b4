//! The answers that are not data, worded and labelled as the real service does where that is known.

use std::{io, time::Duration};

use axum::{
    Json,
    body::Body,
    http::{
        StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    response::{Html, IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

const JSON: (axum::http::HeaderName, &str) = (CONTENT_TYPE, "application/json; charset=utf-8");
const HUGE: usize = 10 * 1024 * 1024;

/// 404, as for a subdomain that nobody has, or a path that does not exist.
pub(crate) fn unknown_page() -> Response {
    page(StatusCode::NOT_FOUND, "The page you were looking for doesn't exist")
}

/// 302, as for a site that lives elsewhere or wants a browser.
pub(crate) fn redirect_to_login() -> Response {
    (StatusCode::FOUND, [(LOCATION, "https://login.example.com/login")]).into_response()
}

/// 200, but a page for people.
pub(crate) fn html_page() -> Response {
    page(StatusCode::OK, "Welcome")
}

/// 401: plain text that calls itself JSON, as Maxio's does.
pub(crate) fn access_denied() -> Response {
    let headers = [JSON, (WWW_AUTHENTICATE, r#"Basic realm="Application""#)];
    (StatusCode::UNAUTHORIZED, headers, "HTTP Basic: Access denied.\n").into_response()
}

/// 403 for a key that may not do this.
pub(crate) fn forbidden() -> Response {
    errors(StatusCode::FORBIDDEN, "You do not have permission to perform this action.")
}

/// 422 for an account that is cancelled or whose trial has ended.
pub(crate) fn blocked() -> Response {
    errors(
        StatusCode::UNPROCESSABLE_ENTITY,
        "Your account has been blocked: the subscription was cancelled or its trial has ended.",
    )
}

/// 503 while a site's data is being cleared. How Maxio answers then is not documented.
pub(crate) fn clearing() -> Response {
    errors(StatusCode::SERVICE_UNAVAILABLE, "The data of this site is being cleared. Try again later.")
}

/// 429, with the seconds to wait where given.
pub(crate) fn rate_limited(seconds: Option<u32>) -> Response {
    let mut response = (StatusCode::TOO_MANY_REQUESTS, "Retry later\n").into_response();
    if let Some(seconds) = seconds {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// 502 from the proxy before the service.
pub(crate) fn bad_gateway() -> Response {
    page(StatusCode::BAD_GATEWAY, "502 Bad Gateway")
}

/// 503 from the proxy before the service.
pub(crate) fn unavailable() -> Response {
    page(StatusCode::SERVICE_UNAVAILABLE, "503 Service Temporarily Unavailable")
}

/// 200, the right type and the announced length, but not JSON.
pub(crate) fn garbage() -> Response {
    ([JSON], r#"{"site": {"id": 34, "name": <undefined>"#).into_response()
}

/// 200, 10 MB of valid JSON: only a limit on the size stops a reader.
pub(crate) fn huge() -> Response {
    let (start, end) = (r#"{"site":{"name":""#, r#""}}"#);
    let body = [start, &"a".repeat(HUGE - start.len() - end.len()), end].concat();
    ([JSON], body).into_response()
}

/// 200 with the full length announced, but the connection closes after half of the body.
pub(crate) fn cut_off(body: &Value) -> Response {
    let whole = Bytes::from(body.to_string());
    let half = whole.slice(..whole.len() / 2);
    let break_off = async {
        // Without a pause the half would still stand in the write buffer when the connection closes.
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    };
    let body = Body::from_stream(stream::iter([Ok(half)]).chain(stream::once(break_off)));
    let length = (CONTENT_LENGTH, whole.len().to_string());
    ([JSON], [length], body).into_response()
}

fn errors(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"errors": [message]}))).into_response()
}

fn page(status: StatusCode, title: &str) -> Response {
    let html = format!(
        "<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"
    );
    (status, Html(html)).into_response()
}
