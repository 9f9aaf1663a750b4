//! The frame around the screens: who connects to what, how far it is, the title, and the way out.

use super::{
    ViewContext,
    helpers::{Show, handler},
    parts::{Avatar, AvatarOf, LeaveQuestion, Modal},
    screens::{Connected, Consent, Credentials, Select, Stopped},
};
use crate::{ids, locale::Message, runtime::Runtime};
use leptos::{ev, prelude::*};
use maxio_link_flow::{Event, State, ViewName};
use maxio_link_locale::is_right_to_left;
use maxio_link_wire::consent::fill;
use std::rc::Rc;

/// The whole of one Link: empty while it is closed.
#[component]
pub fn App(
    /// Its runtime.
    runtime: Rc<Runtime>,
) -> impl IntoView {
    let is_modal = runtime.options().is_modal;
    let link = ViewContext::new(runtime);
    let online = window_event_listener(ev::online, move |_| link.dispatch(Event::Online));
    on_cleanup(move || online.remove());
    if is_modal {
        view! { <Modal link><Show when=move || link.read(State::is_open)><Card link /></Show></Modal> }
            .into_any()
    } else {
        view! { <div><Show when=move || link.read(State::is_open)><Card link /></Show></div> }.into_any()
    }
}

#[component]
fn Card(link: ViewContext) -> impl IntoView {
    let language = link.language();
    // Whatever the page around Link is written in.
    let direction = if is_right_to_left(&language) { "rtl" } else { "ltr" };
    view! {
        <div
            class="link"
            part="link"
            lang=language
            dir=direction
            data-screen=move || link.read(State::view_name).map(ViewName::as_str)
        >
            <div class="sheet" inert=move || link.read(is_asking).then_some("")>
                <Header link />
                <div
                    class="progress"
                    part="progress"
                    aria-hidden="true"
                    data-steps=steps(link)
                    data-step=move || step(link)
                ></div>
                <h2
                    class="title"
                    part="title"
                    id=ids::TITLE
                    tabindex="-1"
                    aria-describedby=move || link.read(step_of).map(|_| ids::STEP)
                >
                    {move || title(link)}
                </h2>
                <Screen link />
                <Show when=move || link.read(keeps_credentials)>
                    <Credentials link />
                </Show>
            </div>
            <Show when=move || link.read(is_asking)>
                <LeaveQuestion link />
            </Show>
        </div>
    }
}

#[component]
fn Header(link: ViewContext) -> impl IntoView {
    let step = move || {
        let step = link.text_with(Message::Step, "{step}", &step(link)?);
        Some(fill(&step, "steps", steps(link)))
    };
    view! {
        <div class="head">
            <div class="who" aria-hidden="true">
                <Avatar name=link.partner_name() logo=link.options().logo.clone() of=AvatarOf::Partner />
                // Where there is room for it.
                <span class="name">{link.partner_name()}</span>
                <span class={"wire"}></span>
                <Avatar name=link.text(Message::Maxio) of=AvatarOf::Maxio />
                <span class="name">{link.text(Message::Maxio)}</span>
            </div>
            <p class="step" id=ids::STEP>{move || step()}</p>
            <button
                class="close"
                type="button"
                part="close"
                aria-label=link.text(Message::Close)
                on:click=handler(move |_| link.dispatch(Event::Close))
            >
                <span class={"cross"} aria-hidden="true"></span>
            </button>
        </div>
    }
}

/// The screens that are built when they are shown. The credentials are not among them, see [`keeps_credentials`].
#[component]
fn Screen(link: ViewContext) -> impl IntoView {
    let is_at = move |view| link.read(State::view_name) == Some(view);
    view! {
        <Show when=move || is_at(ViewName::SelectIntegration)>
            <Select link />
        </Show>
        <Show when=move || is_at(ViewName::Consent)>
            <Consent link />
        </Show>
        <Show when=move || is_at(ViewName::Connected)>
            <Connected link />
        </Show>
        <Show when=move || is_at(ViewName::Error)>
            <Stopped link />
        </Show>
    }
}

/// The credentials screen stays mounted from its first showing until the draft ends, because the key lives in its
/// input alone: going back to the permissions hides it, and connecting covers it.
fn keeps_credentials(state: &State) -> bool {
    match state {
        State::Credentials(..) | State::Connecting(..) => true,
        other => other.draft().is_some_and(|draft| draft.consented_at.is_some()),
    }
}

fn is_asking(state: &State) -> bool {
    state.draft().is_some_and(|draft| draft.asking)
}

fn title(link: ViewContext) -> Option<String> {
    let message = match link.read(State::view_name)? {
        ViewName::SelectIntegration => Message::SelectTitle,
        ViewName::Consent => Message::ConsentTitle,
        ViewName::Credential => Message::CredentialsTitle,
        ViewName::Loading => Message::ConnectingTitle,
        ViewName::Connected => Message::ConnectedTitle,
        ViewName::Error => {
            return link.read(|state| Some(link.words(state.problem()?, true).title));
        }
    };
    Some(link.text(message))
}

/// Steps that a merchant counts: platform, permissions, credentials.
fn steps(link: ViewContext) -> &'static str {
    if link.options().flow.skip_select { "2" } else { "3" }
}

/// The one that the merchant is at.
fn step(link: ViewContext) -> Option<String> {
    let skipped = u32::from(link.options().flow.skip_select);
    Some((link.read(step_of)? - skipped).to_string())
}

fn step_of(state: &State) -> Option<u32> {
    match state {
        State::Select(_) => Some(1),
        State::Consent(_) => Some(2),
        State::Credentials(..) | State::Connecting(..) => Some(3),
        State::Closed | State::Connected(_) | State::Stopped(_) => None,
    }
}
