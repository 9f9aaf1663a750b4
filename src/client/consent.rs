//! The record of the consent that goes with a request.

use crate::{host::Host, locale, options::Options};
use js_sys::Uint8Array;
use maxio_link_wire::ConsentRecord;
use wasm_bindgen_futures::JsFuture;

/// The record of the text as shown to the merchant. `None` if the browser cannot hash.
pub async fn record(host: &dyn Host, options: &Options, accepted_at: &str) -> Option<ConsentRecord> {
    let text = locale::consent_text(host, options);
    let version = sha256(&text).await?;
    Some(ConsentRecord { version, text, locale: host.language(), accepted_at: accepted_at.to_owned() })
}

/// Lower-case hexadecimal. The browser's own: a hash of ours would be downloaded by every merchant.
async fn sha256(text: &str) -> Option<String> {
    let subtle = web_sys::window()?.crypto().ok()?.subtle();
    let digest =
        subtle.digest_with_str_and_js_u8_array("SHA-256", &Uint8Array::from(text.as_bytes())).ok()?;
    let bytes = Uint8Array::new(&JsFuture::from(digest).await.ok()?).to_vec();
    Some(
        bytes
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|n| char::from_digit(n.into(), 16))
            .collect(),
    )
}
