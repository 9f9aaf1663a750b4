//! The style sheet: one constructed sheet per document, shared by every instance in it.
//!
//! A constructed sheet works under a partner's `style-src 'self'`; a `<style>` element in the shadow root does not.

use js_sys::{Array, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, ShadowRoot};

const CSS: &str = concat!(include_str!("../../style/tokens.css"), include_str!("../../style/link.css"));

thread_local! {
    static SHEET: RefCell<Option<CssStyleSheet>> = const { RefCell::new(None) };
}

/// Styles a shadow root. A sheet belongs to the document it was made in; this module serves one document.
pub fn adopt(root: &ShadowRoot) -> Result<(), JsValue> {
    let sheet = SHEET.with_borrow_mut(|shared| match shared {
        Some(sheet) => Ok::<_, JsValue>(sheet.clone()),
        None => {
            let sheet = CssStyleSheet::new()?;
            sheet.replace_sync(CSS)?;
            Ok(shared.insert(sheet).clone())
        }
    })?;
    let sheets = Array::of1(sheet.unchecked_ref());
    Reflect::set(root, &"adoptedStyleSheets".into(), &sheets).map(|_| ())
}
