//! Activity: the audit log.

use axum::{Router, extract::Query, response::Response, routing::get};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    desk::Desk,
    layout::{self, Section},
    parts,
    trouble::Trouble,
};
use crate::{
    app::App,
    store::{Entry, StoreError},
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new().route("/activity", get(list))
}

#[derive(Deserialize)]
struct Asked {
    page: Option<String>,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let number = parts::page_number(asked.page.as_deref());
    let (lines, total) = desk.app.store.audit(None, parts::LINES, (number - 1) * parts::LINES).await?;
    let content = html! {
        h1 { "Activity" }
        p.hint { "Who did what: operators, your own server by its API keys, merchants, and commands." }
        @if lines.is_empty() { p.empty { "Nothing here." } } @else { (entries(&desk, &lines)?) }
        (parts::pager(&desk.href("/activity"), "", number, total))
    };
    layout::page(&desk, Section::Activity, "Activity", &content)
}

/// Lines of the log.
pub fn entries(desk: &Desk, entries: &[Entry]) -> Result<Markup, StoreError> {
    Ok(html! {
        ul.lines {
            @for entry in entries {
                li.line {
                    span.name { (entry.action) }
                    span.state { (entry.actor) }
                    code.subject { (subject(desk, &entry.subject)) }
                    span.when { (parts::moment(entry.made_at)?) }
                }
            }
        }
    })
}

/// What concerns a company leads to it; it may be gone by now, and its page says so.
fn subject(desk: &Desk, subject: &str) -> Markup {
    let company = subject.strip_prefix("companies/").and_then(|rest| rest.split('/').next());
    html! {
        @if let Some(company) = company {
            a href=(desk.href(&format!("/companies/{company}"))) { (subject) }
        } @else {
            (subject)
        }
    }
}
