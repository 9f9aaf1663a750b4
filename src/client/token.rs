//! Getting a token from the host.

use crate::host::Host;
use wasm_bindgen::JsValue;

/// The token to send, if the partner has one to give. The error is whatever the partner's function threw, or what is
/// wrong with what it returned.
pub async fn fetch(host: &dyn Host) -> Result<Option<String>, JsValue> {
    match host.token().await? {
        Some(token) if !is_sendable(&token) => {
            Err("it must be a string without spaces or line breaks".into())
        }
        token => Ok(token),
    }
}

/// Anything else would make the header invalid, and the browser's exception quotes the header.
fn is_sendable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}
