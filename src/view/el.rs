//! Elements, on Leptos' reactive graph and without its renderer.
//!
//! `view!` and Leptos' own builder give every element a type of its own, and each type a copy of Leptos' rendering
//! code (measured: 124 kB of wasm in brotli; 99 kB with all of them erased to one type). Here an element is made at once,
//! node by node, and what follows the state is one kind of effect. Never `innerHTML`, which pages under Trusted Types
//! forbid.

use super::Link;
use crate::locale::Message;
use leptos::{
    prelude::*,
    tachys::renderer::types::{Element as Node, Node as Marker},
};
use maxio_link_flow::State;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, EventTarget, HtmlInputElement, Text};

/// An element, with what is alive in it: both end together.
pub struct El {
    node: Element,
    followers: Vec<RenderEffect<()>>,
    listeners: Vec<Listener>,
}

/// An element with this tag.
#[inline(never)]
#[expect(
    clippy::panic,
    reason = "a page whose `createElement` throws leaves nothing to draw: every Link must say so"
)]
pub fn el(tag: &'static str) -> El {
    let Ok(node) = document().create_element(tag) else { panic!() };
    El { node, followers: Vec::new(), listeners: Vec::new() }
}

impl El {
    /// `class="…"`.
    #[inline(never)]
    pub fn class(self, name: &'static str) -> Self {
        self.attr("class", name)
    }

    /// An attribute that stays as it is.
    #[inline(never)]
    pub fn attr(self, name: &'static str, value: &str) -> Self {
        set(&self.node, name, Some(value));
        self
    }

    /// An attribute that follows the state; absent while `None`.
    pub fn attr_live<T: Into<String>>(
        self,
        name: &'static str,
        mut value: impl FnMut() -> Option<T> + 'static,
    ) -> Self {
        self.follow(Shown::Attribute(name), Box::new(move || value().map(Into::into)))
    }

    /// A boolean attribute that follows the state.
    pub fn flag_live(self, name: &'static str, mut is_set: impl FnMut() -> bool + 'static) -> Self {
        self.attr_live(name, move || is_set().then_some(""))
    }

    /// `checked`, the property: the attribute is only where it starts.
    pub fn checked_live(self, mut is_checked: impl FnMut() -> bool + 'static) -> Self {
        self.follow(Shown::Checked, Box::new(move || is_checked().then(String::new)))
    }

    /// Runs now, and whenever what it reads has changed.
    pub fn effect(mut self, mut run: impl FnMut() + 'static) -> Self {
        self.followers.push(RenderEffect::new(move |_| run()));
        self
    }

    /// Calls `handle` on an event.
    pub fn on(self, event: &'static str, handle: impl FnMut(web_sys::Event) + 'static) -> Self {
        self.listen(event, Closure::wrap(Box::new(handle)))
    }

    /// The same on an event of the window.
    pub fn on_window(mut self, event: &'static str, handle: impl FnMut(web_sys::Event) + 'static) -> Self {
        self.listeners.push(Listener::new(&window(), event, Closure::wrap(Box::new(handle))));
        self
    }

    #[inline(never)]
    fn listen(mut self, event: &'static str, handle: Handle) -> Self {
        self.listeners.push(Listener::new(&self.node, event, handle));
        self
    }

    /// A text.
    #[inline(never)]
    pub fn text(self, text: &str) -> Self {
        append(&self.node, &document().create_text_node(text));
        self
    }

    /// A sentence.
    #[inline(never)]
    pub fn say(self, link: Link, message: Message) -> Self {
        self.text(&link.text(message))
    }

    /// A text that follows the state.
    pub fn text_live(self, text: impl FnMut() -> Option<String> + 'static) -> Self {
        let node = document().create_text_node("");
        append(&self.node, &node);
        self.follow(Shown::Text(node), Box::new(text))
    }

    /// A child.
    #[inline(never)]
    pub fn child(mut self, child: Self) -> Self {
        append(&self.node, &child.node);
        self.followers.extend(child.followers);
        self.listeners.extend(child.listeners);
        self
    }

