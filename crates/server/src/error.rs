//! Every error that a client can see. Which one to use:
//!
//! - [`ApiError::case`]: a row of the contract's table; [`ErrorCode`] brings status, retry and validator. Most are this.
//! - [`ApiError::field`]: code 1000, naming the field.
//! - [`ApiError::http`]: what HTTP says by itself (404 of a route, 405, 413, 415, 401 of the partner's API).
//! - `?` on a [`StoreError`] or [`CryptoError`]: 500. The cause goes to the log, never to the client.
//!
//! An `ApiError` becomes a response without a body; [`envelope`] fills it in, because it knows the correlation id. It
//! does the same for the errors of axum and tower-http, so that no error leaves the server in another shape.

use axum::{
    Json,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use maxio_link_wire::{
    ErrorBody, ErrorCode, Validation, ValidationItem,
    error::{CORRELATION_HEADER, CanBeRetried, SITE_REQUIRED},
};
use tracing::Instrument;

use crate::{crypto::CryptoError, metrics, routes::PageError, store::StoreError};

/// See the module.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// A row of the contract's table.
    #[error("{}", .0.message)]
    Case(Box<Problem>),
    /// What HTTP says by itself.
    #[error("{1}")]
    Http(StatusCode, &'static str),
    /// The database failed: 500.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Encryption failed: 500.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The hosted page was rebuilt, and cannot be served as it is now: 500.
    #[error(transparent)]
    Page(#[from] PageError),
    /// Credentials that are nobody's: they count for where they came from.
    #[error(transparent)]
    Refused(Box<ApiError>),
    /// What should not happen did: 500.
    #[error("{0}")]
    Internal(&'static str),
}

/// One row of the contract's table, with what is particular to this request.
#[derive(Clone, Debug)]
pub struct Problem {
    code: ErrorCode,
    message: String,
    item: Option<String>,
    validator: Option<&'static str>,
    retry_after: Option<u64>,
}

impl ApiError {
    /// A row of the table with its sentence for the partner's developer.
    pub fn case(code: ErrorCode, message: impl Into<String>) -> Self {
        let validator = code.validator();
        Self::Case(Box::new(Problem {
            code,
            message: message.into(),
            item: None,
            validator,
            retry_after: None,
        }))
    }

    /// A field is malformed or empty.
    pub fn field(item: impl Into<String>, message: impl Into<String>) -> Self {
        Self::case(ErrorCode::InvalidField, message).item(item)
    }

    /// The site is missing.
    pub fn site_required() -> Self {
        let message = "Maxio's API is per site: send the site's subdomain with the key.";
        let mut error = Self::case(ErrorCode::SiteNotFound, message).item("subdomain");
        if let Self::Case(problem) = &mut error {
            problem.validator = Some(SITE_REQUIRED);
        }
        error
    }

    /// What HTTP says by itself.
    pub const fn http(status: StatusCode, message: &'static str) -> Self {
        Self::Http(status, message)
    }

    /// Names the field that the error belongs to.
    pub fn item(mut self, item: impl Into<String>) -> Self {
        if let Self::Case(problem) = &mut self {
            problem.item = Some(item.into());
        }
        self
    }

    /// Says in how many seconds to come again.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        if let Self::Case(problem) = &mut self {
            problem.retry_after = Some(seconds);
        }
        self
    }

    /// 1005 with the time to wait, which is given in milliseconds.
    pub fn too_many(message: &'static str, milliseconds: i64) -> Self {
        let seconds = u64::try_from(milliseconds).unwrap_or_default().div_ceil(1000).max(1);
        Self::case(ErrorCode::TooManyAttempts, message).retry_after(seconds)
    }

    /// That credentials were given, and are nobody's.
    pub fn refused(self) -> Self {
        Self::Refused(Box::new(self))
    }

    /// The row of the table, if it is one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Case(problem) => Some(problem.code),
            Self::Refused(error) => error.code(),
            _ => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, problem) = match self {
            Self::Store(error) if error.is_unfit_text() => {
                return Self::http(StatusCode::BAD_REQUEST, "A text holds a NUL character.").into_response();
            }
            Self::Case(problem) => (
                StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                Some(*problem),
            ),
            Self::Http(status, message) => {
                let mut response = status.into_response();
                response.extensions_mut().insert(Plain(message));
                return response;
            }
            Self::Refused(error) => {
                let mut response = error.into_response();
                response.extensions_mut().insert(Refused);
                return response;
            }
            failure @ (Self::Store(_) | Self::Crypto(_) | Self::Page(_) | Self::Internal(_)) => {
                tracing::error!(error = %failure, "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, None)
            }
        };
        let mut response = status.into_response();
        if let Some(problem) = problem {
            response.extensions_mut().insert(problem);
        }
        response
    }
}

