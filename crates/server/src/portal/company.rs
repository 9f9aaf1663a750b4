//! One company: its Link URL, its connections, and their end.

use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use maud::{Markup, html};
use maxio_link_wire::{Connection, ConnectionStatus};
use serde::Deserialize;

use super::{
    activity,
    companies::switched_off,
    desk::{Desk, Posted},
    layout::{self, Section},
    parts,
    trouble::Trouble,
};
use crate::{
    app::App,
    store::{Action, Company, Subject, Unlinked},
};

/// Connections that are listed; a merchant has one a site.
const MOST_CONNECTIONS: i64 = 100;
/// Lines of the audit log that are listed.
const LATEST: i64 = 10;

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/companies/{company}", get(show))
        .route("/companies/{company}/link", post(new_link))
        .route("/companies/{company}/delete", get(ask_to_delete).post(delete))
        .route("/companies/{company}/connections/{connection}/unlink", get(ask_to_unlink).post(unlink))
        .route(
            "/companies/{company}/connections/{connection}/delete",
            get(ask_to_delete_connection).post(delete_connection),
        )
}

/// What was just done, as the address says. The words are here: nobody can put others there.
#[derive(Deserialize)]
struct Done {
    added: Option<String>,
    unlinked: Option<String>,
    deleted: Option<String>,
}

impl Done {
    fn sentence(&self) -> Option<&'static str> {
        match self {
            Self { added: Some(_), .. } => {
                Some("The company was added. Share its Link URL with the merchant.")
            }
            Self { unlinked: Some(_), .. } => Some("The connection was unlinked, and its key was erased."),
            Self { deleted: Some(_), .. } => Some("The connection was deleted, and its key was erased."),
            _ => None,
        }
    }
}

async fn company(desk: &Desk, id: &str) -> Result<Company, Trouble> {
    desk.app.store.company(id).await?.ok_or(Trouble::Missing("There is no such company, or it was deleted."))
}

async fn connection(desk: &Desk, company: &str, id: &str) -> Result<Connection, Trouble> {
    let missing = Trouble::Missing("This company has no such connection, or it was deleted.");
    let stored = desk.app.store.connection(company, id).await?.ok_or(missing)?;
    Ok(desk.app.wire_connection(company, &desk.app.store.integration().await?, stored)?)
}

async fn show(desk: Desk, Path(id): Path<String>, Query(done): Query<Done>) -> Result<Response, Trouble> {
    let company = company(&desk, &id).await?;
    // After a form of ours, whatever the address says: a reload makes no other, nor does a link to this page.
    let url = if desk.take_wanted_link(&company.id).await? {
        let url = desk.app.link_url(&company.id).await?;
        desk.record(Action::LinkIssued, Subject::Company(&company.id)).await?;
        Some(url)
    } else {
        None
    };
    let integration = desk.app.store.integration().await?;
    let (stored, _) = desk.app.store.connections(&company.id, MOST_CONNECTIONS, 0).await?;
    let connections = stored
        .into_iter()
        .map(|stored| desk.app.wire_connection(&company.id, &integration, stored))
        .collect::<Result<Vec<_>, _>>()?;
    let (entries, _) = desk.app.store.audit(Some(&company.id), LATEST, 0).await?;
    let content = html! {
        @if let Some(sentence) = done.sentence() { (parts::done(sentence)) }
        @if !integration.is_enabled() { (switched_off(&desk)) }
        p.crumbs { a href=(desk.href("/companies")) { "Companies" } }
        h1 { (company.name) }
        p.hint { "Added " (parts::moment(company.created_at)?) " · " code { (company.id) } }
        @if let Some(description) = &company.description { p { (description) } }
        (link_card(&desk, &company, url.as_deref())?)
        h2 { "Connections" }
        @if connections.is_empty() {
            p.empty { "Nothing is connected yet. The merchant connects Maxio with the Link URL." }
        }
        @for connection in &connections { (connection_card(&desk, &company.id, connection)?) }
        @if !entries.is_empty() {
            h2 { "Latest activity" }
            (activity::of_company(&entries)?)
        }
        div.end {
            a.button.secondary.danger href=(desk.href(&format!("/companies/{}/delete", company.id))) {
                "Delete this company"
            }
        }
    };
    layout::page(&desk, Section::Companies, &company.name, &content)
}

fn link_card(desk: &Desk, company: &Company, url: Option<&str>) -> Result<Markup, Trouble> {
    let path = format!("/companies/{}/link", company.id);
    Ok(html! {
        section.card aria-labelledby="link-title" {
            h2 #link-title { "Link URL" }
            @if let Some(url) = url {
                (parts::copyable("link-url", "Send this to the merchant", url))
                p.hint { "It works once, within a day. You see it here only now; earlier ones stay good." }
            } @else {
                p { "The merchant opens it to connect Maxio. Each one works once, within a day." }
            }
            div.actions { (parts::act(desk, &path, if url.is_some() { "secondary" } else { "" }, "New Link URL")?) }
        }
    })
}

