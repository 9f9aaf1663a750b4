//! The shape that the screens share.

use crate::{
    locale::Message,
    view::{ViewContext, helpers::handler},
};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, SubmitEvent};

/// A screen with a forward button: Enter goes forward too. Both come as a click on that button. A frame that is
/// sandboxed without `allow-forms` knows no `submit`; others do, when an extension asks for it.
#[component]
pub fn Form(
    /// Goes forward.
    on_forward: impl Fn() + 'static,
    /// Everything in it.
    children: Children,
) -> impl IntoView {
    let forward: Rc<dyn Fn()> = Rc::new(on_forward);
    let on_forward = Rc::clone(&forward);
    let on_click = handler(move |event: MouseEvent| {
        // The button itself prevents it for the second half of a double click.
        if event.default_prevented() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.matches("[type=submit]").unwrap_or(false)) {
            event.prevent_default();
            on_forward();
        }
    });
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        forward();
    });
    view! {
        <form
            class="screen"
            novalidate=true
            on:click=on_click
            on:submit=on_submit
        >
            {children()}
        </form>
    }
}

/// What helps with a screen: beside it, or under it where there is no room.
#[component]
pub fn Aside(
    link: ViewContext,
    /// Its heading.
    title: Message,
    /// Everything under that.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="aside" part="aside">
            <h3>{link.text(title)}</h3>
            {children()}
        </div>
    }
}

/// The box around a field. The page must not take what is typed there for its shortcuts: the keystrokes stay in Link,
/// except Escape, which asks to leave. (A script of the page that wants to can still read them.)
#[component]
pub fn FieldBox(
    /// The field.
    children: Children,
) -> impl IntoView {
    let keep = |event: KeyboardEvent| {
        if event.key() != "Escape" {
            event.stop_propagation();
        }
    };
    view! {
        <div
            class="box"
            part="field"
            on:keydown=handler(keep)
            on:keypress=handler(keep)
            on:keyup=handler(keep)
        >
            {children()}
        </div>
    }
}
