//! What every component has at hand.

use crate::{
    host::LocalFuture,
    locale::{self, Message, ProblemText},
    options::Options,
    runtime::Runtime,
};
use leptos::prelude::*;
use maxio_link_flow::{Event, KeyShape, Problem, State};
use maxio_link_wire::consent::Section;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// The state to read, the way to say what the merchant did, and the words to show. `Copy`, so that every closure of a
/// `view!` can have it.
#[derive(Clone, Copy)]
pub struct ViewContext {
    runtime: StoredValue<Rc<Runtime>, LocalStorage>,
}

impl ViewContext {
    /// Lasts as long as the current owner, which is that of the view.
    pub fn new(runtime: Rc<Runtime>) -> Self {
        Self { runtime: StoredValue::new_local(runtime) }
    }

    /// Reports what happened. A handler that outlives the view reports nothing.
    pub fn dispatch(self, event: Event) {
        if let Some(runtime) = self.runtime.try_get_value() {
            runtime.dispatch(event);
        }
    }

    /// "Next" on the first screen.
    pub fn select(self, platform_key: String) {
        if let Some(runtime) = self.runtime.try_get_value() {
            runtime.select(platform_key);
        }
    }

    /// Something of the state, read and tracked.
    pub fn read<T>(self, pick: impl FnOnce(&State) -> T) -> T {
        self.runtime.get_value().state.with(pick)
    }

    /// The same, without following it.
    pub fn read_untracked<T>(self, pick: impl FnOnce(&State) -> T) -> T {
        self.runtime.get_value().state.with_untracked(pick)
    }

    /// The shape of what is in the key field. The key itself stays there.
    pub fn key_shape(self) -> KeyShape {
        self.runtime.get_value().key_shape()
    }

    /// An element of this Link by its id, see [`ids`](crate::ids).
    pub fn element<T: JsCast>(self, id: &str) -> Option<T> {
        self.runtime.try_get_value()?.element(id)
    }

    /// Whether an open dialog cannot be seen. The developer is told why.
    pub fn is_hidden_by_the_page(self, dialog: &HtmlDialogElement) -> bool {
        self.runtime.get_value().host().is_hidden(dialog)
    }

    /// The partner's options.
    pub fn options(self) -> Rc<Options> {
        self.runtime.get_value().options()
    }

    /// A sentence.
    pub fn text(self, message: Message) -> String {
        self.text_with(message, "", "")
    }

    /// A sentence with a value filled in: `name` is like `{seconds}`.
    pub fn text_with(self, message: Message, name: &str, value: &str) -> String {
        message.with(self.runtime.get_value().host(), name, value)
    }

    /// The words for a problem; `stopped`: on a screen of its own.
    pub fn words(self, problem: &Problem, stopped: bool) -> ProblemText {
        let runtime = self.runtime.get_value();
        locale::problem(runtime.host(), problem, &runtime.options(), stopped)
    }

    /// The language on display, BCP 47.
    pub fn language(self) -> String {
        self.runtime.get_value().host().language()
    }

    /// The partner's name, or neutral words.
    pub fn partner_name(self) -> String {
        let runtime = self.runtime.get_value();
        locale::partner_name(runtime.host(), &runtime.options())
    }

    /// The permissions that the merchant is asked for.
    pub fn consent_sections(self) -> Vec<Section> {
        let runtime = self.runtime.get_value();
        locale::consent_sections(runtime.host(), &runtime.options())
    }

    /// Whether the partner can give a link for a colleague.
    pub fn has_share_link(self) -> bool {
        self.runtime.get_value().host().has_share_link()
    }

    /// That link; `None` if it could not be made.
    pub fn share_link(self) -> LocalFuture<Option<String>> {
        self.runtime.get_value().host().share_link()
    }
}
