//! What a view is given.

use crate::{locale::Message, runtime::Runtime};
use leptos::prelude::*;
use maxio_link_flow::{Config, Draft, Event, Problem, State, ViewName};
use std::rc::Rc;

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

    /// The partner's name, or neutral words.
    pub fn partner(self) -> String {
        self.runtime.with_value(|runtime| runtime.partner())
    }

    /// A sentence that names the partner.
    pub fn text(self, message: Message) -> String {
        message.with(&[("{partner}", &self.partner())])
    }

    /// What the flow is given.
    pub fn config(self) -> Config {
        self.runtime.with_value(|runtime| runtime.config())
    }

    /// Which screen, changing only when the screen does.
    pub fn screen(self) -> Memo<Option<ViewName>> {
        Memo::new(move |_| self.state.with(State::view_name))
    }

    /// Something of the draft, changing only when that does.
    pub fn draft<T>(self, pick: fn(&Draft) -> T) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.state.with(|state| state.draft().map(pick).unwrap_or_default()))
    }

    /// The problem on display.
    pub fn problem(self) -> Memo<Option<Problem>> {
        Memo::new(move |_| self.state.with(|state| state.problem().cloned()))
    }
}
