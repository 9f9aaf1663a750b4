//! What a view is given.

use crate::{locale::Message, runtime::Runtime};
use js_sys::Function;
use leptos::prelude::*;
use maxio_link_flow::{Config, Event, KeyShape, State};
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// The state to read, and the way to say what the merchant did. `Copy`, so that every handler can have one.
#[derive(Clone, Copy)]
pub struct Link {
    /// What is on the screen.
    pub state: RwSignal<State>,
    runtime: StoredValue<Rc<Runtime>, LocalStorage>,
}

impl Link {
    /// For the view of one instance, under its owner.
    pub fn new(runtime: Rc<Runtime>) -> Self {
        Self { state: RwSignal::from(runtime.state.clone()), runtime: StoredValue::new_local(runtime) }
    }

    /// Says what happened. A handler that outlives the view says nothing.
    pub fn dispatch(self, event: Event) {
        // Not within the stored value's guard: the event may end this view.
        if let Some(runtime) = self.runtime.try_with_value(Rc::clone) {
            runtime.dispatch(event);
        }
    }

    /// The shape of what is in the key field. The key itself stays there.
    pub fn key_shape(self) -> KeyShape {
        self.runtime.with_value(|runtime| runtime.key_shape())
    }

    /// An element of this Link.
    pub fn element<T: JsCast>(self, id: &str) -> Option<T> {
        self.runtime.with_value(|runtime| runtime.element(id))
    }

    /// Something of the state, read and tracked.
    pub fn read<T>(self, pick: fn(&State) -> T) -> T {
        self.state.with(pick)
    }

    /// The partner's name, or neutral words.
    pub fn partner(self) -> String {
        self.runtime.with_value(|runtime| runtime.partner())
    }

    /// A sentence that names the partner.
    pub fn text(self, message: Message) -> String {
        message.with(&[("{partner}", &self.partner())])
    }

    /// The partner's way to get a link for a colleague, if there is one.
    pub fn colleague_link(self) -> Option<Function> {
        self.runtime.with_value(|runtime| runtime.page.colleague_link())
    }

    /// What the flow is given.
    pub fn config(self) -> Config {
        self.runtime.with_value(|runtime| runtime.config())
    }
}
