//! Webhooks: who is told what happened, and what became of each message.

use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use maud::{Markup, html};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    desk::{Desk, Posted},
    layout::{self, Section},
    parts,
    trouble::Trouble,
};
use crate::{
    app::App,
    error::ApiError,
    store::{Action, Consumer, Delivery, Event, StoreError, Subject},
    webhooks,
};

const UNKNOWN: Trouble = Trouble::Missing("There is no such webhook, or it was deleted.");

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/webhooks", get(list).post(create))
        .route("/webhooks/new", get(new))
        .route("/webhooks/{consumer}", get(show))
        .route("/webhooks/{consumer}/switch", post(switch))
        .route("/webhooks/{consumer}/delete", get(ask_to_delete).post(delete))
        .route("/webhooks/{consumer}/deliveries/{message}/resend", post(resend))
}

#[derive(Deserialize)]
struct Asked {
    page: Option<String>,
    switched: Option<String>,
    resent: Option<String>,
    deleted: Option<String>,
}

/// A notice for every webhook that the server gave up, wherever an operator looks first.
pub async fn given_up(desk: &Desk) -> Result<Markup, StoreError> {
    let consumers = desk.app.store.consumers().await?;
    Ok(html! {
        @for consumer in consumers.iter().filter(|consumer| consumer.disabled) {
            @if let Some(reason) = &consumer.disabled_reason {
                p.notice data-mood="bad" {
                    "A webhook was switched off: " a href=(address(desk, consumer)) { (consumer.url) } ". " (reason)
                }
            }
        }
    })
}

fn address(desk: &Desk, consumer: &Consumer) -> String {
    desk.href(&format!("/webhooks/{}", consumer.id))
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let consumers = desk.app.store.consumers().await?;
    let content = html! {
        @if asked.deleted.is_some() { (parts::done("The webhook was deleted.")) }
        (given_up(&desk).await?)
        div.heading {
            h1 { "Webhooks" }
            a.button href=(desk.href("/webhooks/new")) { "New webhook" }
        }
        p.hint { "Addresses of yours that are told when a connection changes." }
        @if consumers.is_empty() {
            p.empty { "There is no webhook yet." }
        } @else {
            ul.lines {
                @for consumer in &consumers {
                    li.line {
                        a.name href=(address(&desk, consumer)) { (consumer.url) }
                        span.state { (state(consumer)) }
                        span.when { "Added " (parts::day(consumer.created_at)?) }
                    }
                }
            }
        }
    };
    layout::page(&desk, Section::Webhooks, "Webhooks", &content)
}

fn state(consumer: &Consumer) -> Markup {
    if consumer.disabled {
        parts::badge(if consumer.disabled_reason.is_some() { "bad" } else { "plain" }, "Off")
    } else if consumer.failing_since.is_some() {
        parts::badge("bad", "Failing")
    } else {
        parts::badge("good", "On")
    }
}

/// The form as it was filled in.
#[derive(Default)]
struct Filled<'a> {
    /// Of the webhook to be: the same form sent twice, as a browser does that reloads the answer, makes one.
    id: Uuid,
    url: &'a str,
    events: Vec<&'a str>,
    wrong: Option<String>,
}

async fn new(desk: Desk) -> Result<Response, Trouble> {
    form(&desk, StatusCode::OK, &Filled { id: Uuid::new_v4(), ..Filled::default() })
}

