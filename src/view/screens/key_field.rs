//! The API key field. The key lives in this input and nowhere else.

use crate::{
    ids,
    locale::Message,
    view::{
        ViewContext,
        helpers::{attributes, handler},
        parts::{FieldBox, field_error},
    },
};
use leptos::prelude::*;
use maxio_link_flow::{Event, KeyHint, KeyShape, Place, State};

/// The key, masked until the merchant asks to see it, and what is wrong with it.
#[component]
pub fn KeyField(link: ViewContext) -> impl IntoView {
    let (is_visible, set_visible) = arc_signal(false);
    let error = move || field_error(link, Place::Key);
    let is_wrong = move || error().is_some();
    let hint = move || link.read(hint).filter(|_| !is_wrong()).map(|message| link.text(message));
    // A closure of its own for everything that follows the signal.
    let while_visible = |visible: &'static str, hidden: &'static str| {
        let is_visible = is_visible.clone();
        move || Some(if is_visible.get() { visible } else { hidden })
    };
    let toggle_text = |hide: Message, show: Message| {
        let is_visible = is_visible.clone();
        move || Some(link.text(if is_visible.get() { hide } else { show }))
    };
    let input_type = while_visible("text", masked_input_type());
    let input_class = while_visible("", "masked");
    let toggle_name = toggle_text(Message::KeyHideLabel, Message::KeyShowLabel);
    let toggle_words = toggle_text(Message::KeyHide, Message::KeyShow);
    view! {
        <div class="field">
            <label for=ids::KEY>{link.text(Message::KeyLabel)}</label>
            <FieldBox attr:data-invalid=move || is_wrong().then_some("")>
                <input
                    {..attributes([
                        ("dir", "ltr"),
                        ("autocomplete", "off"),
                        ("autocapitalize", "none"),
                        ("autocorrect", "off"),
                        ("spellcheck", "false"),
                        ("enterkeyhint", "go"),
                        ("data-1p-ignore", "true"),
                        ("data-bwignore", "true"),
                        ("data-lpignore", "true"),
                        ("data-form-type", "other"),
                        ("aria-required", "true"),
                    ])}
                    id=ids::KEY
                    type=move || input_type()
                    class=move || input_class()
                    aria-invalid=move || is_wrong().then_some("true")
                    aria-describedby=[ids::KEY_ERROR, " ", ids::KEY_HINT, " ", ids::KEY_ASSURANCE].concat()
                    on:input=handler(move |_| link.dispatch(Event::KeyEdited(link.key_shape())))
                />
                <button
                    class="show"
                    type="button"
                    aria-label=move || toggle_name()
                    on:click=handler(move |_| set_visible.update(|is_visible| *is_visible = !*is_visible))
                >
                    {move || toggle_words()}
                </button>
            </FieldBox>
            // Read out with the field, which then has the focus. To announce it as well would be to say it twice.
            <p class="said" id=ids::KEY_ERROR data-mood="error">{move || error()}</p>
            // Comes while the merchant types.
            <p class="said" id=ids::KEY_HINT role="status" data-mood="hint">{move || hint()}</p>
        </div>
    }
}

/// A text field masked by style: browsers and password managers offer to save a password field as a login, which a
/// billing key is not. Where the style is unknown it is a password field.
fn masked_input_type() -> &'static str {
    let can_mask = web_sys::css::supports_with_value("-webkit-text-security", "disc").unwrap_or(false);
    if can_mask { "text" } else { "password" }
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
