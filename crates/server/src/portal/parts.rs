//! What several pages have.

use maud::{Markup, html};

use super::{
    desk::{Desk, TOKEN},
    trouble::Trouble,
};
use crate::store::{StoreError, iso};

/// Lines of a list on one page.
pub const LINES: i64 = 25;

/// What makes a form one of ours.
pub fn token(desk: &Desk) -> Result<Markup, Trouble> {
    Ok(html! { input type="hidden" name=(TOKEN) value=(desk.token()?); })
}

/// A form that is one button.
pub fn act(desk: &Desk, path: &str, class: &str, label: &str) -> Result<Markup, Trouble> {
    Ok(html! {
        form method="post" action=(desk.href(path)) {
            (token(desk)?)
            button class=(class) { (label) }
        }
    })
}

/// What was done, after the form that did it.
pub fn done(sentence: &str) -> Markup {
    html! { p.notice data-mood="good" role="status" { (sentence) } }
}

/// What is wrong with a form, above it.
pub fn wrong(sentence: &str) -> Markup {
    html! { p.notice data-mood="bad" role="alert" { (sentence) } }
}

/// A moment, in UTC.
pub fn moment(milliseconds: i64) -> Result<Markup, StoreError> {
    Ok(moment_of(&iso(milliseconds)?))
}

/// A moment of the API, like `2026-11-22T10:00:00Z`.
pub fn moment_of(iso: &str) -> Markup {
    time(iso, "%-d %b %Y, %H:%M UTC")
}

/// The day of a moment, in UTC.
pub fn day(milliseconds: i64) -> Result<Markup, StoreError> {
    Ok(time(&iso(milliseconds)?, "%-d %b %Y"))
}

fn time(iso: &str, format: &str) -> Markup {
    let words = iso.parse::<jiff::Timestamp>().map(|time| time.strftime(format).to_string());
    html! { time datetime=(iso) { (words.as_deref().unwrap_or(iso)) } }
}

/// Which page of a list: `?page=`, from 1. Anything else is the first.
pub fn page_number(asked: Option<&str>) -> i64 {
    asked.and_then(|text| text.parse().ok()).filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1)
}

/// The way to the pages before and after this one. `query` is what the address has besides, for example `q=acme&`.
pub fn pager(path: &str, query: &str, page: i64, total: i64) -> Markup {
    let last = (total + LINES - 1) / LINES;
    let to = |page| format!("{path}?{query}page={page}");
    html! {
        @if last > 1 {
            nav.pager aria-label="Pages" {
                @if page > 1 { a.button.secondary rel="prev" href=(to(page - 1)) { "Previous" } }
                span { "Page " (page) " of " (last) }
                @if page < last { a.button.secondary rel="next" href=(to(page + 1)) { "Next" } }
            }
        }
    }
}

/// A secret address to hand on, with a button that copies it where scripts run.
pub fn copyable(id: &str, label: &str, url: &str) -> Markup {
    html! {
        div.copyable {
            label for=(id) { (label) }
            div.row {
                input #(id) type="text" readonly value=(url) spellcheck="false" autocomplete="off";
                button.secondary type="button" data-copies=(id) hidden { "Copy" }
            }
            p.hint role="status" data-copied=(id) {}
        }
    }
}

/// A small word with a colour that means nothing without it.
pub fn badge(mood: &str, words: &str) -> Markup {
    html! { span.badge data-mood=(mood) { (words) } }
}