fn connection_card(desk: &Desk, company: &str, connection: &Connection) -> Result<Markup, Trouble> {
    let path = |what| desk.href(&format!("/companies/{company}/connections/{}/{what}", connection.id));
    let (mood, status, meaning) = status_in_words(connection.status);
    let site = connection.connection_info.as_ref();
    let is_test = site.and_then(|site| site.test.as_deref()) == Some("true");
    Ok(html! {
        section.card {
            div.heading {
                h3 { (title(connection)) }
                span.state {
                    @if is_test { (parts::badge("plain", "Test site")) }
                    (parts::badge(mood, status))
                }
            }
            p { (meaning) }
            @for error in &connection.data_connection_errors {
                p.notice data-mood="bad" {
                    (error.error_message) " Since " (parts::moment_of(&error.errored_on_utc)) "."
                }
            }
            dl.facts {
                @if let Some(subdomain) = site.and_then(|site| site.subdomain.as_deref()) {
                    dt { "Site" }
                    dd { (subdomain) @if let Some(region) = site.and_then(|site| site.environment.as_deref()) {
                        " (" (region) ")"
                    } }
                }
                dt { "Created" }
                dd { (parts::moment_of(&connection.created)) }
                @if let Some(last) = &connection.last_sync { dt { "Last read" } dd { (parts::moment_of(last)) } }
                dt { "Id" }
                dd { code { (connection.id) } }
            }
            div.actions {
                // The others have no key that could be erased.
                @if matches!(connection.status, ConnectionStatus::Linked | ConnectionStatus::Deauthorized) {
                    a.button.secondary href=(path("unlink")) { "Unlink" }
                }
                a.button.secondary href=(path("delete")) { "Delete" }
            }
        }
    })
}

fn title(connection: &Connection) -> &str {
    let site = connection.connection_info.as_ref();
    site.and_then(|site| site.site_name.as_deref().or(site.subdomain.as_deref()))
        .unwrap_or(&connection.platform_name)
}

/// Mood, word and sentence of a status.
const fn status_in_words(status: ConnectionStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        ConnectionStatus::PendingAuth => {
            ("plain", "Waiting", "The merchant has not given a key yet. Send a Link URL.")
        }
        ConnectionStatus::Linked => ("good", "Linked", "The key was checked, and data can be read."),
        ConnectionStatus::Unlinked => (
            "plain",
            "Unlinked",
            "Access was withdrawn, and the key was erased. A Link URL connects it again.",
        ),
        ConnectionStatus::Deauthorized => (
            "bad",
            "Refused by Maxio",
            "Maxio refuses the key. Send the merchant a Link URL to give a new one.",
        ),
    }
}

async fn new_link(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Result<Response, Trouble> {
    let company = company(&desk, &id).await?;
    desk.want_link(&company.id).await?;
    Ok(desk.see(&format!("/companies/{}", company.id)))
}

async fn ask_to_delete(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    let company = company(&desk, &id).await?;
    let back = format!("/companies/{}", company.id);
    let what = "Its connections end and their keys are erased. Its Link URLs and tokens open nothing any more. This \
                cannot be undone.";
    layout::ask(
        &desk,
        Section::Companies,
        &format!("Delete {}?", company.name),
        what,
        &format!("{back}/delete"),
        "Delete company",
        &back,
    )
}

async fn delete(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Result<Response, Trouble> {
    if desk.app.store.delete_company(&id).await?.is_none() {
        return Err(Trouble::Missing("There is no such company, or it was deleted."));
    }
    desk.record(Action::CompanyDeleted, Subject::Company(&id)).await?;
    Ok(desk.see("/companies?deleted"))
}

async fn ask_to_unlink(desk: Desk, Path((id, cid)): Path<(String, String)>) -> Result<Response, Trouble> {
    let connection = connection(&desk, &company(&desk, &id).await?.id, &cid).await?;
    let back = format!("/companies/{id}");
    let what = "Its key is erased, and nothing can be read with it. The merchant can connect the same site again with \
                a new key.";
    let path = format!("{back}/connections/{cid}/unlink");
    layout::ask(
        &desk,
        Section::Companies,
        &format!("Unlink {}?", title(&connection)),
        what,
        &path,
        "Unlink",
        &back,
    )
}

async fn unlink(
    Path((id, cid)): Path<(String, String)>,
    Posted { desk, .. }: Posted,
) -> Result<Response, Trouble> {
    let company = company(&desk, &id).await?.id;
    let missing = Trouble::Missing("This company has no such connection, or it was deleted.");
    if let Unlinked::Now(_) = desk.app.store.unlink_connection(&company, &cid).await?.ok_or(missing)? {
        let subject = Subject::Connection { company: &company, connection: &cid };
        desk.record(Action::ConnectionUnlinked, subject).await?;
    }
    Ok(desk.see(&format!("/companies/{company}?unlinked")))
}

async fn ask_to_delete_connection(
    desk: Desk,
    Path((id, cid)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let connection = connection(&desk, &company(&desk, &id).await?.id, &cid).await?;
    let back = format!("/companies/{id}");
    let what = "The connection and its key are erased. This cannot be undone.";
    let path = format!("{back}/connections/{cid}/delete");
    layout::ask(
        &desk,
        Section::Companies,
        &format!("Delete {}?", title(&connection)),
        what,
        &path,
        "Delete connection",
        &back,
    )
}

async fn delete_connection(
    Path((id, cid)): Path<(String, String)>,
    Posted { desk, .. }: Posted,
) -> Result<Response, Trouble> {
    let company = company(&desk, &id).await?.id;
    if desk.app.store.delete_connection(&company, &cid).await?.is_none() {
        return Err(Trouble::Missing("This company has no such connection, or it was deleted."));
    }
    let subject = Subject::Connection { company: &company, connection: &cid };
    desk.record(Action::ConnectionDeleted, subject).await?;
    Ok(desk.see(&format!("/companies/{company}?deleted")))
}
