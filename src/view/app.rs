//! The frame around the screens: who connects to what, how far it is, the title, and the way out.

use super::{Link, ids, parts, screens};
use crate::{embed::Mode, locale, runtime::Runtime};
use leptos::{ev, prelude::*};
use locale::Message;
use maxio_link_flow::{Event, State, ViewName};
use std::rc::Rc;

/// Steps that a merchant counts: platform, permissions, credentials.
const STEPS: &str = "3";

/// The whole of one Link.
pub fn app(runtime: Rc<Runtime>) -> impl IntoView {
    let mode = runtime.mode();
    let link = Link::new(runtime);
    let online = window_event_listener(ev::online, move |_| link.dispatch(Event::Online));
    on_cleanup(move || online.remove());
    match mode {
        Mode::Inline => card(link).into_any(),
        Mode::Modal => parts::dialog(link, card(link).into_any()).into_any(),
    }
}

fn card(link: Link) -> impl IntoView {
    let open = Memo::new(move |_| link.state.with(State::is_open));
    move || open.get().then(|| opened(link))
}

fn opened(link: Link) -> impl IntoView {
    let screen = link.screen();
    let asking = link.draft(|draft| draft.asking);
    view! {
        <div
            class="link"
            part="link"
            lang=locale::LANGUAGE
            data-screen=move || screen.get().map(ViewName::as_str)
        >
            <div class="sheet" inert=move || asking.get()>
                {header(link, screen)}
                <h2
                    class="title"
                    id=ids::TITLE
                    tabindex="-1"
                    aria-describedby=move || step_of(screen.get()).map(|_| ids::STEP)
                >
                    {move || title(link, screen.get())}
                </h2>
                {move || match screen.get() {
                    Some(ViewName::SelectIntegration) => screens::select(link).into_any(),
                    Some(ViewName::Consent) => screens::consent(link).into_any(),
                    Some(ViewName::Connected) => screens::connected(link).into_any(),
                    Some(ViewName::Error) => screens::stopped(link).into_any(),
                    Some(ViewName::Credential | ViewName::Loading) | None => ().into_any(),
                }}
                {credentials(link)}
            </div>
            {move || asking.get().then(|| parts::leave_question(link))}
        </div>
    }
}

/// The credentials screen stays mounted from its first showing until the draft ends, because the key lives in its
/// input alone: going back to the permissions hides it, and connecting covers it.
fn credentials(link: Link) -> impl IntoView {
    let reached = Memo::new(move |_| {
        link.state.with(|state| match state {
            State::Credentials(..) | State::Connecting(..) => true,
            other => other.draft().is_some_and(|draft| draft.consented_at.is_some()),
        })
    });
    move || reached.get().then(|| screens::credentials(link))
}

fn header(link: Link, screen: Memo<Option<ViewName>>) -> impl IntoView {
    view! {
        <header class="head">
            <div class="who" aria-hidden="true">
                {parts::monogram(link.partner(), "partner")}
                <span class="wire"></span>
                {parts::monogram(Message::Maxio.text(), "maxio")}
            </div>
            <p class="step" id=ids::STEP>
                {move || step_of(screen.get()).map(|step| {
                    Message::Step.with(&[("{step}", step), ("{steps}", STEPS)])
                })}
            </p>
            <button
                class="close"
                type="button"
                part="close"
                aria-label=Message::Close.text()
                on:click=move |_| link.dispatch(Event::Close)
            >
                <span class="cross" aria-hidden="true"></span>
            </button>
        </header>
        <div class="progress" aria-hidden="true" data-step=move || step_of(screen.get())></div>
    }
}

fn title(link: Link, screen: Option<ViewName>) -> String {
    match screen {
        Some(ViewName::SelectIntegration) => Message::SelectTitle.text(),
        Some(ViewName::Consent) => Message::ConsentTitle.text(),
        Some(ViewName::Credential) => Message::CredentialsTitle.text(),
        Some(ViewName::Loading) => Message::ConnectingTitle.text(),
        Some(ViewName::Connected) => Message::ConnectedTitle.text(),
        Some(ViewName::Error) => parts::problem_text(link).map(|text| text.title).unwrap_or_default(),
        None => String::new(),
    }
}

const fn step_of(screen: Option<ViewName>) -> Option<&'static str> {
    match screen {
        Some(ViewName::SelectIntegration) => Some("1"),
        Some(ViewName::Consent) => Some("2"),
        Some(ViewName::Credential | ViewName::Loading) => Some(STEPS),
        _ => None,
    }
}
