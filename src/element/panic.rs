//! What happens after a panic: the module is not entered again, and the page is told once.

use js_sys::Function;
use std::{
    cell::{Cell, RefCell},
    panic,
    thread::LocalKey,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

thread_local! {
    static HAS_PANICKED: Cell<bool> = const { Cell::new(false) };
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Calls `broke` with the place in the sources when something here panics. It must not call back into the module.
///
/// A panic's message may quote what it was about, a merchant's input for one: the place alone is told.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(broke: Function) {
    let listener: &'static LocalKey<_> = &LISTENER;
    listener.replace(Some(broke));
    panic::set_hook(Box::new(|info| {
        let _ = HAS_PANICKED.try_with(|has| has.set(true));
        // Taken: a second panic, of whatever still runs, is no news.
        let Some(broke) = LISTENER.try_with(RefCell::take).ok().flatten() else { return };
        let place = info.location().map(|place| [place.file(), ":", &place.line().to_string()].concat());
        // There is nobody left to tell of a failure here.
        let _ = broke.call1(&JsValue::UNDEFINED, &place.unwrap_or_default().into());
    }));
}

/// Whether nothing of the module may run any more. What is still on its way to it, an answer or a timer, comes too late.
pub fn has_panicked() -> bool {
    HAS_PANICKED.get()
}
