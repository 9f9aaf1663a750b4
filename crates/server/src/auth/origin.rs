//! Which pages may ask.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, header},
    middleware::Next,
    response::Response,
};
use maxio_link_wire::{ErrorCode, error::CORRELATION_HEADER};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{app::App, error::ApiError};

/// A request of the hosted page itself, by `Origin` and `Sec-Fetch-Site`: what a cookie may be used by. Browsers send
/// `Origin` with every POST; with a same-origin GET they do not, and old ones know no `Sec-Fetch-Site`.
pub fn require_own_page(app: &App, method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let origin_fits = match text(header::ORIGIN) {
        Some(origin) => origin == app.config.public.origin(),
        None => *method == Method::GET || *method == Method::HEAD,
    };
    let site_fits = text(HeaderName::from_static("sec-fetch-site")).is_none_or(|site| site == "same-origin");
    if origin_fits && site_fits { Ok(()) } else { Err(not_allowed()) }
}

/// Middleware: lets a browser's request through if it comes from the hosted page or an allowed origin.
pub async fn require_allowed(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if let Some(origin) = request.headers().get(header::ORIGIN) {
        let origin = origin.to_str().map_err(|_| not_allowed())?;
        let config = &app.config;
        let known = origin == config.public.origin() || config.allowed_origins.iter().any(|o| o == origin);
        if !known && !app.store.allowed_origins().await?.iter().any(|o| o == origin) {
            return Err(not_allowed());
        }
    }
    Ok(next.run(request).await)
}

/// What a page of an allowed origin may send and read. It stands behind [`require_allowed`], so it may mirror.
pub fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            HeaderName::from_static(crate::link::IDEMPOTENCY_HEADER),
        ])
        .expose_headers([header::RETRY_AFTER, HeaderName::from_static(CORRELATION_HEADER)])
        .max_age(std::time::Duration::from_secs(600))
}

fn not_allowed() -> ApiError {
    ApiError::case(
        ErrorCode::OriginNotAllowed,
        "This page's origin is not on the server's list of allowed origins.",
    )
}
