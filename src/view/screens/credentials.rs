//! Screen 3: the key and, where it is needed, the site.

use super::{connecting::Connecting, key_field::KeyField, key_guide::KeyGuide, site_field::SiteField};
use crate::{
    ids,
    locale::Message,
    view::{
        ViewContext,
        helpers::Show,
        parts::{ErrorPanel, Form, IconRow, SecondaryButton, ShareLink},
    },
};
use leptos::prelude::*;
use maxio_link_flow::{Event, Kind, Place, Problem, State};

/// Asks for the credentials. While an attempt is under way, [`Connecting`] covers them.
#[component]
pub fn Credentials(link: ViewContext) -> impl IntoView {
    let has_back = link.options().flow.connection_id.is_none();
    view! {
        <div class="stage" hidden=move || link.read(|state| !is_shown(state)).then_some("")>
            <Form
                on_forward=move || link.dispatch(Event::Submitted(link.key_shape()))
                attr:inert=move || link.read(is_connecting).then_some("")
            >
                <div class="main">
                    <p class="lead">{link.text(Message::CredentialsLead)}</p>
                    <Panel link />
                    <SiteField link />
                    <KeyField link />
                    <div class="note">
                        <IconRow icon="lock">
                            <p id=ids::KEY_ASSURANCE>{link.text(Message::KeyAssurance)}</p>
                        </IconRow>
                    </div>
                    <ShareLink link />
                </div>
                <KeyGuide link />
                <div class="actions">
                    {has_back.then(|| view! { <SecondaryButton link label=Message::Back event=Event::Back /> }.into_any())}
                    <ContinueButton link />
                </div>
            </Form>
            <Show when=move || link.read(is_connecting)>
                <Connecting link />
            </Show>
        </div>
    }
}

/// "Continue", "Try again", or the seconds until that makes sense. Not `disabled`: that would drop the focus.
#[component]
fn ContinueButton(link: ViewContext) -> impl IntoView {
    let label = move || match (link.read(wait_s), link.read(is_retry)) {
        (0, false) => link.text(Message::Continue),
        (0, true) => link.text(Message::TryAgain),
        (seconds, _) => link.text_with(Message::TryAgainIn, "{wait}", &seconds.to_string()),
    };
    view! {
        <button
            class="primary"
            part="primary"
            type="submit"
            aria-disabled=move || (link.read(wait_s) > 0).then_some("true")
        >
            {move || Some(label())}
        </button>
    }
}

/// What went wrong, above the fields. A countdown changes the problem every second; the panel is the same. Another
/// attempt makes another one.
#[component]
fn Panel(link: ViewContext) -> impl IntoView {
    let attempt = ArcMemo::new(move |_| {
        link.read(|state| panel_problem(state).map(|(request, problem)| (request, problem.kind)))
    });
    move || {
        attempt.get()?;
        let problem =
            link.read_untracked(|state| panel_problem(state).map(|(_, problem)| problem.clone()))?;
        Some(view! { <ErrorPanel link problem /> })
    }
}

fn panel_problem(state: &State) -> Option<(u32, &Problem)> {
    match state {
        State::Credentials(draft, Some(problem)) if problem.kind.place() == Place::Panel => {
            Some((draft.requests(), problem))
        }
        _ => None,
    }
}

fn is_shown(state: &State) -> bool {
    matches!(state, State::Credentials(..) | State::Connecting(..))
}

fn is_connecting(state: &State) -> bool {
    matches!(state, State::Connecting(..))
}

fn wait_s(state: &State) -> u32 {
    state.problem().map_or(0, |problem| problem.wait_s)
}

/// Whether the same credentials may well work next time.
fn is_retry(state: &State) -> bool {
    state.problem().is_some_and(|problem| {
        problem.kind.place() == Place::Panel
            && !matches!(problem.kind, Kind::AdminMissing | Kind::SiteMismatch)
    })
}
