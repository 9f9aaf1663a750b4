//! Elements of one type.
//!
//! `view!` and Leptos' own builder give every element a type of its own, and each type a copy of Leptos' rendering
//! code (measured: 124 kB of wasm in brotli, 102 kB with this). Here every element, text and attribute is erased to one
//! of a few types before Leptos sees it. Nodes are built one by one, never with `innerHTML`, which pages under Trusted
//! Types forbid.

use super::Link;
use crate::locale::Message;
use leptos::{
    attr::custom::custom_attribute,
    ev::Custom,
    prelude::*,
    tachys::html::{
        attribute::any_attribute::{AnyAttribute, IntoAnyAttribute},
        element::custom,
        event::on,
        property::prop,
    },
};
use maxio_link_flow::State;
use std::sync::{Arc, Mutex};

/// Something that follows the state.
type Live<T> = Arc<Mutex<dyn FnMut() -> T + Send>>;

/// An element to be. Boxed, because a builder is handed on with every call.
pub struct El(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element with this tag.
#[inline(never)]
pub fn el(tag: &'static str) -> El {
    El(Box::new(Parts { tag, attributes: Vec::new(), children: Vec::new() }))
}

impl El {
    /// `class="…"`.
    pub fn class(self, name: &'static str) -> Self {
        self.attr("class", name)
    }

    /// An attribute that stays as it is.
    #[inline(never)]
    pub fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.0.attributes.push(custom_attribute(name, value.to_owned()).into_any_attr());
        self
    }

    /// An attribute that follows the state; absent while `None`.
    pub fn attr_live<T: Into<String>>(
        self,
        name: &'static str,
        mut value: impl FnMut() -> Option<T> + Send + 'static,
    ) -> Self {
        let value: Live<Option<String>> = Arc::new(Mutex::new(move || value().map(Into::into)));
        self.live(name, value)
    }

    #[inline(never)]
    fn live(mut self, name: &'static str, value: Live<Option<String>>) -> Self {
        self.0.attributes.push(custom_attribute(name, value).into_any_attr());
        self
    }

    /// A boolean attribute that follows the state.
    pub fn flag_live(self, name: &'static str, mut is_set: impl FnMut() -> bool + Send + 'static) -> Self {
        self.attr_live(name, move || is_set().then_some(""))
    }

    /// `checked`, the property: the attribute is only where it starts.
    pub fn checked_live(mut self, is_checked: impl FnMut() -> bool + Send + 'static) -> Self {
        let is_checked: Live<bool> = Arc::new(Mutex::new(is_checked));
        self.0.attributes.push(prop("checked", is_checked).into_any_attr());
        self
    }

    /// Calls `handle` on an event.
    pub fn on(self, event: &'static str, handle: impl FnMut(web_sys::Event) + 'static) -> Self {
        self.handler(event, Box::new(handle))
    }

    #[inline(never)]
    fn handler(mut self, event: &'static str, handle: Box<dyn FnMut(web_sys::Event)>) -> Self {
        self.0.attributes.push(on(Custom::<web_sys::Event>::new(event), handle).into_any_attr());
        self
    }

    /// A text.
    #[inline(never)]
    pub fn text(mut self, text: &str) -> Self {
        self.0.children.push(text.to_owned().into_any());
        self
    }

    /// A sentence.
    #[inline(never)]
    pub fn say(self, link: Link, message: Message) -> Self {
        self.text(&link.text(message))
    }

    /// A text that follows the state.
    pub fn text_live(mut self, text: impl FnMut() -> Option<String> + Send + 'static) -> Self {
        let text: Live<Option<String>> = Arc::new(Mutex::new(text));
        self.0.children.push(text.into_any());
        self
    }

    /// A child.
    #[inline(never)]
    pub fn child(mut self, child: Self) -> Self {
        self.0.children.push(child.into());
        self
    }

    /// Any number of children: an `Option`, a list.
    pub fn children(mut self, children: impl IntoIterator<Item = El>) -> Self {
        self.0.children.extend(children.into_iter().map(AnyView::from));
        self
    }

    /// A part that is there or not.
    pub fn part_if(self, link: Link, is_there: fn(&State) -> bool, build: fn(Link) -> El) -> Self {
        self.part_by(Memo::new(move |_| u32::from(link.read(is_there))), move |is_there| {
            (is_there == 1).then(|| build(link))
        })
    }

    /// A part that is built anew when `key` of the state changes, and only then: what is in it keeps its focus and
    /// its input otherwise.
    pub fn part(
        self,
        link: Link,
        key: fn(Link, &State) -> u32,
        build: fn(Link, &State) -> Option<El>,
    ) -> Self {
        self.part_by(Memo::new(move |_| link.state.with(|state| key(link, state))), move |_| {
            link.state.with_untracked(|state| build(link, state))
        })
    }

    fn part_by(mut self, key: Memo<u32>, build: impl Fn(u32) -> Option<El> + Send + 'static) -> Self {
        let part: Live<AnyView> =
            Arc::new(Mutex::new(move || build(key.get()).map_or_else(|| ().into_any(), AnyView::from)));
        self.0.children.push(part.into_any());
        self
    }
}

impl From<El> for AnyView {
    fn from(element: El) -> Self {
        let Parts { tag, attributes, children } = *element.0;
        custom(tag).add_any_attr(attributes).child(children).into_any()
    }
}
