//! Signing in and out.

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::cookie::CookieJar;
use maud::html;
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::{
    desk::{self, Fields, Posted, href},
    layout, parts,
    trouble::Trouble,
};
use crate::{
    app::App,
    auth::{Network, password},
    limits::Counted,
    store::{Action, Actor, Subject},
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new().route("/sign-in", get(form).post(sign_in)).route("/sign-out", post(sign_out))
}

#[derive(Deserialize)]
struct Asked {
    next: Option<String>,
}

/// What the page shows besides the fields.
#[derive(Default)]
struct Filled<'a> {
    name: &'a str,
    next: &'a str,
    wrong: Option<String>,
}

async fn form(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let next = asked.next.unwrap_or_default();
    page(&app, StatusCode::OK, Filled { next: &next, ..Filled::default() }).await
}

async fn page(app: &App, status: StatusCode, filled: Filled<'_>) -> Result<Response, Trouble> {
    let Filled { name, next, wrong } = filled;
    let nobody = app.store.users().await?.is_empty();
    let content = html! {
        @if let Some(wrong) = &wrong { (parts::wrong(wrong)) }
        @if nobody {
            p { "There is no operator yet. On the server's machine, make one:" }
            pre { code { "maxio-link-server user create --name NAME" } }
        }
        form method="post" action=(href(app, "/sign-in")) {
            input type="hidden" name="next" value=(next);
            div.field {
                label for="name" { "Name" }
                input #name type="text" name="name" value=(name) required autocomplete="username"
                    autocapitalize="none" spellcheck="false" autofocus[name.is_empty()];
            }
            div.field {
                label for="password" { "Password" }
                input #password type="password" name="password" required autocomplete="current-password"
                    autofocus[!name.is_empty()];
            }
            div.actions { button { "Sign in" } }
        }
    };
    Ok(layout::answer(status, layout::alone(app, "Sign in", &content)))
}

async fn sign_in(
    State(app): State<App>,
    network: Option<Network>,
    fields: Fields,
) -> Result<Response, Trouble> {
    let (name, next) = (fields.text("name").to_lowercase(), fields.text("next"));
    let sign_in = match app.store.begin_sign_in(&name).await? {
        Ok(sign_in) => sign_in,
        Err(milliseconds) => return too_many(&app, &name, next, "for this name", milliseconds).await,
    };
    let strike = match network {
        Some(network) => match app.count(Counted::SignIn(network)).await? {
            Ok(strike) => Some(strike),
            Err(milliseconds) => {
                // Whoever is stopped here locks no operator out.
                app.store.forgive_sign_in(&sign_in).await?;
                return too_many(&app, &name, next, "from your network address", milliseconds).await;
            }
        },
        None => None,
    };
    let given = fields.secret("password");
    let length_fits = given.expose_secret().len() <= password::LONGEST;
    let kept = app.store.password_of(&name).await?.filter(|_| length_fits);
    let is_operator = kept.is_some();
    if !password::verify(given, kept).await.map_err(crate::error::ApiError::from)? {
        // A name that is no operator's may be a password typed into the wrong field: it is not written down.
        if is_operator {
            app.store
                .record(Actor::Operator(&name), Action::SignInRefused, Subject::User { name: &name })
                .await?;
        }
        let wrong = Some("Name or password is wrong.".to_owned());
        return page(&app, StatusCode::FORBIDDEN, Filled { name: &name, next, wrong }).await;
    }
    app.store.forgive_sign_in(&sign_in).await?;
    if let Some(strike) = &strike {
        app.store.take_back(strike).await?;
    }
    let session = app.store.open_user_session(&name).await?;
    app.store.record(Actor::Operator(&name), Action::SignedIn, Subject::User { name: &name }).await?;
    let jar = CookieJar::new().add(desk::cookie(&app.config.public, &session));
    Ok((jar, Redirect::to(&target(&app, next))).into_response())
}

async fn too_many(
    app: &App,
    name: &str,
    next: &str,
    whose: &str,
    milliseconds: i64,
) -> Result<Response, Trouble> {
    let seconds = u64::try_from(milliseconds).unwrap_or_default().div_ceil(1000).max(1);
    let wrong = format!("Too many sign-ins failed {whose}. Try again in {} minutes.", seconds.div_ceil(60));
    let filled = Filled { name, next, wrong: Some(wrong) };
    let mut response = page(app, StatusCode::TOO_MANY_REQUESTS, filled).await?;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Ok(response)
}

/// A page of the portal, whatever the address says: `//evil.example` and the like lead nowhere else.
fn target(app: &App, next: &str) -> String {
    let is_ours = next.starts_with('/')
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !next.starts_with("/sign-");
    href(app, if is_ours { next } else { "/" })
}

async fn sign_out(Posted { desk, .. }: Posted) -> Result<Response, Trouble> {
    desk.leave().await?;
    desk.record(Action::SignedOut, Subject::User { name: &desk.operator }).await?;
    let jar = CookieJar::new().add(desk::no_cookie(&desk.app.config.public));
    Ok((jar, desk.see("/sign-in")).into_response())
}
