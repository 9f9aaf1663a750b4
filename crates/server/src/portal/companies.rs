//! Companies: the list, and a new one.

use axum::{Router, extract::Query, http::StatusCode, response::Response, routing::get};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    desk::{Desk, Posted},
    layout::{self, Section},
    parts,
    trouble::Trouble,
    webhooks,
};
use crate::{
    app::App,
    error::ApiError,
    routes::{check_company, site_tags},
    store::{Action, CompanyLine, Subject},
};

/// Routes of this file.
pub fn routes() -> Router<App> {
    Router::new().route("/companies", get(list).post(create)).route("/companies/new", get(new))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    page: Option<String>,
    deleted: Option<String>,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let text = asked.q.trim();
    let number = parts::page_number(asked.page.as_deref());
    let (lines, total) =
        desk.app.store.find_companies(text, parts::LINES, (number - 1) * parts::LINES).await?;
    let path = desk.href("/companies");
    let query = match text {
        "" => String::new(),
        text => url::form_urlencoded::Serializer::new(String::new()).append_pair("q", text).finish() + "&",
    };
    let off = !desk.app.store.integration().await?.is_enabled();
    let content = html! {
        @if asked.deleted.is_some() { (parts::done("The company was deleted, and its keys were erased.")) }
        @if off { (switched_off(&desk)) }
        (webhooks::given_up(&desk).await?)
        div.heading {
            h1 { "Companies" }
            a.button href=(desk.href("/companies/new")) { "New company" }
        }
        form.search method="get" action=(path) role="search" {
            label.hidden for="q" { "Name or id of a company" }
            input #q type="search" name="q" value=(text) placeholder="Name or id";
            button.secondary { "Search" }
        }
        @if lines.is_empty() {
            (nothing(&desk, text, number))
        } @else {
            p.hint { (total) @if total == 1 { " company" } @else { " companies" } }
            ul.lines {
                @for line in &lines { (company_line(&desk, line)?) }
            }
            (parts::pager(&path, &query, number, total))
        }
    };
    layout::page(&desk, Section::Companies, "Companies", &content)
}

/// A Link URL would say the same to the merchant.
pub fn switched_off(desk: &Desk) -> Markup {
    html! {
        p.notice data-mood="warning" {
            "Maxio is switched off: nobody can connect. "
            a href=(desk.href("/integrations")) { "Switch it on" }
        }
    }
}

fn nothing(desk: &Desk, text: &str, number: i64) -> Markup {
    html! {
        p.empty {
            @if !text.is_empty() || number > 1 {
                "No company found. " a href=(desk.href("/companies")) { "Show all" }
            } @else {
                "There is no company yet. A company is a merchant's business: add one, and share its Link URL."
            }
        }
    }
}

fn company_line(desk: &Desk, line: &CompanyLine) -> Result<Markup, Trouble> {
    Ok(html! {
        li.line {
            a.name href=(desk.href(&format!("/companies/{}", line.id))) { (line.name) }
            span.state {
                @if line.deauthorized > 0 { (parts::badge("bad", "Maxio refuses the key")) }
                @if line.linked > 0 {
                    (parts::badge("good", &counted(line.linked, "Linked")))
                } @else if line.deauthorized == 0 {
                    (parts::badge("plain", if line.pending > 0 { "Waiting" } else { "Not linked" }))
                }
            }
            span.when { "Added " (parts::day(line.created_at)?) }
        }
    })
}

fn counted(count: i64, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word} ×{count}") }
}

/// The form as it was filled in.
#[derive(Default)]
struct Filled<'a> {
    name: &'a str,
    site: &'a str,
    region: &'a str,
    wrong: Option<String>,
}

async fn new(desk: Desk) -> Result<Response, Trouble> {
    form(&desk, StatusCode::OK, &Filled::default())
}

fn form(desk: &Desk, status: StatusCode, filled: &Filled<'_>) -> Result<Response, Trouble> {
    let content = html! {
        h1 { "Add new company" }
        @if let Some(wrong) = &filled.wrong { (parts::wrong(wrong)) }
        form.card method="post" action=(desk.href("/companies")) {
            (parts::token(desk)?)
            div.field {
                label for="name" { "Name" }
                input #name type="text" name="name" value=(filled.name) required maxlength="200" autocomplete="off"
                    autofocus;
                p.hint { "The merchant's business, as you call it." }
            }
            div.field {
                label for="site" { "Maxio site, if you know it" }
                input #site type="text" name="site" value=(filled.site) maxlength="63" autocomplete="off"
                    autocapitalize="none" spellcheck="false" aria-describedby="site-hint";
                p.hint #site-hint { "The part before .chargify.com. The merchant is then asked for the API key alone." }
            }
            fieldset.field {
                legend { "Region of the site" }
                @for (value, words) in [("US", "United States"), ("EU", "European Union")] {
                    label.choice {
                        input type="radio" name="region" value=(value)
                            checked[filled.region == value || (filled.region.is_empty() && value == "US")];
                        (words)
                    }
                }
            }
            div.actions {
                a.button.secondary href=(desk.href("/companies")) { "Cancel" }
                button { "Add" }
            }
        }
    };
    layout::page_with(desk, Section::Companies, status, "Add new company", &content)
}

async fn create(Posted { desk, fields }: Posted) -> Result<Response, Trouble> {
    let (name, site, region) = (fields.text("name"), fields.text("site"), fields.text("region"));
    let tags = site_tags(Some(site).filter(|site| !site.is_empty()), region);
    let company = match check_company(name, None, tags) {
        Ok(new) => desk.app.store.create_company(new).await?,
        Err(error @ ApiError::Case(_)) => {
            let filled = Filled { name, site, region, wrong: Some(error.to_string()) };
            return form(&desk, StatusCode::BAD_REQUEST, &filled);
        }
        Err(error) => return Err(error.into()),
    };
    desk.record(Action::CompanyCreated, Subject::Company(&company.id)).await?;
    desk.want_link(&company.id).await?;
    Ok(desk.see(&format!("/companies/{}?added", company.id)))
}