fn form(desk: &Desk, status: StatusCode, filled: &Filled<'_>) -> Result<Response, Trouble> {
    let content = html! {
        h1 { "New webhook" }
        @if let Some(wrong) = &filled.wrong { (parts::wrong(wrong)) }
        form.card method="post" action=(desk.href("/webhooks")) {
            (parts::token(desk)?)
            input type="hidden" name="id" value=(filled.id);
            div.field {
                label for="url" { "Address" }
                input #url type="url" name="url" value=(filled.url) required maxlength="2000" autocomplete="off"
                    placeholder="https://app.example.com/webhooks" autofocus aria-describedby="url-hint";
                p.hint #url-hint {
                    "Messages are signed as in Standard Webhooks. The secret is shown once, after this page."
                }
            }
            fieldset.field {
                legend { "Events (none chosen means all)" }
                @for event in Event::ALL {
                    label.choice {
                        input type="checkbox" name="event" value=(event.as_str())
                            checked[filled.events.contains(&event.as_str())];
                        code { (event.as_str()) }
                    }
                }
            }
            div.actions {
                a.button.secondary href=(desk.href("/webhooks")) { "Cancel" }
                button { "Add" }
            }
        }
    };
    layout::page_with(desk, Section::Webhooks, status, "New webhook", &content)
}

async fn create(Posted { desk, fields }: Posted) -> Result<Response, Trouble> {
    let id = fields.text("id").parse().unwrap_or_else(|_| Uuid::new_v4());
    if desk.app.store.consumer(&id.to_string()).await?.is_some() {
        return Ok(desk.see(&format!("/webhooks/{id}")));
    }
    let (url, events) = (fields.text("url"), fields.all("event"));
    let posted = webhooks::Posted {
        company_tags: None,
        url: url.to_owned(),
        event_types: Some(events.iter().map(|name| (*name).to_owned()).collect()),
        company_id: None,
        disabled: false,
    };
    match webhooks::create(&desk.app, id, posted).await {
        Ok((consumer, secret)) => {
            desk.record(Action::WebhookCreated, Subject::Webhook(&consumer.id)).await?;
            let notice = parts::done("The webhook was added.");
            page(&desk, &consumer, 1, &notice, Some(&secret)).await
        }
        Err(error @ ApiError::Case(_)) => {
            let wrong = Some(error.to_string());
            form(&desk, StatusCode::BAD_REQUEST, &Filled { id, url, events, wrong })
        }
        Err(error) => Err(error.into()),
    }
}

async fn known(desk: &Desk, id: &str) -> Result<Consumer, Trouble> {
    desk.app.store.consumer(id).await?.ok_or(UNKNOWN)
}

async fn show(desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let consumer = known(&desk, &id).await?;
    let notice = html! {
        @if asked.switched.is_some() {
            (parts::done(if consumer.disabled { "The webhook was switched off." } else { "The webhook was switched on." }))
        }
        @if asked.resent.is_some() { (parts::done("The message will be sent again.")) }
    };
    page(&desk, &consumer, parts::page_number(asked.page.as_deref()), &notice, None).await
}

async fn page(
    desk: &Desk,
    consumer: &Consumer,
    number: i64,
    notice: &Markup,
    secret: Option<&SecretString>,
) -> Result<Response, Trouble> {
    let first = (number - 1) * parts::LINES;
    let (deliveries, total) = desk.app.store.deliveries(&consumer.id, parts::LINES, first).await?;
    let companies =
        desk.app.store.names_of(deliveries.iter().map(|delivery| delivery.company_id.as_str())).await?;
    let path = format!("/webhooks/{}", consumer.id);
    let content = html! {
        (notice)
        p.crumbs { a href=(desk.href("/webhooks")) { "Webhooks" } }
        h1 { (consumer.url) }
        @if let Some(secret) = secret {
            section.card {
                (parts::copyable("secret", "The secret that signs its messages", secret.expose_secret()))
                p.hint { "You see it here only now. Keep it where your webhook can verify with it." }
            }
        }
        section.card {
            div.heading { h2 { "Webhook" } span.state { (state(consumer)) } }
            @if let Some(reason) = &consumer.disabled_reason { p.notice data-mood="bad" { (reason) } }
            dl.facts {
                dt { "Events" }
                dd {
                    @if consumer.event_types.is_empty() { "All" } @else { (consumer.event_types.join(", ")) }
                }
                @if let Some(company) = &consumer.company { dt { "Only of" } dd { code { (company) } } }
                @if let Some(since) = consumer.failing_since {
                    dt { "Failing since" } dd { (parts::moment(since)?) }
                }
                dt { "Added" }
                dd { (parts::moment(consumer.created_at)?) }
            }
            div.actions {
                a.button.secondary href=(desk.href(&format!("{path}/delete"))) { "Delete" }
                form method="post" action=(desk.href(&format!("{path}/switch"))) {
                    (parts::token(desk)?)
                    input type="hidden" name="disabled" value=(if consumer.disabled { "0" } else { "1" });
                    button.secondary { (if consumer.disabled { "Switch on" } else { "Switch off" }) }
                }
            }
        }
        h2 { "Deliveries" }
        @if deliveries.is_empty() {
            p.empty { "Nothing has been sent yet." }
        } @else {
            ul.lines {
                @for delivery in &deliveries {
                    (delivery_line(desk, &path, delivery, companies.get(&delivery.company_id))?)
                }
            }
            (parts::pager(&desk.href(&path), "", number, total))
        }
    };
    layout::page(desk, Section::Webhooks, &consumer.url, &content)
}

