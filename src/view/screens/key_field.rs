//! The API key field. The key lives in this input and nowhere else.

use crate::{
    locale::{self, Message},
    view::{Link, ids},
};
use leptos::{attr::custom::custom_attribute, html::Input, prelude::*};
use maxio_link_flow::{Event, KeyHint, KeyShape, Place, State, key};

pub fn key_field(link: Link, input: NodeRef<Input>) -> impl IntoView {
    let error = Memo::new(move |_| {
        link.state.with(|state| match state {
            State::Credentials(_, Some(problem)) if problem.kind.place() == Place::Key => {
                Some(locale::problem(problem, &link.partner(), &link.config(), false).body)
            }
            _ => None,
        })
    });
    let shape = link.draft(|draft| draft.key);
    let hint = move || match shape.get() {
        KeyShape::Present(Some(hint)) => Some(hint_text(hint).text()),
        _ => None,
    };
    let shown = RwSignal::new(false);
    let toggle = move |hide: Message, show: Message| if shown.get() { hide.text() } else { show.text() };
    view! {
        <div class="field">
            <label for=ids::KEY>{Message::KeyLabel.text()}</label>
            <div class="box" data-invalid=move || error.get().map(|_| "")>
                <input
                    node_ref=input
                    id=ids::KEY
                    // A text field masked by style: browsers and password managers offer to save a password field
                    // as a login, which a billing key is not. Where the style is unknown it is a password field.
                    type=if can_mask() { "text" } else { "password" }
                    class:masked=move || !shown.get()
                    autocomplete="off"
                    autocapitalize="none"
                    {..custom_attribute("autocorrect", "off")}
                    spellcheck="false"
                    enterkeyhint="go"
                    data-1p-ignore="true"
                    data-bwignore="true"
                    data-lpignore="true"
                    data-form-type="other"
                    aria-required="true"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=[ids::KEY_NOTE, " ", ids::KEY_ASSURANCE].concat()
                    on:input=move |event| link.dispatch(Event::KeyEdited(key::shape(&event_target_value(&event))))
                />
                <button
                    class="show"
                    type="button"
                    aria-label=move || toggle(Message::KeyHideLabel, Message::KeyShowLabel)
                    on:click=move |_| {
                        shown.update(|shown| *shown = !*shown);
                        set_password_type(input, shown.get_untracked());
                    }
                >
                    {move || toggle(Message::KeyHide, Message::KeyShow)}
                </button>
            </div>
            <p
                class="said"
                id=ids::KEY_NOTE
                class:error=move || error.get().is_some()
                class:hint=move || error.get().is_none() && hint().is_some()
                role="status"
            >
                {move || error.get().or_else(hint)}
            </p>
        </div>
    }
}

const fn hint_text(hint: KeyHint) -> Message {
    match hint {
        KeyHint::Shortened => Message::HintShortened,
        KeyHint::Uuid => Message::HintUuid,
        KeyHint::PublicKey => Message::HintPublicKey,
        KeyHint::Login => Message::HintLogin,
        KeyHint::Spaces => Message::HintSpaces,
    }
}

fn can_mask() -> bool {
    web_sys::css::supports_with_value("-webkit-text-security", "disc").unwrap_or(false)
}

fn set_password_type(input: NodeRef<Input>, shown: bool) {
    if let Some(input) = input.get_untracked().filter(|_| !can_mask()) {
        input.set_type(if shown { "text" } else { "password" });
    }
}
