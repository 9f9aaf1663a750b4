//! Getting a token from the partner's page.

use crate::embed::Partner;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The token to send, if the partner has one to give. The error is whatever the partner's function threw, or what is
/// wrong with what it returned.
pub async fn fetch(partner: &Partner) -> Result<Option<String>, JsValue> {
    let value = JsFuture::from(partner.token()).await?;
    if value.is_undefined() {
        return Ok(None);
    }
    match value.as_string().filter(|text| is_sendable(text)) {
        Some(text) => Ok(Some(text)),
        None => Err("it must be a string without spaces or line breaks".into()),
    }
}

/// Anything else would make the header invalid, and the browser's exception quotes the header.
fn is_sendable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}
