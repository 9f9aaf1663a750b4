//! What the portal says when something fails: a page, like everything else that it says.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;

use super::{desk::href, layout};
use crate::{
    app::App,
    error::{ApiError, CorrelationId, OwnBody},
    store::StoreError,
};

/// Why there is no page to show.
pub enum Trouble {
    /// No session: to the sign-in, and from there to this page of the portal.
    NotSignedIn {
        /// Path and query, without `/portal`.
        wanted: Option<String>,
    },
    /// A form without this session's token, or from another page.
    ForeignForm,
    /// There is no such thing (any more).
    Missing(&'static str),
    /// Any other answer that is no page yet.
    Other(Box<Response>),
}

/// Marks an answer that [`as_page`] makes a page of.
#[derive(Clone)]
enum Said {
    SignIn(Option<String>),
    Words(&'static str, &'static str),
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        error.into_response().into()
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        ApiError::from(error).into()
    }
}

impl From<Response> for Trouble {
    fn from(response: Response) -> Self {
        Self::Other(Box::new(response))
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let (status, said) = match self {
            Self::Other(response) => return *response,
            Self::NotSignedIn { wanted } => (StatusCode::UNAUTHORIZED, Said::SignIn(wanted)),
            Self::ForeignForm => (
                StatusCode::FORBIDDEN,
                Said::Words(
                    "Nothing was changed",
                    "The form is not from a page of this session. Go back, reload the page and send it again.",
                ),
            ),
            Self::Missing(what) => (StatusCode::NOT_FOUND, Said::Words("Not here", what)),
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(said);
        response
    }
}

/// An address below `/portal` that leads nowhere.
pub async fn no_such_page() -> Trouble {
    Trouble::Missing("There is no page at this address.")
}

/// Middleware: an error becomes a page, with the id under which the log has it.
pub async fn as_page(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<CorrelationId>().cloned();
    let mut response = next.run(request).await;
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || response.extensions().get::<OwnBody>().is_some() {
        return response;
    }
    let (title, text) = match response.extensions_mut().remove::<Said>() {
        Some(Said::SignIn(wanted)) => return to_sign_in(&app, wanted.as_deref()),
        Some(Said::Words(title, text)) => (title, text),
        None => says(status),
    };
    let page = layout::alone(
        &app,
        title,
        &html! {
            p { (text) }
            @if let Some(id) = &id { p.hint { "Reference: " code { (id.0) } } }
            p { a.button href=(href(&app, "/")) { "To the portal" } }
        },
    );
    let mut answer = layout::answer(status, page);
    // What HTTP says besides: Allow, Retry-After.
    for (name, value) in response.headers() {
        if !answer.headers().contains_key(name) && name.as_str() != "content-length" {
            answer.headers_mut().insert(name.clone(), value.clone());
        }
    }
    answer
}

fn to_sign_in(app: &App, wanted: Option<&str>) -> Response {
    let mut target = href(app, "/sign-in");
    if let Some(wanted) = wanted.filter(|wanted| *wanted != "/") {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", wanted).finish();
        target = format!("{target}?{query}");
    }
    Redirect::to(&target).into_response()
}

fn says(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => ("Not here", "It was deleted, or never was."),
        StatusCode::METHOD_NOT_ALLOWED => ("Not here", "This address is not a page."),
        StatusCode::PAYLOAD_TOO_LARGE => ("Too much", "What you sent is too large. Go back and shorten it."),
        StatusCode::REQUEST_TIMEOUT => ("Too slow", "The request did not arrive in time. Try again."),
        status if status.is_server_error() => ("That failed", "The server's log says why. Try again later."),
        _ => ("Not understood", "The server did not understand what the browser sent."),
    }
}
