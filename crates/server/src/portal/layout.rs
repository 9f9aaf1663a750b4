//! What every page of the portal looks like.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

use super::{
    desk::{Desk, href},
    files, parts,
    trouble::Trouble,
};
use crate::{app::App, error::OwnBody};

/// The parts of the portal, as its navigation has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// What merchants may connect.
    Integrations,
    /// The merchants' businesses.
    Companies,
    /// Who is told what happened.
    Webhooks,
    /// Who did what.
    Activity,
}

const SECTIONS: [(Section, &str, &str); 4] = [
    (Section::Companies, "/companies", "Companies"),
    (Section::Integrations, "/integrations", "Commerce integrations"),
    (Section::Webhooks, "/webhooks", "Webhooks"),
    (Section::Activity, "/activity", "Activity"),
];

/// A page for an operator.
pub fn page(desk: &Desk, section: Section, title: &str, content: &Markup) -> Result<Response, Trouble> {
    page_with(desk, section, StatusCode::OK, title, content)
}

/// A page for an operator whose form was not accepted.
pub fn page_with(
    desk: &Desk,
    section: Section,
    status: StatusCode,
    title: &str,
    content: &Markup,
) -> Result<Response, Trouble> {
    let body = html! {
        a.skip href="#content" { "To the content" }
        header.top {
            a.brand href=(desk.href("/")) { (mark()) "Maxio Link" }
            nav aria-label="Portal" {
                @for (own, path, name) in SECTIONS {
                    a href=(desk.href(path)) aria-current=[(own == section).then_some("page")] { (name) }
                }
            }
            form.who method="post" action=(desk.href("/sign-out")) {
                (parts::token(desk)?)
                span.name { (desk.operator) }
                button.quiet { "Sign out" }
            }
        }
        main #content tabindex="-1" { (content) }
    };
    Ok(answer(status, document(&desk.app, title, &body)))
}

/// Asks before what cannot be taken back. `path` is where the form goes, `back` where "Cancel" does.
pub fn ask(
    desk: &Desk,
    section: Section,
    question: &str,
    consequence: &str,
    path: &str,
    label: &str,
    back: &str,
) -> Result<Response, Trouble> {
    let content = html! {
        h1 { (question) }
        section.card {
            p { (consequence) }
            div.actions {
                a.button.secondary href=(desk.href(back)) { "Cancel" }
                (parts::act(desk, path, "danger", label)?)
            }
        }
    };
    page(desk, section, question, &content)
}

/// A page for somebody who is not signed in, or whom the rest of the portal cannot help.
pub fn alone(app: &App, title: &str, content: &Markup) -> Markup {
    let body = html! {
        main.alone {
            section.card {
                p.brand { (mark()) "Maxio Link" }
                h1 { (title) }
                (content)
            }
        }
    };
    document(app, title, &body)
}

/// A page as an answer, whatever its status.
pub fn answer(status: StatusCode, page: Markup) -> Response {
    let mut response = (status, Html(page.into_string())).into_response();
    response.extensions_mut().insert(OwnBody);
    response
}

fn document(app: &App, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · Maxio Link" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href=(href(app, &files::STYLE.address()));
                script type="module" src=(href(app, &files::SCRIPT.address())) {}
            }
            body { (body) }
        }
    }
}

/// Two links of a chain, in the colour of the text.
fn mark() -> Markup {
    html! {
        svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor"
            stroke-width="2.4" {
            rect x="1.5" y="7.5" width="12" height="9" rx="4.5" {}
            rect x="10.5" y="7.5" width="12" height="9" rx="4.5" {}
        }
    }
}