fn delivery_line(
    desk: &Desk,
    path: &str,
    delivery: &Delivery,
    company: Option<&String>,
) -> Result<Markup, Trouble> {
    let (mood, word) = match delivery.state.as_str() {
        "delivered" => ("good", "Delivered"),
        "failed" => ("bad", "Given up"),
        _ if delivery.attempts > 0 => ("bad", "Trying again"),
        _ => ("plain", "Waiting"),
    };
    let resend = format!("{path}/deliveries/{}/resend", delivery.message_id);
    Ok(html! {
        li.line.delivery {
            span.name { (delivery.event_type) }
            span.state { (parts::badge(mood, word)) }
            span.hint {
                a href=(desk.href(&format!("/companies/{}", delivery.company_id))) {
                    (company.map_or("A company that was deleted", String::as_str))
                }
                " · " (parts::moment(delivery.created_at)?)
                @if delivery.attempts > 0 { " · " (delivery.attempts) @if delivery.attempts == 1 { " attempt" } @else { " attempts" } }
                @if let Some(error) = &delivery.error {
                    " · " (error)
                } @else if let Some(status) = delivery.status {
                    " · answered " (status)
                }
                @if delivery.state == "waiting" && delivery.attempts > 0 { " · next " (parts::moment(delivery.due_at)?) }
            }
            @if delivery.state != "waiting" { (parts::act(desk, &resend, "secondary", "Send again")?) }
        }
    })
}

async fn switch(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Result<Response, Trouble> {
    let consumer = known(&desk, &id).await?;
    desk.app.store.switch_consumer(&consumer.id, fields.text("disabled") == "1").await?;
    desk.record(Action::WebhookChanged, Subject::Webhook(&consumer.id)).await?;
    Ok(desk.see(&format!("/webhooks/{}?switched", consumer.id)))
}

async fn ask_to_delete(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    let consumer = known(&desk, &id).await?;
    let back = format!("/webhooks/{}", consumer.id);
    let what = "Messages that wait for it are not sent any more. This cannot be undone.";
    let question = format!("Delete {}?", consumer.url);
    layout::ask(&desk, Section::Webhooks, &question, what, &format!("{back}/delete"), "Delete webhook", &back)
}

async fn delete(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Result<Response, Trouble> {
    if !desk.app.store.delete_consumer(&id).await? {
        return Err(UNKNOWN);
    }
    desk.record(Action::WebhookDeleted, Subject::Webhook(&id)).await?;
    Ok(desk.see("/webhooks?deleted"))
}

async fn resend(
    Path((id, message)): Path<(String, String)>,
    Posted { desk, .. }: Posted,
) -> Result<Response, Trouble> {
    if !desk.app.store.resend(&id, &message).await? {
        return Err(Trouble::Missing("There is no such message to this webhook."));
    }
    desk.record(Action::DeliveryResent, Subject::Webhook(&id)).await?;
    Ok(desk.see(&format!("/webhooks/{id}?resent")))
}
