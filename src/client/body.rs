//! Reading a body, but not more of it than anyone may send here.

use gloo_net::http::Response;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// An answer of this interface has a few hundred bytes. Bytes.
const MAX_BYTES: usize = 256 * 1024;

/// The whole body as text; `None` if it is too large, cut off, or no UTF-8.
pub async fn read(response: &Response) -> Option<String> {
    let Some(stream) = response.body() else { return Some(String::new()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let part = JsFuture::from(reader.read()).await.ok()?;
        if member(&part, "done").is_truthy() {
            return String::from_utf8(bytes).ok();
        }
        let chunk: Uint8Array = member(&part, "value").dyn_into().ok()?;
        if bytes.len() + chunk.length() as usize > MAX_BYTES {
            // Stops the download. Its promise says nothing that is not known.
            let _ = reader.cancel();
            return None;
        }
        bytes.extend(chunk.to_vec());
    }
}

fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}