    /// Any number of children: an `Option`, a list.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// A part that is there or not.
    pub fn part_if(self, link: Link, is_there: fn(&State) -> bool, build: fn(Link) -> Self) -> Self {
        let key = move || u32::from(link.read(is_there));
        self.part_by(Box::new(key), Box::new(move |is_there| (is_there == 1).then(|| build(link))))
    }

    /// A part that is built anew when `key` of the state changes, and only then: what is in it keeps its focus and
    /// its input otherwise.
    pub fn part(
        self,
        link: Link,
        key: fn(Link, &State) -> u32,
        build: fn(Link, &State) -> Option<Self>,
    ) -> Self {
        let key = move || link.read(|state| key(link, state));
        self.part_by(Box::new(key), Box::new(move |_| link.read(|state| build(link, state))))
    }

    #[inline(never)]
    fn part_by(mut self, key: Box<dyn Fn() -> u32>, build: Box<dyn Fn(u32) -> Option<Self>>) -> Self {
        // Marks the place while nothing is there.
        let place = document().create_text_node("");
        append(&self.node, &place);
        let around = self.node.clone();
        let mut shown = None;
        let mut current: Option<Self> = None;
        self.followers.push(RenderEffect::new(move |_| {
            let key = key();
            if shown.replace(key) == Some(key) {
                return;
            }
            let next = untrack(|| build(key));
            if let Some(before) = current.take() {
                before.node.remove();
            }
            if let Some(next) = &next {
                insert(&around, &next.node, Some(&place));
            }
            current = next;
        }));
        self
    }

    /// Shows a value, and each that differs from the one before: what is read aloud when it changes must not be written
    /// again as it is.
    #[inline(never)]
    fn follow(mut self, place: Shown, mut value: Box<dyn FnMut() -> Option<String>>) -> Self {
        let node = self.node.clone();
        let mut shown = None;
        self.followers.push(RenderEffect::new(move |_| {
            let value = value();
            if value != shown {
                place.show(&node, value.as_deref());
                shown = value;
            }
        }));
        self
    }
}

/// Where of an element a value is shown.
enum Shown {
    Attribute(&'static str),
    Checked,
    Text(Text),
}

impl Shown {
    fn show(&self, node: &Element, value: Option<&str>) {
        match self {
            Self::Attribute(name) => set(node, name, value),
            Self::Checked => node.unchecked_ref::<HtmlInputElement>().set_checked(value.is_some()),
            Self::Text(text) => text.set_data(value.unwrap_or_default()),
        }
    }
}

/// What Leptos mounts.
impl Render for El {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(self, state: &mut Self) {
        *state = self;
    }
}

impl Mountable for El {
    fn unmount(&mut self) {
        self.node.remove();
    }

    fn mount(&mut self, parent: &Node, marker: Option<&Marker>) {
        insert(parent, &self.node, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.node.parent_element().is_some_and(|parent| child.try_mount(&parent, Some(&self.node)))
    }

    fn elements(&self) -> Vec<Node> {
        vec![self.node.clone()]
    }
}

type Handle = Closure<dyn FnMut(web_sys::Event)>;

/// Listens as long as it is there.
struct Listener {
    target: EventTarget,
    event: &'static str,
    handle: Handle,
}

impl Listener {
    fn new(target: &EventTarget, event: &'static str, handle: Handle) -> Self {
        // Fails for nothing that is listened to.
        let _ = target.add_event_listener_with_callback(event, handle.as_ref().unchecked_ref());
        Self { target: target.clone(), event, handle }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let handle = self.handle.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, handle);
    }
}

#[inline(never)]
fn set(node: &Element, name: &str, value: Option<&str>) {
    // Fails for names that are none; ours are.
    let _ = match value {
        Some(value) => node.set_attribute(name, value),
        None => node.remove_attribute(name),
    };
}

fn append(parent: &Element, child: &web_sys::Node) {
    insert(parent, child, None);
}

#[inline(never)]
fn insert(parent: &web_sys::Node, child: &web_sys::Node, before: Option<&web_sys::Node>) {
    // Fails for a marker that is not the parent's; ours are.
    let _ = parent.insert_before(child, before);
}
