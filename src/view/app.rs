//! The frame around the screens: who connects to what, how far it is, the title, and the way out.

use super::{
    Link,
    el::{El, el},
    ids, parts, screens,
};
use crate::{locale::Message, runtime::Runtime};
use maxio_link_flow::{Event, State, ViewName};
use maxio_link_wire::consent::{fill, is_right_to_left};

/// The whole of one Link.
pub fn app(runtime: &Runtime) -> El {
    let is_modal = runtime.options().settings.modal();
    let link = Link::new(runtime);
    let frame = if is_modal { parts::dialog(link) } else { el("div") };
    frame.on_window("online", move |_| link.dispatch(Event::Online)).part_if(link, State::is_open, card)
}

fn card(link: Link) -> El {
    let sheet = el("div")
        .class("sheet")
        .flag_live("inert", move || link.read(is_asking))
        .child(header(link))
        .child(
            el("div")
                .class("progress")
                .attr("part", "progress")
                .attr("aria-hidden", "true")
                .attr("data-steps", steps(link))
                .attr_live("data-step", move || step(link)),
        )
        .child(
            el("h2")
                .class("title")
                .attr("part", "title")
                .attr("id", ids::TITLE)
                .attr("tabindex", "-1")
                .attr_live("aria-describedby", move || link.read(step_of).map(|_| ids::STEP))
                .text_live(move || title(link)),
        )
        .part(link, screen_key, screen)
        .part_if(link, keeps_credentials, screens::credentials);
    el("div")
        .class("link")
        .attr("part", "link")
        .attr("lang", &link.language())
        // Whatever the page around Link is written in.
        .attr("dir", direction(&link.language()))
        .attr_live("data-screen", move || link.read(State::view_name).map(ViewName::as_str))
        .child(sheet)
        .part_if(link, is_asking, parts::leave_question)
}

/// Where there is room for it.
fn name(words: &str) -> El {
    el("span").class("name").text(words)
}

fn direction(language: &str) -> &'static str {
    if is_right_to_left(language) { "rtl" } else { "ltr" }
}

fn header(link: Link) -> El {
    let options = link.options();
    let who = el("div")
        .class("who")
        .attr("aria-hidden", "true")
        .child(parts::monogram(&link.partner_name(), options.settings.logo(), "partner"))
        .child(name(&link.partner_name()))
        .child(el("span").class("wire"))
        .child(parts::monogram(&link.text(Message::Maxio), None, "maxio"))
        .child(name(&link.text(Message::Maxio)));
    let step = el("p").class("step").attr("id", ids::STEP).text_live(move || {
        let step = step(link)?;
        Some(fill(&link.text_with(Message::Step, "{step}", &step), "steps", steps(link)))
    });
    let close = el("button")
        .class("close")
        .attr("type", "button")
        .attr("part", "close")
        .attr("aria-label", &link.text(Message::Close))
        .on("click", move |_| link.dispatch(Event::Close))
        .child(el("span").class("cross").attr("aria-hidden", "true"));
    el("div").class("head").child(who).child(step).child(close)
}

/// The screens that are built when they are shown. The credentials are not among them, see [`keeps_credentials`].
fn screen(link: Link, state: &State) -> Option<El> {
    Some(match state {
        State::Select(_) => screens::select(link),
        State::Consent(_) => screens::consent(link),
        State::Connected(connection) => screens::connected(link, connection.as_ref()),
        State::Stopped(problem) => screens::stopped(link, problem),
        State::Closed | State::Credentials(..) | State::Connecting(..) => return None,
    })
}

fn screen_key(_: Link, state: &State) -> u32 {
    state.view_name().map_or(0, |view| view as u32 + 1)
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

fn title(link: Link) -> Option<String> {
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
fn steps(link: Link) -> &'static str {
    if link.options().flow.skip_select { "2" } else { "3" }
}

/// The one that the merchant is at.
fn step(link: Link) -> Option<String> {
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
