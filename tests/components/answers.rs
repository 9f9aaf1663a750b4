//! A network that answers as the test says, in place of the page's `fetch`, and remembers what it was asked.

use js_sys::{Array, Function, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Answers, in order; the last one again for every further request. `status` 0 refuses like a blocked request; a
/// `hold` never answers.
pub fn play(answers: &str) {
    let script = r#"
        const answers = JSON.parse(list);
        window.asked = [];
        window.fetch = async (address, init) => {
          const request = new Request(address, init);
          const answer = answers.length > 1 ? answers.shift() : answers[0];
          const body = await request.clone().text();
          window.asked.push({ url: request.url, method: request.method, headers: [...request.headers], body });
          if (answer.hold) return new Promise((_, refuse) => {
            request.signal.addEventListener("abort", () => { window.asked.aborted = true; refuse(new DOMException("", "AbortError")); });
          });
          if (answer.status === 0) throw new TypeError("Failed to fetch");
          const text = answer.repeat ? "x".repeat(answer.repeat) : answer.text ?? JSON.stringify(answer.json ?? {});
          return new Response(text, { status: answer.status, headers: answer.headers ?? {} });
        };
    "#;
    Function::new_with_args("list", script).call1(&JsValue::NULL, &answers.into()).unwrap();
}

/// A linked connection, as the server answers it. It also echoes what it never should.
pub const LINKED: &str = r#"{"status":201,"json":{"id":"c1","status":"Linked","apiKey":"theKey123","linkUrl":"https://x.example/?link.otp=s",
    "connectionInfo":{"siteName":"Acme","subdomain":"acme","test":"true"}}}"#;

/// An answer in the project's envelope.
pub fn envelope(status: u16, code: u16, validator: &str, item: &str) -> String {
    format!(
        r#"[{{"status":{status},"json":{{"statusCode":{status},"error":"e","correlationId":"corr-1","detailedErrorCode":{code},
        "validation":{{"errors":[{{"itemId":"{item}","validatorName":"{validator}","message":"m"}}],"warnings":[]}}}}}}]"#
    )
}

fn asked() -> Array {
    Reflect::get(&js_sys::global(), &"asked".into()).unwrap().unchecked_into()
}

/// How many requests there were.
pub fn count() -> u32 {
    asked().length()
}

/// Everything that was sent, as text.
pub fn sent(index: u32) -> String {
    JSON::stringify(&asked().get(index)).unwrap().into()
}

/// A header of a request.
pub fn header(index: u32, name: &str) -> Option<String> {
    let headers: Array = Reflect::get(&asked().get(index), &"headers".into()).unwrap().unchecked_into();
    headers
        .iter()
        .map(|pair| pair.unchecked_into::<Array>())
        .find_map(|pair| (pair.get(0).as_string()? == name).then(|| pair.get(1).as_string()).flatten())
}

/// Whether the request in flight was aborted.
pub fn aborted() -> bool {
    Reflect::get(&asked(), &"aborted".into()).is_ok_and(|flag| flag.is_truthy())
}
