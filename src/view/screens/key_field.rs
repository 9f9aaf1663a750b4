//! The API key field. The key lives in this input and nowhere else.

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        ids, parts,
    },
};
use leptos::prelude::*;
use maxio_link_flow::{Event, KeyHint, KeyShape, Place, State};

pub fn key_field(link: Link) -> El {
    let shown = ArcRwSignal::new(false);
    // A closure of its own for each that follows it.
    let is_shown = || {
        let shown = shown.clone();
        move || shown.with(|shown| *shown)
    };
    let toggled = |hide: Message, show: Message| {
        let is_shown = is_shown();
        move || Some(link.text(if is_shown() { hide } else { show }))
    };
    let (reveals, unmasks) = (is_shown(), is_shown());
    let is_wrong = move || parts::field_error(link, Place::Key).is_some();
    let input = el("input")
        .attr("id", ids::KEY)
        .attr_live("type", move || Some(input_type(reveals())))
        .attr_live("class", move || (!unmasks()).then_some("masked"))
        .attr("dir", "ltr")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("autocorrect", "off")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "go")
        .attr("data-1p-ignore", "true")
        .attr("data-bwignore", "true")
        .attr("data-lpignore", "true")
        .attr("data-form-type", "other")
        .attr("aria-required", "true")
        .attr_live("aria-invalid", move || is_wrong().then_some("true"))
        .attr("aria-describedby", &[ids::KEY_ERROR, " ", ids::KEY_HINT, " ", ids::KEY_ASSURANCE].concat())
        .on("input", move |_| link.dispatch(Event::KeyEdited(link.key_shape())));
    let toggle = el("button")
        .class("show")
        .attr("type", "button")
        .attr_live("aria-label", toggled(Message::KeyHideLabel, Message::KeyShowLabel))
        .text_live(toggled(Message::KeyHide, Message::KeyShow))
        .on("click", move |_| shown.update(|shown| *shown = !*shown));
    // Read out with the field, which then has the focus. To announce it as well would be to say it twice.
    let error = el("p")
        .class("said")
        .attr("id", ids::KEY_ERROR)
        .attr("data-mood", "error")
        .text_live(move || parts::field_error(link, Place::Key));
    // Comes while one types.
    let hint = el("p")
        .class("said")
        .attr("id", ids::KEY_HINT)
        .attr("role", "status")
        .attr("data-mood", "hint")
        .text_live(move || link.read(hint).filter(|_| !is_wrong()).map(|message| link.text(message)));
    el("div")
        .class("field")
        .child(el("label").attr("for", ids::KEY).say(link, Message::KeyLabel))
        .child(parts::field_box().flag_live("data-invalid", is_wrong).child(input).child(toggle))
        .child(error)
        .child(hint)
}

/// A text field masked by style: browsers and password managers offer to save a password field as a login, which a
/// billing key is not. Where the style is unknown it is a password field.
fn input_type(shown: bool) -> &'static str {
    let can_mask = web_sys::css::supports_with_value("-webkit-text-security", "disc").unwrap_or(false);
    if shown || can_mask { "text" } else { "password" }
}

fn hint(state: &State) -> Option<Message> {
    match state.draft()?.key {
        KeyShape::Empty | KeyShape::Present(None) => None,
        KeyShape::Present(Some(hint)) => Some(match hint {
            KeyHint::Shortened => Message::HintShortened,
            KeyHint::Uuid => Message::HintUuid,
            KeyHint::PublicKey => Message::HintPublicKey,
            KeyHint::Login => Message::HintLogin,
            KeyHint::Spaces => Message::HintSpaces,
        }),
    }
}
