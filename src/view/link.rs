//! What a view is given.

use crate::{
    embed::Options,
    locale::{self, Message, ProblemText},
    runtime::Runtime,
};
use js_sys::Function;
use leptos::prelude::*;
use maxio_link_flow::{Event, KeyShape, Problem, State};
use maxio_link_wire::consent::Section;
use std::rc::Rc;
use wasm_bindgen::{JsCast, throw_str};
use web_sys::HtmlDialogElement;

/// The state to read, and the way to say what the merchant did. `Copy`, so that every handler can have one.
#[derive(Clone, Copy)]
pub struct Link {
    runtime: u32,
}

impl Link {
    /// For the view of one instance, under its owner.
    pub fn new(runtime: &Runtime) -> Self {
        Self { runtime: runtime.id }
    }

    /// Says what happened. A handler that outlives the view says nothing.
    pub fn dispatch(self, event: Event) {
        if let Some(runtime) = Runtime::find(self.runtime) {
            runtime.dispatch(event);
        }
    }

    /// A view ends before its runtime does.
    fn runtime(self) -> Rc<Runtime> {
        Runtime::find(self.runtime).unwrap_or_else(|| throw_str("this Link is gone"))
    }

    /// The shape of what is in the key field. The key itself stays there.
    pub fn key_shape(self) -> KeyShape {
        self.runtime().key_shape()
    }

    /// An element of this Link.
    pub fn element<T: JsCast>(self, id: &str) -> Option<T> {
        self.runtime().element(id)
    }

    /// Whether an open dialog cannot be seen. The developer is told why.
    pub fn is_hidden_by_the_page(self, dialog: &HtmlDialogElement) -> bool {
        self.runtime().partner.hides(dialog)
    }

    /// Something of the state, read and tracked.
    pub fn read<T>(self, pick: impl FnOnce(&State) -> T) -> T {
        self.runtime().state.with(pick)
    }

    /// The partner's options.
    pub fn options(self) -> Rc<Options> {
        self.runtime().options()
    }

    /// A sentence.
    pub fn text(self, message: Message) -> String {
        self.text_with(message, "", "")
    }

    /// A sentence with something filled in: `name` is like `{seconds}`.
    pub fn text_with(self, message: Message, name: &str, value: &str) -> String {
        let runtime = self.runtime();
        message.with(&runtime.partner, name, value)
    }

    /// The words for a problem; `stopped`: on a screen of its own.
    pub fn words(self, problem: &Problem, stopped: bool) -> ProblemText {
        let runtime = self.runtime();
        locale::problem(&runtime.partner, problem, &runtime.options(), stopped)
    }

    /// The language on display, BCP 47.
    pub fn language(self) -> String {
        self.runtime().partner.language()
    }

    /// The partner's name, or neutral words.
    pub fn partner_name(self) -> String {
        let runtime = self.runtime();
        locale::partner_name(&runtime.partner, &runtime.options())
    }

    /// The permissions.
    pub fn consent_sections(self) -> Vec<Section> {
        let runtime = self.runtime();
        locale::consent_sections(&runtime.partner, &runtime.options())
    }

    /// "Next" on the first screen.
    pub fn select(self, platform_key: String) {
        if let Some(runtime) = Runtime::find(self.runtime) {
            runtime.select(platform_key);
        }
    }

    /// The partner's way to get a link for a colleague, if there is one.
    pub fn colleague_link(self) -> Option<Function> {
        self.runtime().partner.colleague_link()
    }
}
