//! The site: not at all, as text, or as a field with the choice of region beside it.

use crate::{
    locale::{self, Message},
    view::{Link, ids},
};
use leptos::{attr::custom::custom_attribute, prelude::*};
use maxio_link_flow::{Event, Place, Site, SiteView, State};
use maxio_link_wire::Environment;

pub fn site_field(link: Link) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let config = link.config();
        link.state.with(|state| state.draft().map_or(SiteView::Hidden, |draft| draft.site_view(&config)))
    });
    move || match shown.get() {
        SiteView::Hidden => ().into_any(),
        SiteView::Locked(site) => locked(&site).into_any(),
        SiteView::Field => field(link).into_any(),
    }
}

fn locked(site: &Site) -> impl IntoView {
    view! {
        <p class="locked">
            <span class="locked-label">{Message::SiteLocked.text()}</span>
            <span class="locked-site" dir="ltr">{site.host()}</span>
        </p>
    }
}

fn field(link: Link) -> impl IntoView {
    let error = Memo::new(move |_| {
        link.state.with(|state| match state {
            State::Credentials(_, Some(problem)) if problem.kind.place() == Place::Site => {
                Some(locale::problem(problem, &link.partner(), &link.config(), false).body)
            }
            _ => None,
        })
    });
    let typed = link.draft(|draft| draft.site.clone());
    view! {
        <div class="field">
            <label for=ids::SITE>{Message::SiteLabel.text()}</label>
            <div class="box" data-invalid=move || error.get().map(|_| "")>
                <input
                    id=ids::SITE
                    type="text"
                    dir="ltr"
                    autocomplete="off"
                    autocapitalize="none"
                    {..custom_attribute("autocorrect", "off")}
                    spellcheck="false"
                    inputmode="url"
                    enterkeyhint="next"
                    aria-required="true"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=ids::SITE_NOTE
                    prop:value=move || typed.get()
                    on:input=move |event| link.dispatch(Event::SiteEdited(event_target_value(&event)))
                />
            </div>
            <p class="said" id=ids::SITE_NOTE class:error=move || error.get().is_some()>
                {move || error.get().unwrap_or_else(|| Message::SiteHint.text())}
            </p>
            <fieldset class="region" disabled=link.draft(|draft| draft.region_settled())>
                <legend>{Message::RegionLegend.text()}</legend>
                {region(link, Environment::Us, Message::RegionUs)}
                {region(link, Environment::Eu, Message::RegionEu)}
            </fieldset>
        </div>
    }
}

fn region(link: Link, environment: Environment, label: Message) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        link.state.with(|state| state.draft().is_some_and(|draft| draft.region() == environment))
    });
    view! {
        <label class="choice">
            <input
                type="radio"
                name="region"
                value=environment.as_str()
                prop:checked=move || chosen.get()
                on:change=move |_| link.dispatch(Event::EnvironmentChosen(environment))
            />
            {label.text()}
        </label>
    }
}
