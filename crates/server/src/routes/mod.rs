//! The addresses of the server; one file per first segment of the path.
//!
//! | file | addresses | who |
//! |---|---|---|
//! | `companies` | `/companies`, `/companies/{id}`, `…/link`, `…/accessToken` | partner |
//! | `connections` | `/companies/{id}/connections`, `…/{cid}`, `…/authorization` | partner; the first two also company token, hosted page |
//! | `data` | `/companies/{id}/connections/{cid}/data/proxy` | partner |
//! | `integrations` | `/integrations`, `/integrations/{key}`, `…/branding`; `…/logo.svg` | partner; every page |
//! | `openapi` | `/openapi.json`, and `/api` for people | everybody |
//! | `settings` | `/settings`, `/corsSettings` | partner |
//! | `webhooks` | `/webhooks`, `/webhooks/{id}`, `…/deliveries` | partner |
//! | `health` | `/healthz`, `/readyz` | everybody |
//! | `hosted` | `/company/{id}`, `…/session` | the merchant's browser |
//! | `merchant` | `/company/{id}/withdraw` | the merchant's browser, with the hosted page's session |
//! | `frame` | `/frame`, `…/session` | the merchant's browser, in a partner's page; with a company token |
//! | [`crate::portal`] | `/portal/…` | the operator's browser |
//! | `embed` | `/embed/{version}/…` | every page |

mod companies;
mod connections;
mod data;
mod embed;
mod filter;
mod frame;
mod health;
mod hosted;
mod integrations;
mod json;
mod merchant;
mod openapi;
mod paging;
mod settings;
mod template;
mod webhooks;

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, StatusCode, header},
    middleware,
};
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer, timeout::TimeoutLayer};
use utoipa_axum::router::OpenApiRouter;

use crate::{app::App, error, limits, portal};

pub use companies::{check_company, site_tags};
pub use health::routes as health;
pub use template::{PageError, Pages};

/// Largest body that is read, in bytes: a consent text is the largest part of a request.
const LARGEST_BODY: usize = 128 * 1024;

/// Longest that a request may take, its body included: a check of a key takes 20 s at most, and is finished even if
/// its answer comes too late.
const PATIENCE: Duration = Duration::from_secs(40);

/// The whole server as one service.
pub fn router(app: App) -> Router {
    let (platform, described) = OpenApiRouter::with_openapi(openapi::frame())
        .merge(companies::routes())
        .merge(integrations::routes())
        .merge(data::routes())
        .merge(settings::routes())
        .merge(webhooks::routes())
        .layer(in_time())
        .merge(connections::routes(&app))
        .split_for_parts();
    Router::new()
        .merge(openapi::routes(&app, described))
        .merge(health::routes())
        .merge(hosted::routes())
        .merge(merchant::routes())
        .merge(frame::routes())
        .merge(portal::routes(&app))
        .layer(in_time())
        .merge(platform)
        // Answers hold secrets, or what changes at any moment.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .merge(embed::routes())
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(middleware::from_fn_with_state(app.clone(), limits::count_refused))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(error::envelope))
        .with_state(app)
}

/// Ends what takes longer than [`PATIENCE`].
fn in_time() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE)
}
