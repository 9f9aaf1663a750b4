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

/// Its address, its name (of which a phone shows the last word alone), and the lines of its picture, 20 by 20.
const SECTIONS: [(Section, &str, [&str; 2], &str); 4] = [
    (
        Section::Companies,
        "/companies",
        ["", "Companies"],
        "M3.5 17V4.5A1.5 1.5 0 0 1 5 3h5a1.5 1.5 0 0 1 1.5 1.5V17m0-9H15a1.5 1.5 0 0 1 1.5 1.5V17M2 17h16M6.5 6.5h2m-2 \
         3.5h2m-2 3.5h2",
    ),
    (
        Section::Integrations,
        "/integrations",
        ["Commerce ", "integrations"],
        "M7 2.5v4m6-4v4m-8 0h10V9a5 5 0 0 1-10 0zm5 7.5v3.5",
    ),
    (Section::Webhooks, "/webhooks", ["", "Webhooks"], "M17 3 9 11m8-8-5 14-3-6-6-3z"),
    (Section::Activity, "/activity", ["", "Activity"], "M2 10h4l2.5-6 3.5 12 2.5-6H18"),
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
                @for (own, path, [before, last], picture) in SECTIONS {
                    a href=(desk.href(path)) aria-current=[(own == section).then_some("page")] {
                        (icon(picture))
                        span { span.wide { (before) } (last) }
                    }
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

fn icon(lines: &str) -> Markup {
    html! {
        svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor"
            stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" {
            path d=(lines) {}
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
