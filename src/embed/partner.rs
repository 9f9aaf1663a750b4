//! The partner's page, as `js/src/partner.ts` presents it.

use js_sys::{Function, Object, Promise};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{HtmlDialogElement, RequestInit};

#[wasm_bindgen]
extern "C" {
    /// The page around one Link.
    pub type Partner;

    /// The sentence of this number, with the partner's name and one more thing filled in.
    #[wasm_bindgen(method)]
    pub fn text(this: &Partner, message: u32, name: &str, value: &str) -> String;
    /// The same as it is in its language, with nothing filled in and nothing of the partner's own.
    #[wasm_bindgen(method)]
    pub fn plain(this: &Partner, message: u32) -> String;
    /// The language on display, BCP 47.
    #[wasm_bindgen(method, getter)]
    pub fn language(this: &Partner) -> String;
    /// Whether a token that is refused may be replaced by a fresh one.
    #[wasm_bindgen(method, getter, js_name = renewsToken)]
    pub fn renews_token(this: &Partner) -> bool;
    /// The token to send; `undefined` where there is none.
    #[wasm_bindgen(method)]
    pub fn token(this: &Partner) -> Promise;
    /// The browser's `fetch`, or what the page has put in its place.
    #[wasm_bindgen(method)]
    pub fn fetch(this: &Partner, address: &str, init: &RequestInit) -> Promise;
    /// Whether nothing is to be seen of an open dialog, although the page is. Tells the developer.
    #[wasm_bindgen(method)]
    pub fn hides(this: &Partner, dialog: &HtmlDialogElement) -> bool;
    /// The partner's way to get a link for a colleague, if there is one.
    #[wasm_bindgen(method, getter, js_name = colleagueLink)]
    pub fn colleague_link(this: &Partner) -> Option<Function>;
    /// Tells the developer, in the console, what is wrong and why.
    #[wasm_bindgen(method)]
    pub fn complain(this: &Partner, sentence: &str, reason: &JsValue);
    /// Tells the developer what to look at: a browser does not say why a request got no answer.
    #[wasm_bindgen(method)]
    pub fn unanswered(this: &Partner, request_id: &str);
    /// A step.
    #[wasm_bindgen(method)]
    pub fn event(this: &Partner, name: &str, metadata: &Object);
    /// Something went wrong.
    #[wasm_bindgen(method)]
    pub fn error(this: &Partner, error: &Object, metadata: &Object);
    /// The permissions were accepted; the text as shown.
    #[wasm_bindgen(method)]
    pub fn consent(this: &Partner, text: &str);
    /// Connected.
    #[wasm_bindgen(method)]
    pub fn success(this: &Partner, connection: &JsValue, metadata: &Object);
    /// Link went away.
    #[wasm_bindgen(method)]
    pub fn exit(this: &Partner, error: &JsValue, metadata: &Object);
}
