//! The site: not at all, as text, or as a field with the choice of region beside it.

use crate::{
    ids,
    locale::Message,
    view::{
        ViewContext,
        helpers::{Show, attributes, handler},
        parts::{FieldBox, field_error},
    },
};
use leptos::prelude::*;
use maxio_link_flow::{Draft, Event, Place, SiteView, State};
use maxio_link_wire::Environment;

/// The site, as the partner's options and the server's answers want it.
#[component]
pub fn SiteField(link: ViewContext) -> impl IntoView {
    let view = move || {
        let options = link.options();
        link.read(|state| state.draft().map_or(SiteView::Hidden, |draft| draft.site_view(&options.flow)))
    };
    view! {
        <Show when=move || matches!(view(), SiteView::Locked(_))>
            <Locked link />
        </Show>
        <Show when=move || view() == SiteView::Field>
            <Fields link />
        </Show>
    }
}

#[component]
fn Locked(link: ViewContext) -> impl IntoView {
    view! {
        <p class="locked">
            <span class="locked-label">{link.text(Message::SiteLocked)}</span> " "
            <span dir="ltr">{link.options().site_host()}</span>
        </p>
    }
}

#[component]
fn Fields(link: ViewContext) -> impl IntoView {
    let typed = link.read_untracked(|state| state.draft().map(|draft| draft.site.clone()));
    let error = move || field_error(link, Place::Site);
    let is_wrong = move || error().is_some();
    view! {
        <div class="field">
            <label for=ids::SITE>{link.text(Message::SiteLabel)}</label>
            <FieldBox attr:data-invalid=move || is_wrong().then_some("")>
                <input
                    {..attributes([
                        ("type", "text"),
                        ("dir", "ltr"),
                        ("autocomplete", "off"),
                        ("autocapitalize", "none"),
                        ("autocorrect", "off"),
                        ("spellcheck", "false"),
                        ("inputmode", "url"),
                        ("enterkeyhint", "next"),
                        ("aria-required", "true"),
                    ])}
                    id=ids::SITE
                    aria-invalid=move || is_wrong().then_some("true")
                    aria-describedby=ids::SITE_NOTE
                    value=typed
                    on:input=handler(move |event| link.dispatch(Event::SiteEdited(event_target_value(&event))))
                />
            </FieldBox>
            <p class="said" id=ids::SITE_NOTE data-mood=move || is_wrong().then_some("error")>
                {move || Some(error().unwrap_or_else(|| link.text(Message::SiteHint)))}
            </p>
            // An address tells its region; there is nothing to choose then.
            <fieldset class="region" disabled=move || link.read(is_region_settled).then_some("")>
                <legend>{link.text(Message::RegionLegend)}</legend>
                <Region link environment=Environment::Us label=Message::RegionUs />
                <Region link environment=Environment::Eu label=Message::RegionEu />
            </fieldset>
        </div>
    }
}

#[component]
fn Region(link: ViewContext, environment: Environment, label: Message) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name="region"
                value=environment.as_str()
                prop:checked=move || link.read(|state| region(state) == Some(environment))
                on:change=handler(move |_| link.dispatch(Event::EnvironmentChosen(environment)))
            />
            {link.text(label)}
        </label>
    }
}

fn region(state: &State) -> Option<Environment> {
    state.draft().map(Draft::region)
}

fn is_region_settled(state: &State) -> bool {
    state.draft().is_some_and(|draft| draft.region_settled())
}
