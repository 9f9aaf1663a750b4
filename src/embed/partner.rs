//! The partner's page, as `js/src/partner.ts` presents it.

use js_sys::{Function, Object};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The page around one Link.
    pub type Partner;

    /// The sentence of this number, with the partner's name and one more thing filled in.
    #[wasm_bindgen(method)]
    pub fn text(this: &Partner, message: u32, name: &str, value: &str) -> String;
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
