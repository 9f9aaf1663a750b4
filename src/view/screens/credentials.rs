//! Screen 3: the key and, where it is needed, the site.

use super::{connecting::connecting, key_field::key_field, site_field::with_site, steps::steps};
use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        ids, parts,
    },
};
use maxio_link_flow::{Event, Kind, Place, Problem, State};

pub fn credentials(link: Link) -> El {
    let back = link
        .options()
        .flow
        .connection_id
        .is_none()
        .then(|| parts::secondary(link, Message::Back, Event::Back));
    let fields = parts::main()
        .child(el("p").class("lead").say(link, Message::CredentialsLead))
        .part(link, panel_key, panel);
    let assurance = el("p").attr("id", ids::KEY_ASSURANCE).say(link, Message::KeyAssurance);
    let fields = with_site(link, fields)
        .child(key_field(link))
        .child(el("div").class("note").child(parts::fact("lock", assurance)))
        .child(parts::colleague(link));
    let form = parts::form(move || link.dispatch(Event::Submitted(link.key_shape())))
        .flag_live("inert", move || link.read(is_connecting))
        .child(fields)
        .child(steps(link))
        .child(parts::actions().children(back).child(forward(link)));
    el("div")
        .class("stage")
        .flag_live("hidden", move || link.read(|state| !is_shown(state)))
        .child(form)
        .part_if(link, is_connecting, connecting)
}

fn is_shown(state: &State) -> bool {
    matches!(state, State::Credentials(..) | State::Connecting(..))
}

fn is_connecting(state: &State) -> bool {
    matches!(state, State::Connecting(..))
}

/// "Continue", "Try again", or the seconds until that makes sense. Not `disabled`: that would drop the focus.
fn forward(link: Link) -> El {
    let label = move || {
        Some(match (link.read(wait_s), link.read(is_retry)) {
            (0, false) => link.text(Message::Continue),
            (0, true) => link.text(Message::TryAgain),
            (seconds, _) => link.text_with(Message::TryAgainIn, "{wait}", &seconds.to_string()),
        })
    };
    el("button")
        .class("primary")
        .attr("part", "primary")
        .attr("type", "submit")
        .attr_live("aria-disabled", move || (link.read(wait_s) > 0).then_some("true"))
        .text_live(label)
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

/// What went wrong, above the fields.
fn panel(link: Link, state: &State) -> Option<El> {
    panel_problem(state).map(|(_, problem)| parts::panel(link, problem))
}

/// A countdown changes the problem every second; the panel is the same. Another attempt makes another one.
fn panel_key(_: Link, state: &State) -> u32 {
    let Some((requests, problem)) = panel_problem(state) else { return 0 };
    let back = u32::from(problem.kind == Kind::Offline { back: true });
    requests.wrapping_mul(2).wrapping_add(back).wrapping_add(1)
}

fn panel_problem(state: &State) -> Option<(u32, &Problem)> {
    match state {
        State::Credentials(draft, Some(problem)) if problem.kind.place() == Place::Panel => {
            Some((draft.requests(), problem))
        }
        _ => None,
    }
}
