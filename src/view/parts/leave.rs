//! "Leave without connecting?"

use crate::{
    locale::Message,
    view::{
        Link,
        el::{El, el},
        ids, parts,
    },
};
use maxio_link_flow::Event;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// Covers the card. Escape is "Finish connecting".
pub fn leave_question(link: Link) -> El {
    let question = el("div")
        .class("leave-box")
        .child(el("h3").attr("id", ids::LEAVE_TITLE).say(link, Message::LeaveTitle))
        .child(el("p").attr("id", ids::LEAVE_BODY).say(link, Message::LeaveBody))
        .child(
            parts::actions()
                .child(parts::secondary(link, Message::LeaveExit, Event::Leave))
                .child(parts::primary_action(link, Message::LeaveStay, Event::Stay)),
        );
    el("div")
        .class("leave")
        .attr("id", ids::LEAVE)
        .attr("role", "alertdialog")
        .attr("tabindex", "-1")
        .attr("aria-labelledby", ids::LEAVE_TITLE)
        .attr("aria-describedby", ids::LEAVE_BODY)
        .on("keydown", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                event.prevent_default();
                link.dispatch(Event::Stay);
            }
        })
        .child(question)
}
