//! Screen 1: choosing the platform. The first tile is chosen already.

use crate::{
    ids,
    locale::Message,
    options::Integration,
    view::{
        ViewContext,
        helpers::handler,
        parts::{Aside, Avatar, AvatarOf, FieldBox, Form, IconRow, SubmitButton},
    },
};
use js_sys::JsString;
use leptos::prelude::*;

/// From so many tiles on there is a box to filter them.
const MANY: usize = 7;

/// The tiles, and what the merchant did with them.
struct Choice {
    tiles: Vec<Integration>,
    /// What is typed in the filter, in lower case.
    filter: String,
    /// A place in `tiles`. A tile that the filter hides is never chosen.
    chosen: Option<usize>,
}

impl Choice {
    fn new(tiles: Vec<Integration>) -> Self {
        Self { tiles, filter: String::new(), chosen: Some(0) }
    }

    fn is_visible(&self, index: usize) -> bool {
        let name = self.tiles.get(index).map(|tile| JsString::from(lower(&tile.name)));
        name.is_some_and(|name| name.includes(&self.filter, 0))
    }

    fn set_filter(&mut self, filter: String) {
        self.filter = filter;
        let visible = |index: &usize| self.is_visible(*index);
        self.chosen = self.chosen.filter(visible).or_else(|| (0..self.tiles.len()).find(visible));
    }

    fn chosen_key(&self) -> Option<String> {
        self.tiles.get(self.chosen?).map(|tile| tile.platform_key.clone())
    }
}

/// Offers the integrations.
#[component]
pub fn Select(link: ViewContext) -> impl IntoView {
    let tiles = integrations(link);
    let choice = ArcRwSignal::new(Choice::new(tiles.clone()));
    let has_filter = tiles.len() >= MANY;
    let labels: Vec<_> = tiles
        .into_iter()
        .enumerate()
        .map(|(index, tile)| view! { <Tile link tile index choice=choice.clone() /> }.into_any())
        .collect();
    let nothing = {
        let choice = choice.clone();
        move || choice.with(|choice| choice.chosen.is_none()).then(|| link.text(Message::SelectNone))
    };
    let filter = has_filter.then(|| view! { <Filter link choice=choice.clone() /> }.into_any());
    let forward = move || {
        if let Some(platform_key) = choice.with_untracked(Choice::chosen_key) {
            link.select(platform_key);
        }
    };
    view! {
        <Form on_forward=forward>
            <div class="main">
                <p class="lead">{link.text(Message::SelectLead)}</p>
                {filter}
                <fieldset class="tiles" id=ids::TILES>
                    <legend class="unseen">{link.text(Message::SelectLegend)}</legend>
                    {labels}
                </fieldset>
                <p class="note" role="status">{move || nothing()}</p>
            </div>
            <BeforeYouStart link />
            <div class="actions">
                <SubmitButton link label=Message::Next />
            </div>
        </Form>
    }
}

#[component]
fn Filter(link: ViewContext, choice: ArcRwSignal<Choice>) -> impl IntoView {
    let label = link.text(Message::SelectFilter);
    let narrow = move |event: web_sys::Event| {
        let filter = lower(event_target_value(&event).trim());
        choice.update(|choice| choice.set_filter(filter));
    };
    view! {
        <FieldBox>
            <input
                type="search"
                autocomplete="off"
                aria-label=label.clone()
                placeholder=label
                aria-controls=ids::TILES
                on:input=handler(narrow)
            />
        </FieldBox>
    }
}

#[component]
fn Tile(link: ViewContext, tile: Integration, index: usize, choice: ArcRwSignal<Choice>) -> impl IntoView {
    let Integration { platform_key, name, description, logo } = tile;
    let of = if platform_key == link.options().platform_key { AvatarOf::Maxio } else { AvatarOf::Other };
    let (visible, chosen) = (choice.clone(), choice.clone());
    let choose = handler(move |_| choice.update(|choice| choice.chosen = Some(index)));
    view! {
        <label class="tile" hidden=move || visible.with(|choice| !choice.is_visible(index)).then_some("")>
            <input
                type="radio"
                name="integration"
                value=platform_key
                prop:checked=move || chosen.with(|choice| choice.chosen == Some(index))
                on:change=choose
            />
            <Avatar name=name.clone() logo of />
            <span class="tile-text">
                <span class="tile-name">{name}</span>
                {description.map(|description| view! { <span class="tile-note">{description}</span> }.into_any())}
            </span>
        </label>
    }
}

/// What a merchant had better know now than on the last screen.
#[component]
fn BeforeYouStart(link: ViewContext) -> impl IntoView {
    view! {
        <Aside link title=Message::BeforeTitle>
            <IconRow icon="person">
                <p>{link.text(Message::BeforeRole)}</p>
            </IconRow>
            <IconRow icon="retention">
                <p>{link.text(Message::BeforeTime)}</p>
            </IconRow>
            <IconRow icon="lock">
                <p>{link.text(Message::BeforeSafe)}</p>
            </IconRow>
        </Aside>
    }
}

/// The partner's, or Maxio alone.
fn integrations(link: ViewContext) -> Vec<Integration> {
    let options = link.options();
    if !options.integrations.is_empty() {
        return options.integrations.clone();
    }
    vec![Integration {
        platform_key: options.platform_key.clone(),
        name: link.text(Message::Maxio),
        description: Some(link.text(Message::FormerlyChargify)),
        logo: None,
    }]
}

/// By the browser: Rust's tables are thousands of bytes.
fn lower(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}