/// Marks an answer to credentials that are nobody's.
#[derive(Clone, Copy)]
pub struct Refused;

/// Marks an answer that is no success and yet a page for people.
#[derive(Clone, Copy)]
pub struct OwnBody;

/// Under which the log has a request: what a page for people shows of it.
#[derive(Clone)]
pub struct CorrelationId(pub String);

#[derive(Clone, Copy)]
struct Plain(&'static str);

/// Middleware, outermost but for the panic handler: gives each request its correlation id (header, log, body), logs
/// method, path and status, and turns every error into the envelope. The query string is never logged: that of a
/// Link URL holds the one-time password.
pub async fn envelope(mut request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    request.extensions_mut().insert(CorrelationId(id.clone()));
    let (method, route) = (request.method().to_string(), metrics::route_of(&request));
    let span = tracing::info_span!("request", method, path = request.uri().path(), correlationId = id);
    async move {
        let started = std::time::Instant::now();
        let mut response = next.run(request).await;
        let status = response.status();
        let problem = response.extensions_mut().remove::<Problem>();
        let failed = status.is_client_error() || status.is_server_error();
        if failed && response.extensions().get::<OwnBody>().is_none() {
            response = in_envelope(response, problem.as_ref(), &id);
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HeaderName::from_static(CORRELATION_HEADER), value);
        }
        metrics::answered(&method, route, status.as_u16(), started.elapsed());
        let code = problem.map(|problem| problem.code.number());
        tracing::info!(
            status = status.as_u16(),
            code,
            milliseconds = started.elapsed().as_millis(),
            "answered"
        );
        response
    }
    .instrument(span)
    .await
}

/// The same status and headers (CORS, Allow …) around the envelope.
fn in_envelope(response: Response, problem: Option<&Problem>, id: &str) -> Response {
    let status = response.status();
    let body = ErrorBody {
        status_code: status.as_u16(),
        service: "MaxioLink".into(),
        error: problem.map_or_else(
            || response.extensions().get::<Plain>().map_or_else(|| says(status), |plain| plain.0).to_owned(),
            |problem| problem.message.clone(),
        ),
        correlation_id: id.to_owned(),
        can_be_retried: problem
            .map_or_else(|| retry_of(status), |problem| problem.code.can_be_retried().as_str())
            .to_owned(),
        // Zero: not a row of the table.
        detailed_error_code: problem.map_or(0, |problem| problem.code.number()),
        validation: problem.and_then(validation),
    };
    let (mut head, _) = response.into_parts();
    for replaced in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
        head.headers.remove(replaced);
    }
    head.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::UNAUTHORIZED {
        // Never `Basic` where a page's script may ask: browsers would open a dialog for it.
        let scheme =
            if problem.is_some() { "Bearer" } else { r#"Basic realm="maxio-link", charset="UTF-8""# };
        head.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
    }
    if let Some(seconds) = problem.and_then(|problem| problem.retry_after) {
        head.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    let mut answer = Json(body).into_response();
    *answer.status_mut() = head.status;
    answer.headers_mut().extend(head.headers);
    answer
}

fn validation(problem: &Problem) -> Option<Validation> {
    let validator_name = problem.validator?.to_owned();
    let item_id = problem.item.clone().unwrap_or_default();
    let message = problem.message.clone();
    Some(Validation { errors: vec![ValidationItem { item_id, validator_name, message }], warnings: vec![] })
}

const fn retry_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::INTERNAL_SERVER_ERROR => "Unknown",
        StatusCode::REQUEST_TIMEOUT => CanBeRetried::True.as_str(),
        _ => CanBeRetried::False.as_str(),
    }
}

fn says(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "There is nothing at this address.",
        StatusCode::METHOD_NOT_ALLOWED => "This address does not know this method.",
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Send JSON, with Content-Type: application/json.",
        StatusCode::REQUEST_TIMEOUT => "The request did not arrive, or could not be answered, in time.",
        status if status.is_server_error() => "The server failed; its log says why.",
        _ => "The request was not understood.",
    }
}
