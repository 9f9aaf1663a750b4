//! Commerce integrations: what merchants may connect.

use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    desk::{Desk, Posted},
    layout::{self, Section},
    parts,
    trouble::Trouble,
};
use crate::{
    app::App,
    store::{Action, Integration, Subject},
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new().route("/integrations", get(list)).route("/integrations/{platform_key}/switch", post(switch))
}

#[derive(Deserialize)]
struct Asked {
    switched: Option<String>,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let integration = desk.app.store.integration().await?;
    let path = format!("/integrations/{}", integration.platform_key);
    let content = html! {
        @if asked.switched.is_some() { (parts::done(switched(&integration))) }
        h1 { "Commerce integrations" }
        p.hint { "What merchants may connect in Link." }
        section.card.integration {
            span.monogram aria-hidden="true" { "M" }
            div.about {
                h2 { (integration.name) }
                p.hint { "Billing and subscriptions. Platform key " code { (integration.platform_key) } }
            }
            (toggle(&desk, &integration, "")?)
            a.button.secondary href=(desk.href(&path)) aria-label=(format!("Manage {}", integration.name)) { "Manage" }
        }
    };
    layout::page(&desk, Section::Integrations, "Commerce integrations", &content)
}

/// On or off, as one button. `back` is the page that it is on: `manage`, or the list.
pub fn toggle(desk: &Desk, integration: &Integration, back: &str) -> Result<Markup, Trouble> {
    let enabled = integration.is_enabled();
    let path = format!("/integrations/{}/switch", integration.platform_key);
    Ok(html! {
        form.toggle method="post" action=(desk.href(&path)) {
            (parts::token(desk)?)
            // What it is to become, and not "the other": sent twice, it is still what the operator meant.
            input type="hidden" name="enabled" value=(if enabled { "0" } else { "1" });
            input type="hidden" name="back" value=(back);
            button.switch role="switch" aria-checked=(enabled) aria-label=(format!("Offer {}", integration.name)) {
                span.track aria-hidden="true" {}
                span aria-hidden="true" { (if enabled { "On" } else { "Off" }) }
            }
        }
    })
}

/// What the switch did.
pub fn switched(integration: &Integration) -> &'static str {
    if integration.is_enabled() {
        "Maxio is switched on: merchants can connect."
    } else {
        "Maxio is switched off: nobody can connect. Connections that exist are kept."
    }
}

/// The integration of this name, for everything below it.
pub async fn known(desk: &Desk, platform_key: &str) -> Result<Integration, Trouble> {
    let integration = desk.app.store.integration().await?;
    if integration.platform_key == platform_key {
        Ok(integration)
    } else {
        Err(Trouble::Missing("There is no such integration."))
    }
}

async fn switch(
    Path(platform_key): Path<String>,
    Posted { desk, fields }: Posted,
) -> Result<Response, Trouble> {
    let integration = known(&desk, &platform_key).await?;
    let enabled = fields.text("enabled") == "1";
    desk.app.store.enable_integration(enabled).await?;
    let action = if enabled { Action::IntegrationEnabled } else { Action::IntegrationDisabled };
    desk.record(action, Subject::Integration { platform_key: &integration.platform_key }).await?;
    Ok(desk.see(&match fields.text("back") {
        "manage" => format!("/integrations/{platform_key}?switched"),
        _ => "/integrations?switched".to_owned(),
    }))
}
