//! The page around an element, as `js/src/partner.ts` presents it.

use super::{panic, payloads::Payloads};
use crate::{
    host::{EventMetadata, Host, LocalFuture, UnansweredRequest},
    locale::Message,
};
use js_sys::{Array, Function, Object, Promise};
use maxio_link_flow::Notice;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDialogElement, RequestInit, Response};

#[wasm_bindgen]
extern "C" {
    /// The page around one Link.
    pub type Page;

    #[wasm_bindgen(method)]
    fn text(this: &Page, message: u32, name: &str, value: &str) -> String;
    #[wasm_bindgen(method)]
    fn plain(this: &Page, message: u32) -> String;
    #[wasm_bindgen(method, getter)]
    fn language(this: &Page) -> String;
    #[wasm_bindgen(method, getter, js_name = renewsToken)]
    fn renews_token(this: &Page) -> bool;
    /// `undefined` where there is none.
    #[wasm_bindgen(method)]
    fn token(this: &Page) -> Promise;
    /// The browser's `fetch`, or what the page has put in its place.
    #[wasm_bindgen(method)]
    fn fetch(this: &Page, address: &str, init: &RequestInit) -> Promise;
    #[wasm_bindgen(method)]
    fn hides(this: &Page, dialog: &HtmlDialogElement) -> bool;
    #[wasm_bindgen(method, getter, js_name = colleagueLink)]
    fn colleague_link(this: &Page) -> Option<Function>;
    #[wasm_bindgen(method)]
    fn complain(this: &Page, sentence: &str, reason: &JsValue);
    #[wasm_bindgen(method)]
    fn unanswered(this: &Page, request_id: &str, address: &str, headers: &Array);
    /// A step.
    #[wasm_bindgen(method)]
    pub(super) fn event(this: &Page, name: &str, metadata: &Object);
    /// Something went wrong.
    #[wasm_bindgen(method)]
    pub(super) fn error(this: &Page, error: &Object, metadata: &Object);
    /// The permissions were accepted; the text as shown.
    #[wasm_bindgen(method)]
    pub(super) fn consent(this: &Page, text: &str);
    /// Connected.
    #[wasm_bindgen(method)]
    pub(super) fn success(this: &Page, connection: &JsValue, metadata: &Object);
    /// Link went away.
    #[wasm_bindgen(method)]
    pub(super) fn exit(this: &Page, error: &JsValue, metadata: &Object);
}

impl Host for Page {
    fn text(&self, message: Message, name: &str, value: &str) -> String {
        Self::text(self, message as u32, name, value)
    }

    fn plain_text(&self, message: Message) -> String {
        self.plain(message as u32)
    }

    fn language(&self) -> String {
        Self::language(self)
    }

    fn can_renew_token(&self) -> bool {
        self.renews_token()
    }

    fn token(&self) -> LocalFuture<Result<Option<String>, JsValue>> {
        let token = JsFuture::from(Self::token(self));
        Box::pin(async move {
            let token = token.await?;
            if token.is_undefined() {
                return Ok(None);
            }
            token
                .as_string()
                .map(Some)
                .ok_or_else(|| "it must be a string without spaces or line breaks".into())
        })
    }

    fn fetch(&self, address: &str, init: &RequestInit) -> LocalFuture<Option<Response>> {
        let response = JsFuture::from(Self::fetch(self, address, init));
        Box::pin(async move { response.await.ok().map(JsCast::unchecked_into) })
    }

    fn has_share_link(&self) -> bool {
        self.colleague_link().is_some()
    }

    fn share_link(&self) -> LocalFuture<Option<String>> {
        let link = self.colleague_link().and_then(|make| make.call0(&JsValue::UNDEFINED).ok());
        Box::pin(async move {
            let link = JsFuture::from(Promise::resolve(&link?)).await.ok()?;
            link.as_string().filter(|link| !link.is_empty())
        })
    }

    fn is_hidden(&self, dialog: &HtmlDialogElement) -> bool {
        self.hides(dialog)
    }

    fn has_panicked(&self) -> bool {
        panic::has_panicked()
    }

    fn report(&self, sentence: &str, reason: &JsValue) {
        self.complain(sentence, reason);
    }

    fn report_unanswered(&self, request: &UnansweredRequest<'_>) {
        let headers: Array = request.headers.iter().map(|name| JsValue::from_str(name)).collect();
        self.unanswered(request.request_id, request.address, &headers);
    }

    fn emit(&self, notice: &Notice, metadata: &EventMetadata<'_>) {
        Payloads { page: self, metadata }.emit(notice);
    }
}
