//! The settings page of an integration: whether it is offered, what merchants read, and which pages take part.

use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
    routing::get,
};
use maud::{Markup, html};
use maxio_link_wire::consent::{Piece, pieces};
use serde::Deserialize;

use super::{
    desk::{Desk, Fields, Posted},
    integrations::{known, switched, toggle},
    layout::{self, Section},
    parts,
    trouble::Trouble,
};
use crate::{
    app::App,
    error::ApiError,
    settings::{Branding, Permission, Settings},
    store::{Action, Integration, Subject},
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new().route("/integrations/{platform_key}", get(show).post(save))
}

#[derive(Deserialize)]
struct Asked {
    switched: Option<String>,
    saved: Option<String>,
}

async fn show(
    desk: Desk,
    Path(platform_key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let integration = known(&desk, &platform_key).await?;
    let settings = desk.app.store.settings().await?;
    let notice = html! {
        @if asked.saved.is_some() { (parts::done("The settings were saved.")) }
        @if asked.switched.is_some() { (parts::done(switched(&integration))) }
    };
    page(&desk, StatusCode::OK, &integration, &settings, &notice).await
}

async fn save(
    Path(platform_key): Path<String>,
    Posted { desk, fields }: Posted,
) -> Result<Response, Trouble> {
    let integration = known(&desk, &platform_key).await?;
    let typed = from_form(&desk, &fields).await?;
    match typed.clone().checked() {
        Ok(settings) => {
            desk.app.store.set_settings(&settings).await?;
            desk.record(Action::SettingsChanged, Subject::Settings).await?;
            Ok(desk.see(&format!("/integrations/{platform_key}?saved")))
        }
        Err(error @ ApiError::Case(_)) => {
            let notice = parts::wrong(&format!("Nothing was saved. {error}"));
            page(&desk, StatusCode::BAD_REQUEST, &integration, &typed, &notice).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What the form says. Each list has one address a line; an emptied field is as on the command line, or as Link has it.
async fn from_form(desk: &Desk, fields: &Fields) -> Result<Settings, Trouble> {
    let lines = |name| {
        fields.text(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let given = |name: &str| Some(fields.text(name).to_owned()).filter(|text| !text.is_empty());
    let partner = desk.app.partner().await?;
    let mut settings = desk.app.store.settings().await?;
    settings.allowed_origins = lines("origins");
    settings.redirect_urls = lines("redirects");
    settings.branding = Branding {
        partner_name: given("partnerName"),
        support_url: given("supportUrl"),
        privacy_url: given("privacyUrl"),
        terms_url: given("termsUrl"),
    };
    for section in maxio_link_wire::consent::sections(&partner.name) {
        let words = Permission {
            title: given(&format!("title-{}", section.id)),
            body: given(&format!("body-{}", section.id)).map(|text| text.replace("\r\n", "\n")),
        };
        match fields.text(&format!("show-{}", section.id)) {
            "" => settings.permissions.insert(section.id, None),
            _ if words == Permission::default() => settings.permissions.remove(&section.id),
            _ => settings.permissions.insert(section.id, Some(words)),
        };
    }
    Ok(settings)
}

async fn page(
    desk: &Desk,
    status: StatusCode,
    integration: &Integration,
    settings: &Settings,
    notice: &Markup,
) -> Result<Response, Trouble> {
    let path = format!("/integrations/{}", integration.platform_key);
    let content = html! {
        (notice)
        p.crumbs { a href=(desk.href("/integrations")) { "Commerce integrations" } }
        div.heading {
            h1 { (integration.name) }
            (toggle(desk, integration, "manage")?)
        }
        form.settings method="post" action=(desk.href(&path)) {
            (parts::token(desk)?)
            (branding(desk, settings))
            (permissions(settings))
            (addresses(desk, settings))
            div.actions { button { "Save" } }
        }
        section.card aria-labelledby="shown-title" {
            h2 #shown-title { "What merchants are asked now" }
            (as_shown(desk).await?)
        }
    };
    layout::page_with(desk, Section::Integrations, status, &integration.name, &content)
}

fn branding(desk: &Desk, settings: &Settings) -> Markup {
    let (given, started) = (&settings.branding, &desk.app.config);
    let fields = [
        ("partnerName", "text", "Your name", &given.partner_name, Some(&started.partner_name)),
        ("supportUrl", "url", "Help page", &given.support_url, started.links.support.as_ref()),
        ("privacyUrl", "url", "Privacy policy", &given.privacy_url, started.links.privacy.as_ref()),
        ("termsUrl", "url", "Terms", &given.terms_url, started.links.terms.as_ref()),
    ];
    html! {
        section.card aria-labelledby="branding-title" {
            h2 #branding-title { "Branding" }
            p.hint { "As merchants read it on every screen. What is empty is as the server was started with." }
            @for (name, kind, words, value, fallback) in fields {
                div.field {
                    label for=(name) { (words) }
                    input id=(name) type=(kind) name=(name) value=(value.as_deref().unwrap_or_default())
                        placeholder=(fallback.map_or("none", String::as_str)) autocomplete="off";
                }
            }
        }
    }
}

fn permissions(settings: &Settings) -> Markup {
    // With the name's place in it, as it is to be typed.
    let sections = maxio_link_wire::consent::sections("{partner}");
    html! {
        section.card aria-labelledby="consent-title" {
            h2 #consent-title { "Permissions" }
            p.hint {
                "The sections that a merchant agrees to. What is empty is in Link's own words; " code { "{partner}" }
                " stands for your name. Who agreed before keeps the text that they agreed to."
            }
            @for section in sections {
                @let own = settings.permissions.get(&section.id);
                @let words = own.cloned().flatten().unwrap_or_default();
                @let id = |what: &str| format!("{what}-{}", section.id);
                details.permission open[own.is_some()] {
                    summary { (section.title) }
                    label.choice {
                        input type="checkbox" name=(id("show")) value="1" checked[own != Some(&None)];
                        "Show this section"
                    }
                    div.field {
                        label for=(id("title")) { "Heading" }
                        input id=(id("title")) type="text" name=(id("title")) autocomplete="off"
                            value=(words.title.unwrap_or_default()) placeholder=(section.title);
                    }
                    div.field {
                        label for=(id("body")) { "Text" }
                        textarea id=(id("body")) name=(id("body")) placeholder=(section.body) {
                            (words.body.unwrap_or_default())
                        }
                    }
                }
            }
        }
    }
}

fn addresses(desk: &Desk, settings: &Settings) -> Markup {
    let started = &desk.app.config.allowed_origins;
    html! {
        section.card aria-labelledby="pages-title" {
            h2 #pages-title { "Your pages" }
            div.field {
                label for="origins" { "Allowed origins" }
                textarea #origins name="origins" spellcheck="false" autocapitalize="none"
                    aria-describedby="origins-hint" placeholder="https://app.example.com" {
                    (settings.allowed_origins.join("\n"))
                }
                p.hint #origins-hint {
                    "Pages that may embed Link, one origin a line."
                    @if !started.is_empty() { " Allowed on the command line besides: " (started.join(", ")) "." }
                }
            }
            div.field {
                label for="redirects" { "Redirect addresses" }
                textarea #redirects name="redirects" spellcheck="false" autocapitalize="none"
                    aria-describedby="redirects-hint"
                    placeholder="https://app.example.com/linked?company={companyId}" {
                    (settings.redirect_urls.join("\n"))
                }
                p.hint #redirects-hint {
                    "Where the hosted page goes when Link ends, one address a line; the first is taken unless the Link "
                    "URL names another. Filled in: "
                    @for (index, field) in crate::settings::REDIRECT_FIELDS.iter().enumerate() {
                        @if index > 0 { ", " } code { "{" (field) "}" }
                    }
                    "."
                }
            }
        }
    }
}

/// As Link shows it.
async fn as_shown(desk: &Desk) -> Result<Markup, Trouble> {
    let sections = desk.app.partner().await?.sections();
    Ok(html! {
        @for section in &sections {
            div {
                h3 { (section.title) }
                p {
                    @for piece in pieces(&section.body) {
                        @match piece {
                            Piece::Text(text) => (text),
                            Piece::Link { text, href } => a href=(href) rel="noopener noreferrer" { (text) },
                        }
                    }
                }
            }
        }
    })
}
