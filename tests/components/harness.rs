//! One Link in a page of its own section, driven like a merchant would.

use js_sys::{Array, Function, JSON, Promise};
use maxio_link::{Instance, element::Settings};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

/// The key that the tests type.
pub const KEY: &str = "theKey123";

/// A mounted Link. Dropping it removes it.
pub struct Page {
    /// What holds it in the page.
    pub host: HtmlElement,
    /// The inside.
    pub root: ShadowRoot,
    instance: Option<Instance>,
    seen: Array,
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(instance) = &self.instance {
            instance.destroy();
        }
        self.host.remove();
    }
}

/// Mounts and opens a Link with these settings besides an endpoint and a partner's name.
pub fn open(more: &[(&str, JsValue)]) -> Page {
    Function::new_no_args(FORBID_MARKUP).call0(&JsValue::NULL).unwrap();
    let document = web_sys::window().unwrap().document().unwrap();
    let host: HtmlElement = document.create_element("section").unwrap().unchecked_into();
    document.body().unwrap().append_child(&host).unwrap();
    let seen = Array::new();
    let english = JSON::parse(include_str!("../../crates/locale/sentences/en.json")).unwrap();
    let settings = settings(more);
    let partner = Function::new_with_args("host, seen, english, settings", include_str!("partner.js"));
    let partner = partner.call4(&JsValue::NULL, &host, &seen, &english, &settings).unwrap();
    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
    let instance = Instance::new(partner.unchecked_into(), &root, &settings);
    instance.open();
    Page { host, root, instance: Some(instance), seen }
}

/// As on a page under Trusted Types. `view!` would use it for a nested element that consists of literals alone: every test
/// that shows one fails.
const FORBID_MARKUP: &str = r#"
    for (const { prototype } of [Element, ShadowRoot, HTMLTemplateElement]) {
        Object.defineProperty(prototype, "innerHTML", {
            configurable: true,
            set: (markup) => { throw new TypeError(`innerHTML is not allowed: ${markup}`); },
        });
    }"#;

/// The settings that JavaScript would hand over.
pub fn settings(more: &[(&str, JsValue)]) -> Settings {
    let settings = Function::new_no_args(SETTINGS).call0(&JsValue::NULL).unwrap();
    let define =
        Function::new_with_args("settings, name, value", "Object.defineProperty(settings, name, { value })");
    for (name, value) in more {
        define.call3(&JsValue::NULL, &settings, &(*name).into(), value).unwrap();
    }
    settings.unchecked_into()
}

const SETTINGS: &str = r#"return {
    ok: true,
    endpoint: "https://api.example.com/companies/1/connections",
    headers: [],
    credentials: "omit",
    idempotency: true,
    companyName: "Northwind Lending",
    platformKey: "mxio",
    integrations: [],
    skipSelect: false,
    environment: "US",
    siteField: "auto",
    permissions: [],
    links: [undefined, undefined, undefined],
    timeoutMs: 30000,
    modal: false,
}"#;

impl Page {
    /// A Link that a Leptos app has mounted.
    pub fn of(host: HtmlElement, root: ShadowRoot) -> Self {
        Self { host, root, instance: None, seen: Array::new() }
    }

    /// What the element would hold.
    pub fn instance(&self) -> &Instance {
        self.instance.as_ref().unwrap()
    }

    /// The first element for a selector.
    pub fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    /// The text of the first element for a selector, if it is displayed.
    pub fn text(&self, selector: &str) -> String {
        let element = self.find(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok());
        element.map(|element| element.inner_text()).unwrap_or_default()
    }

    /// All that a merchant can read.
    pub fn all(&self) -> String {
        self.text(".link")
    }

    /// The screen's title.
    pub fn title(&self) -> String {
        self.text("#title")
    }

    /// Which screen it is.
    pub fn screen(&self) -> String {
        self.find(".link").and_then(|link| link.get_attribute("data-screen")).unwrap_or_default()
    }

    /// The button with this name that can be pressed.
    pub fn button(&self, name: &str) -> Option<HtmlElement> {
        let buttons = self.root.query_selector_all("button").unwrap();
        (0..buttons.length()).filter_map(|index| buttons.get(index)?.dyn_into::<HtmlElement>().ok()).find(
            |button| {
                let label = button.get_attribute("aria-label").unwrap_or_else(|| button.inner_text());
                label.trim() == name
                    && button.offset_parent().is_some()
                    && button.closest("[inert]").unwrap().is_none()
            },
        )
    }

    /// Presses it.
    pub fn press(&self, name: &str) {
        self.button(name).unwrap_or_else(|| panic!("no button {name:?} in: {}", self.all())).click();
    }

    /// Presses it as the second half of a double click.
    pub fn press_again(&self, name: &str) {
        let button = self.button(name).unwrap_or_else(|| panic!("no button {name:?} in: {}", self.all()));
        let second =
            "button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 2 }))";
        Function::new_with_args("button", second).call1(&JsValue::NULL, &button).unwrap();
    }

    /// Types into a field, as one input.
    pub fn fill(&self, id: &str, value: &str) {
        let input = self.input(id);
        input.set_value(value);
        let event = web_sys::Event::new("input").unwrap();
        input.dispatch_event(&event).unwrap();
    }

    /// A field.
    pub fn input(&self, id: &str) -> HtmlInputElement {
        self.find(&format!("#{id}")).unwrap_or_else(|| panic!("no field {id}")).unchecked_into()
    }

    /// Waits until something holds.
    pub async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        for _ in 0..500 {
            if holds(self) {
                return;
            }
            pause().await;
        }
        panic!("waited in vain until {what}; on screen {}: {}", self.screen(), self.all());
    }

    /// Waits for a screen.
    pub async fn at(&self, screen: &str) {
        self.until(screen, |page| page.screen() == screen && !page.title().is_empty()).await;
    }

    /// Goes to the credentials.
    pub async fn to_credentials(&self) {
        self.at("SELECT_INTEGRATION").await;
        self.press("Next");
        self.at("CONSENT").await;
        self.press("Next");
        self.at("CREDENTIAL").await;
    }

    /// Goes to the credentials, and sends the key.
    pub async fn send(&self) {
        self.to_credentials().await;
        self.fill("key", KEY);
        self.press("Continue");
    }

    /// Every DOM event so far, as text.
    pub fn events(&self) -> String {
        JSON::stringify(&self.seen).unwrap().into()
    }

    /// How often an event of `onEvent`'s name was told.
    pub fn told(&self, name: &str) -> usize {
        self.events().matches(&format!(r#""eventName":"{name}""#)).count()
    }
}

/// Lets the page go on: a turn of the browser's event loop.
pub async fn pause() {
    let promise = Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move || resolve.call0(&JsValue::NULL).unwrap());
        let window = web_sys::window().unwrap();
        window.set_timeout_with_callback_and_timeout_and_arguments_0(done.unchecked_ref(), 10).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}
