//! The portal: pages for the operator, made on the server. They work without scripts, but for copying a Link URL.
//!
//! | file | addresses below `/portal` |
//! |---|---|
//! | `sign_in` | `/sign-in`, `/sign-out` |
//! | `integrations` | `/integrations`, `/integrations/{key}/switch` |
//! | `settings` | `/integrations/{key}` |
//! | `companies` | `/companies`, `/companies/new` |
//! | `company` | `/companies/{id}`, `…/link`, `…/delete`, `…/connections/{cid}/unlink`, `…/delete` |
//! | `webhooks` | `/webhooks`, `/webhooks/new`, `/webhooks/{id}`, `…/switch`, `…/delete`, `…/deliveries/{mid}/resend` |
//! | `activity` | `/activity` |
//! | `files` | the style sheet and the script |
//!
//! `desk` is who sits at it: session, form token. `layout` is what all pages look like, `parts` what
//! several of them have, `trouble` what they say when something fails.

mod activity;
mod companies;
mod company;
mod desk;
mod files;
mod integrations;
mod layout;
mod parts;
mod settings;
mod sign_in;
mod trouble;
mod webhooks;

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, header},
    middleware,
    response::Redirect,
    routing::get,
};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;

/// Only what comes from this server runs or is shown, and forms go nowhere else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Everything below `/portal`.
pub fn routes(app: &App) -> Router<App> {
    let pages = Router::new()
        .route("/", get(desk::home))
        .merge(sign_in::routes())
        .merge(integrations::routes())
        .merge(settings::routes())
        .merge(companies::routes())
        .merge(company::routes())
        .merge(webhooks::routes())
        .merge(activity::routes())
        .merge(files::routes())
        .fallback(trouble::no_such_page)
        .layer(middleware::from_fn_with_state(app.clone(), trouble::as_page))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        // Not `no-referrer`: browsers would then send forms with `Origin: null`.
        .layer(SetResponseHeaderLayer::overriding(
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ));
    let without_slash = async |State(app): State<App>| Redirect::to(&desk::href(&app, "/"));
    Router::new().nest("/portal", pages).route("/portal/", get(without_slash))
}
