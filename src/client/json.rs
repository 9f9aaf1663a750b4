//! The browser's own JSON parser, for the flow.

use js_sys::{Array, JSON, Object};
use maxio_link_flow::json::{Json, MAX_DEPTH, Object as Members};
use wasm_bindgen::{JsCast, JsValue};

/// `None` if it is no JSON, or nests deeper than any answer.
pub fn parse(text: &str) -> Option<Json> {
    from(&JSON::parse(text).ok()?, MAX_DEPTH)
}

fn from(value: &JsValue, depth: usize) -> Option<Json> {
    let depth = depth.checked_sub(1)?;
    let item = |item: JsValue| from(&item, depth);
    Some(if value.is_null() {
        Json::Null
    } else if let Some(flag) = value.as_bool() {
        Json::Bool(flag)
    } else if let Some(number) = value.as_f64() {
        Json::Number(number)
    } else if let Some(text) = value.as_string() {
        Json::Text(text)
    } else if Array::is_array(value) {
        Json::List(value.unchecked_ref::<Array>().iter().map(item).collect::<Option<_>>()?)
    } else {
        let members = Object::entries(value.unchecked_ref());
        let member = |pair: JsValue| {
            let pair: &Array = pair.unchecked_ref();
            Some((pair.get(0).as_string()?, item(pair.get(1))?))
        };
        Json::Object(Members(members.iter().map(member).collect::<Option<_>>()?))
    })
}
