//! The site: not at all, as text, or as a field with the choice of region beside it.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        ids, parts,
    },
};
use leptos::prelude::*;
use maxio_link_flow::{Event, Place, Site, SiteView, State};
use maxio_link_wire::Environment;

pub fn with_site(link: Link, fields: El) -> El {
    fields.part(link, kind, |link, state| match site_view(link, state) {
        SiteView::Hidden => None,
        SiteView::Locked(site) => Some(locked(link, &site)),
        SiteView::Field => Some(field(link, state)),
    })
}

fn kind(link: Link, state: &State) -> u32 {
    match site_view(link, state) {
        SiteView::Hidden => 0,
        SiteView::Locked(_) => 1,
        SiteView::Field => 2,
    }
}

fn site_view(link: Link, state: &State) -> SiteView {
    state.draft().map_or(SiteView::Hidden, |draft| draft.site_view(&link.options().flow))
}

fn locked(link: Link, site: &Site) -> El {
    el("p")
        .class("locked")
        .child(el("span").class("locked-label").say(link, Message::SiteLocked))
        .text(" ")
        .child(el("span").attr("dir", "ltr").text(&site.host()))
}

fn field(link: Link, state: &State) -> El {
    let is_wrong = move || parts::field_error(link, Place::Site).is_some();
    let input = el("input")
        .attr("id", ids::SITE)
        .attr("type", "text")
        .attr("dir", "ltr")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("autocorrect", "off")
        .attr("spellcheck", "false")
        .attr("inputmode", "url")
        .attr("enterkeyhint", "next")
        .attr("aria-required", "true")
        .attr_live("aria-invalid", move || is_wrong().then_some("true"))
        .attr("aria-describedby", ids::SITE_NOTE)
        .attr("value", state.draft().map_or("", |draft| &draft.site))
        .on("input", move |event| link.dispatch(Event::SiteEdited(event_target_value(&event))));
    let note = el("p")
        .class("said")
        .attr("id", ids::SITE_NOTE)
        .attr_live("data-mood", move || is_wrong().then_some("error"))
        .text_live(move || {
            Some(parts::field_error(link, Place::Site).unwrap_or_else(|| link.text(Message::SiteHint)))
        });
    let regions = el("fieldset")
        .class("region")
        .flag_live("disabled", move || link.read(is_region_settled))
        .child(el("legend").say(link, Message::RegionLegend))
        .child(region(link, Environment::Us, Message::RegionUs))
        .child(region(link, Environment::Eu, Message::RegionEu));
    el("div")
        .class("field")
        .child(el("label").attr("for", ids::SITE).say(link, Message::SiteLabel))
        .child(parts::field_box().flag_live("data-invalid", is_wrong).child(input))
        .child(note)
        .child(regions)
}

/// An address tells its region; there is nothing to choose then.
fn is_region_settled(state: &State) -> bool {
    state.draft().is_some_and(|draft| draft.region_settled())
}

fn region(link: Link, environment: Environment, label: Message) -> El {
    let chosen = move || link.read(|state| state.draft().is_some_and(|draft| draft.region() == environment));
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", "region")
        .attr("value", environment.as_str())
        .checked_live(chosen)
        .on("change", move |_| link.dispatch(Event::EnvironmentChosen(environment)));
    el("label").class("choice").child(radio).say(link, label)
}
