//! Activity: the audit log, in words.

use std::collections::BTreeMap;

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
    store::{Action, Entry, StoreError},
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
    let companies = desk.app.store.names_of(lines.iter().filter_map(company_of)).await?;
    let content = html! {
        h1 { "Activity" }
        p.hint { "Who did what: operators, your own server by its API keys, merchants, and commands." }
        @if lines.is_empty() {
            p.empty { "Nothing here." }
        } @else {
            ul.lines { @for entry in &lines { (line(entry, &subject(&desk, &companies, entry))?) } }
        }
        (parts::pager(&desk.href("/activity"), "", number, total))
    };
    layout::page(&desk, Section::Activity, "Activity", &content)
}

/// Lines of the log about one company, on its own page.
pub fn of_company(entries: &[Entry]) -> Result<Markup, StoreError> {
    Ok(html! { ul.lines { @for entry in entries { (line(entry, &html! {})?) } } })
}

fn line(entry: &Entry, subject: &Markup) -> Result<Markup, StoreError> {
    Ok(html! {
        li.line.act {
            span.name title=(entry.subject) { (what(&entry.action)) }
            span.subject { (subject) }
            span.by { (who(&entry.actor)) }
            span.when { (parts::moment(entry.made_at)?) }
        }
    })
}

/// What concerns a company leads to it; it may be gone by now, and its page says so.
fn subject(desk: &Desk, companies: &BTreeMap<String, String>, entry: &Entry) -> Markup {
    let after = |prefix| entry.subject.strip_prefix(prefix);
    html! {
        @if let Some(id) = company_of(entry) {
            a href=(desk.href(&format!("/companies/{id}"))) {
                (companies.get(id).map_or("A company that was deleted", String::as_str))
            }
        } @else if let Some(id) = after("webhooks/") {
            a href=(desk.href(&format!("/webhooks/{id}"))) { "Webhook" }
        } @else if let Some(name) = after("apiKeys/").or(after("users/")).filter(|name| *name != who(&entry.actor)) {
            // Who signs in does so to no one else.
            (name)
        }
    }
}

fn company_of(entry: &Entry) -> Option<&str> {
    entry.subject.strip_prefix("companies/").and_then(|rest| rest.split('/').next())
}

fn who(actor: &str) -> &str {
    match actor {
        "partner" => "Your server",
        "merchant" => "Merchant",
        "command line" => "Command line",
        "server" => "This server",
        operator => operator.strip_prefix("operator ").unwrap_or(operator),
    }
}

/// An action that another version wrote down stays as it is.
fn what(name: &str) -> &str {
    let Some(action) = Action::parse(name) else { return name };
    match action {
        Action::IntegrationEnabled => "Switched Maxio on",
        Action::IntegrationDisabled => "Switched Maxio off",
        Action::SettingsChanged => "Changed the settings",
        Action::CompanyCreated => "Added the company",
        Action::CompanyChanged => "Changed the company",
        Action::CompanyDeleted => "Deleted the company",
        Action::LinkIssued => "Made a Link URL",
        Action::ColleagueLinkIssued => "Made a link for a colleague",
        Action::ConnectionLinked => "Connected Maxio",
        Action::ConnectionUnlinked => "Disconnected Maxio",
        Action::ConnectionDeleted => "Deleted a connection",
        Action::ConnectionDeauthorized => "Ended a connection that Maxio refused",
        Action::DataRead => "Read data",
        Action::ApiKeyCreated => "Made an API key",
        Action::ApiKeyRevoked => "Revoked an API key",
        Action::MasterKeyRotated => "Replaced the master key",
        Action::WebhookCreated => "Added a webhook",
        Action::WebhookChanged => "Switched a webhook on or off",
        Action::WebhookDeleted => "Deleted a webhook",
        Action::DeliveryResent => "Sent a message again",
        Action::UserCreated => "Added an operator",
        Action::UserDeleted => "Removed an operator",
        Action::PasswordSet => "Set a password",
        Action::SignedIn => "Signed in",
        Action::SignedOut => "Signed out",
        Action::SignInRefused => "Failed to sign in",
    }
}
