//! One Link in a page.

use super::{OptionError, Options, Page};
use crate::{
    runtime::{Misconfigured, Runtime},
    view::{self, ids},
};
use js_sys::Object;
use leptos::{prelude::*, tachys::view::any_view::AnyViewState};
use maxio_link_flow::Event;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{HtmlDialogElement, HtmlElement, ShadowRoot, console};

/// One Link in a page, as the custom element holds it. All methods take `&self`: a partner's callback may call any
/// of them, and destroy the element, while another is running.
#[wasm_bindgen]
pub struct Instance {
    runtime: Rc<Runtime>,
    mounted: RefCell<Option<UnmountHandle<AnyViewState>>>,
}

#[wasm_bindgen]
impl Instance {
    /// Mounts into the element's shadow root. Wrong options are reported; Link then opens on a screen that says so.
    #[wasm_bindgen(constructor)]
    pub fn new(host: HtmlElement, root: ShadowRoot, options: Object) -> Self {
        let checked = check(&options);
        let runtime = Runtime::new(root.clone(), Page::new(host, options), checked);
        let for_view = Rc::clone(&runtime);
        let mounted = mount_to(root.unchecked_into(), move || view::app(for_view));
        runtime.page.loaded();
        Self { runtime, mounted: RefCell::new(Some(mounted)) }
    }

    /// Opens Link; nothing happens if it is open.
    pub fn open(&self) {
        self.runtime.open();
    }

    /// Closes Link: asks first where something would be lost, unless forced.
    pub fn exit(&self, force: bool) {
        self.runtime.dispatch(if force { Event::Leave } else { Event::Close });
    }

    /// Takes new options. The callbacks count at once, the rest from the next opening on.
    pub fn update(&self, options: Object) {
        let checked = check(&options);
        self.runtime.page.set_options(options);
        self.runtime.set_options(checked);
    }

    /// Whether Link is open.
    #[wasm_bindgen(getter, js_name = isOpen)]
    pub fn is_open(&self) -> bool {
        self.runtime.is_open()
    }

    /// Closes without a question and removes everything.
    pub fn destroy(&self) {
        self.runtime.dispatch(Event::Leave);
        self.runtime.retire();
        // Closed, it gives the focus back to where it was; removed, it would not.
        if let Some(dialog) =
            self.runtime.element::<HtmlDialogElement>(ids::DIALOG).filter(HtmlDialogElement::open)
        {
            dialog.close();
        }
        self.mounted.take();
    }
}

/// Reports every wrong option by name, at once.
fn check(options: &Object) -> Result<Options, Misconfigured> {
    let secure = web_sys::window().is_some_and(|window| window.is_secure_context());
    let insecure = (!secure).then_some(OptionError { name: "page", wants: "served over https" });
    let checked = Options::read(options);
    let errors: Vec<_> =
        insecure.into_iter().chain(checked.as_ref().err().into_iter().flatten().cloned()).collect();
    for OptionError { name, wants } in &errors {
        console::error_1(&format!("maxio-link: option `{name}` must be {wants}").into());
    }
    match checked {
        Ok(options) if errors.is_empty() => Ok(options),
        _ => Err(Options::what_is_left(options)),
    }
}
