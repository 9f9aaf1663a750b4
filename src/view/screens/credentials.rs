//! Screen 3: the key and, where it is needed, the site.

use super::{connecting::connecting, key_field::key_field, site_field::site_field, steps::steps};
use crate::{
    locale::Message,
    view::{Link, ids, parts},
};
use leptos::prelude::*;
use maxio_link_flow::{Event, Kind, Place, Problem, State, ViewName, key};
use web_sys::HtmlInputElement;

pub fn credentials(link: Link) -> impl IntoView {
    let screen = link.screen();
    let connecting_now = Memo::new(move |_| screen.get() == Some(ViewName::Loading));
    let covered = move || screen.get() == Some(ViewName::Consent) || screen.get() == Some(ViewName::SelectIntegration);
    let back = move || link.config().connection_id.is_none();
    let input: NodeRef<leptos::html::Input> = NodeRef::new();
    view! {
        <div class="stage" hidden=covered>
            <form class="screen credentials" novalidate inert=move || connecting_now.get() on:submit=move |event| {
                event.prevent_default();
                link.dispatch(Event::Submitted(shape_in(input)));
            }>
                <div class="fields">
                    <p class="lead">{Message::CredentialsLead.text()}</p>
                    {panel(link)}
                    {site_field(link)}
                    {key_field(link, input)}
                    <p class="note" id=ids::KEY_ASSURANCE>{link.text(Message::KeyAssurance)}</p>
                    <div class="actions">
                        {back().then(|| parts::secondary(link, Message::Back, Event::Back))}
                        {forward(link)}
                    </div>
                </div>
                {steps(link)}
            </form>
            {move || connecting_now.get().then(|| connecting(link))}
        </div>
    }
}

/// Read at the moment of sending; the value itself stays in the input.
fn shape_in(input: NodeRef<leptos::html::Input>) -> key::KeyShape {
    input.get_untracked().map(|input: HtmlInputElement| key::shape(&input.value())).unwrap_or_default()
}

/// "Continue", "Try again", or the seconds until that makes sense. Not `disabled`: that would drop the focus.
fn forward(link: Link) -> impl IntoView {
    let problem = link.problem();
    let waiting = move || problem.get().is_some_and(|problem| problem.wait_s > 0);
    let label = move || match problem.get() {
        Some(Problem { wait_s, .. }) if wait_s > 0 => {
            Message::TryAgainIn.with(&[("{seconds}", &wait_s.to_string())])
        }
        Some(Problem { kind, .. }) if is_retry(kind) => Message::TryAgain.text(),
        _ => Message::Continue.text(),
    };
    view! {
        <button class="primary" part="primary" type="submit" aria-disabled=move || waiting().then_some("true")>
            {label}
        </button>
    }
}

/// Whether the same credentials may well work next time.
const fn is_retry(kind: Kind) -> bool {
    matches!(kind.place(), Place::Panel) && !matches!(kind, Kind::AdminMissing | Kind::SiteMismatch)
}

/// What went wrong, above the fields.
fn panel(link: Link) -> impl IntoView {
    // A countdown changes the problem every second; the panel is the same.
    let shown = Memo::new(move |_| {
        link.state.with(|state| match state {
            State::Credentials(_, Some(problem)) if problem.kind.place() == Place::Panel => {
                Some(Problem { wait_s: 0, ..problem.clone() })
            }
            _ => None,
        })
    });
    move || shown.get().map(|problem| parts::panel(link, &problem))
}
