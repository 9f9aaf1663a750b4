//! One Link in a page.

use super::{Page, Settings};
use crate::{ids, runtime::Runtime, view::App};
use leptos::{
    mount::{UnmountHandle, mount_to_renderer},
    prelude::*,
    tachys::view::any_view::AnyViewState,
};
use maxio_link_flow::Event;
use std::rc::Rc;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{HtmlDialogElement, ShadowRoot};

/// One Link in a page, as the custom element holds it. All methods take `&self`: a partner's callback may call any
/// of them, and destroy the element, while another is running.
#[wasm_bindgen]
pub struct Instance {
    // Dropped first: a view reads its runtime.
    _mounted: UnmountHandle<AnyViewState>,
    runtime: Rc<Runtime>,
}

#[wasm_bindgen]
impl Instance {
    /// Mounts into the element's shadow root. With options that cannot work, Link opens on a screen that says so.
    #[wasm_bindgen(constructor)]
    pub fn new(page: Page, root: &ShadowRoot, settings: &Settings) -> Self {
        let options = settings.options(&page);
        let runtime = Runtime::new(root.clone(), Box::new(page), options);
        let for_view = Rc::clone(&runtime);
        let mounted =
            mount_to_renderer(root.unchecked_ref(), move || view! { <App runtime=for_view /> }.into_any());
        Self { runtime, _mounted: mounted }
    }

    /// Opens Link; nothing happens if it is open.
    pub fn open(&self) {
        self.runtime.open();
    }

    /// Closes Link: asks first where something would be lost, unless forced.
    pub fn exit(&self, force: bool) {
        self.runtime.dispatch(if force { Event::Leave } else { Event::Close });
    }

    /// Takes new options, from the next opening on.
    pub fn update(&self, settings: &Settings) {
        self.runtime.set_options(settings.options(self.runtime.host()));
    }

    /// Closes without a question. What is left goes when this is dropped, which must not be before the page's callback
    /// has returned, if one got us here: what follows the state may have been called upon already, and reads it once more.
    pub fn destroy(&self) {
        self.runtime.dispatch(Event::Leave);
        self.runtime.shut_down();
        // Closed, it gives the focus back to where it was; removed, it would not.
        if let Some(dialog) =
            self.runtime.element::<HtmlDialogElement>(ids::DIALOG).filter(HtmlDialogElement::open)
        {
            dialog.close();
        }
    }
}
