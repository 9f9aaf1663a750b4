//! Getting a token from the partner's page.

use crate::embed::Token;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The token to send, if the partner gave one. The error is whatever the partner's function threw, or what is wrong
/// with what it returned.
pub async fn fetch(token: Option<Token>) -> Result<Option<String>, JsValue> {
    let value = match token {
        None => return Ok(None),
        Some(Token::Text(text)) => text,
        Some(Token::Function(function)) => {
            JsFuture::from(Promise::resolve(&function.call0(&JsValue::UNDEFINED)?)).await?
        }
    };
    match value.as_string().filter(|text| is_sendable(text)) {
        Some(text) => Ok(Some(text)),
        None => Err("it must be a string without spaces or line breaks".into()),
    }
}

/// Anything else would make the header invalid, and the browser's exception quotes the header.
fn is_sendable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}
