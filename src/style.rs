//! The style sheets, for shadow roots that Rust makes. They are constructed ones, which work under a page's `style-src
//! 'self'`; a `<style>` element does not. (For the element they are minified into its script: `js/src/style.ts`.)

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, ShadowRoot};

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the merchant's system is.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

const LINK: &str = concat!(include_str!("../style/tokens.css"), "\n", include_str!("../style/link.css"));
const DARK: &str = include_str!("../style/dark.css");
/// A dialog takes no place in the page.
const ASIDE: &str = ":host{display:contents!important}";

/// Gives the root its style sheets.
pub fn adopt(root: &ShadowRoot, theme: Theme, is_modal: bool) {
    let dark = match theme {
        Theme::Auto => sheet(DARK, Some("(prefers-color-scheme: dark)")),
        Theme::Light => None,
        Theme::Dark => sheet(DARK, None),
    };
    let aside = is_modal.then(|| sheet(ASIDE, None)).flatten();
    let sheets: Array = [sheet(LINK, None), dark, aside].into_iter().flatten().map(JsValue::from).collect();
    // A property of every shadow root in the browsers that Link is for.
    let _ = Reflect::set(root, &"adoptedStyleSheets".into(), &sheets);
}

fn sheet(rules: &str, media: Option<&str>) -> Option<CssStyleSheet> {
    let options = Object::new();
    if let Some(media) = media {
        Reflect::set(&options, &"media".into(), &media.into()).ok()?;
    }
    let class: Function = Reflect::get(&js_sys::global(), &"CSSStyleSheet".into()).ok()?.dyn_into().ok()?;
    let sheet: CssStyleSheet = Reflect::construct(&class, &Array::of1(&options)).ok()?.unchecked_into();
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into()).ok()?.dyn_into().ok()?;
    replace.call1(&sheet, &rules.into()).ok()?;
    Some(sheet)
}
