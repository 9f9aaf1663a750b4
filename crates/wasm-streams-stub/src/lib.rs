//! The two functions of wasm-streams that Leptos' server functions call. Link has no server functions: they throw.

use futures_util::Stream;
use wasm_bindgen::{JsValue, throw_str};

const WHY: &str = "this build has no server functions, and so no streams of them";

/// A stream of JavaScript's.
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Wraps one.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Throws.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        throw_str(WHY)
    }

    /// What was wrapped.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Throws.
    pub fn into_stream(self) -> futures_util::stream::Empty<Result<JsValue, JsValue>> {
        throw_str(WHY)
    }
}
