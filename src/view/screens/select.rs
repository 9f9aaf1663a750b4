//! Screen 1: choosing the platform. The first tile is chosen already.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        ids, parts,
    },
};
use js_sys::JsString;
use leptos::prelude::*;

/// From so many tiles on there is a box to filter them.
const MANY: usize = 7;

/// One integration on offer.
#[derive(Clone)]
struct Tile {
    platform_key: String,
    name: String,
    note: Option<String>,
    logo: Option<String>,
}

/// What the merchant has chosen, by its place, and whether each matches the filter.
struct Choice {
    chosen: Option<usize>,
    matches: Vec<bool>,
}

pub fn select(link: Link) -> El {
    let tiles = tiles(link);
    let choice = ArcRwSignal::new(Choice { chosen: Some(0), matches: vec![true; tiles.len()] });
    let names: Vec<JsString> = tiles.iter().map(|tile| lower(&tile.name)).collect();
    let keys: Vec<String> = tiles.iter().map(|tile| tile.platform_key.clone()).collect();
    let filter = (tiles.len() >= MANY).then(|| {
        let choice = choice.clone();
        filter(link, move |wanted| {
            let matches: Vec<bool> = names.iter().map(|name| name.includes(wanted, 0)).collect();
            choice.update(|choice| {
                // Nothing stays chosen that the merchant does not see.
                let visible = |index: &usize| matches.get(*index) == Some(&true);
                let first = || matches.iter().position(|matches| *matches);
                choice.chosen = choice.chosen.filter(visible).or_else(first);
                choice.matches = matches;
            });
        })
    });
    let labels: Vec<El> =
        tiles.into_iter().enumerate().map(|(index, tile)| label(link, tile, index, &choice)).collect();
    let of_all = choice.clone();
    let nothing =
        move || of_all.with(|choice| choice.chosen.is_none()).then(|| link.text(Message::SelectNone));
    let go_on = move || {
        if let Some(key) = choice.with_untracked(|choice| choice.chosen).and_then(|index| keys.get(index)) {
            link.select(key.clone());
        }
    };
    let legend = el("legend").class("unseen").say(link, Message::SelectLegend);
    let main = parts::main()
        .child(parts::lead(link, Message::SelectLead))
        .children(filter)
        .child(el("fieldset").class("tiles").attr("id", ids::TILES).child(legend).children(labels))
        .child(el("p").class("note").attr("role", "status").text_live(nothing));
    parts::form(go_on)
        .child(main)
        .child(before(link))
        .child(parts::actions().child(parts::primary(link, Message::Next)))
}

/// What a merchant had better know now than on the last screen.
fn before(link: Link) -> El {
    let facts =
        [("person", Message::BeforeRole), ("retention", Message::BeforeTime), ("lock", Message::BeforeSafe)];
    parts::aside(link, Message::BeforeTitle)
        .children(facts.map(|(mark, message)| parts::fact(mark, el("p").say(link, message))))
}

/// The partner's, or Maxio alone.
fn tiles(link: Link) -> Vec<Tile> {
    let options = link.options();
    let given = options.integrations();
    if given.is_empty() {
        return vec![Tile {
            platform_key: options.settings.platform_key(),
            name: link.text(Message::Maxio),
            note: Some(link.text(Message::FormerlyChargify)),
            logo: None,
        }];
    }
    let tile = |one: crate::embed::Integration| Tile {
        platform_key: one.platform_key(),
        name: one.name(),
        note: one.description(),
        logo: one.logo(),
    };
    given.into_iter().map(tile).collect()
}

fn label(link: Link, tile: Tile, index: usize, choice: &ArcRwSignal<Choice>) -> El {
    let (of_radio, of_label, choice) = (choice.clone(), choice.clone(), choice.clone());
    let whose = if tile.platform_key == link.options().settings.platform_key() { "maxio" } else { "other" };
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", "integration")
        .attr("value", &tile.platform_key)
        .checked_live(move || of_radio.with(|choice| choice.chosen == Some(index)))
        .on("change", move |_| choice.update(|choice| choice.chosen = Some(index)));
    let note = tile.note.map(|note| el("span").class("tile-note").text(&note));
    let name = el("span").class("tile-name").text(&tile.name);
    let text = el("span").class("tile-text").child(name).children(note);
    el("label")
        .class("tile")
        .flag_live("hidden", move || of_label.with(|choice| choice.matches.get(index) == Some(&false)))
        .child(radio)
        .child(parts::monogram(&tile.name, tile.logo, whose))
        .child(text)
}

fn filter(link: Link, narrow: impl Fn(&str) + 'static) -> El {
    let words = link.text(Message::SelectFilter);
    let input = el("input")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("aria-label", &words)
        .attr("placeholder", &words)
        .attr("aria-controls", ids::TILES)
        .on("input", move |event| narrow(&String::from(lower(&event_target_value(&event)).trim())));
    parts::field_box().child(input)
}

/// The browser's own: the tables of Rust's are thousands of bytes.
fn lower(text: &str) -> JsString {
    JsString::from(text).to_lower_case()
}
