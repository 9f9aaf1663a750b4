//! What the page is told: the partner's callbacks, and the same as DOM events on the element.

use crate::locale;
use js_sys::{Date, Function, JSON, Object, Reflect};
use maxio_link_flow::{Config, ExitStatus, Kind, LinkedConnection, Notice, Place, Problem, ViewName};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, console};

/// The page's side of one instance.
pub struct Page {
    host: HtmlElement,
    /// The object that the partner's options live in; callbacks are read from it when they are called.
    options: RefCell<Object>,
}

/// What every event's metadata says of the moment.
pub struct Moment<'a> {
    /// One opening of Link.
    pub session_id: &'a str,
    /// The last request, if there was one.
    pub request_id: Option<&'a str>,
    /// The screen.
    pub view: Option<ViewName>,
    /// Which integration.
    pub platform_key: &'a str,
    /// The partner's name, for the sentences.
    pub partner: &'a str,
    /// What the flow was given, for the sentences.
    pub config: &'a Config,
}

impl Page {
    /// The page around `host`.
    pub fn new(host: HtmlElement, options: Object) -> Self {
        Self { host, options: RefCell::new(options) }
    }

    /// Takes the partner's latest options.
    pub fn set_options(&self, options: Object) {
        self.options.replace(options);
    }

    /// Link can be opened.
    pub fn loaded(&self) {
        self.call("onLoad", &[]);
        self.dispatch("link-load", &JsValue::NULL);
    }

    /// Tells what happened.
    pub fn notice(&self, notice: &Notice, moment: &Moment<'_>) {
        let metadata = moment.metadata();
        match notice {
            Notice::Success(connection) => {
                let connection = to_js(connection);
                self.event("SUCCESS", &metadata);
                self.call("onSuccess", &[&connection, &metadata]);
                self.dispatch(
                    "link-success",
                    &object(&[("connection", &connection), ("metadata", &metadata)]),
                );
            }
            Notice::Exit(status, problem) => self.exit(*status, problem.as_ref(), moment, &metadata),
            Notice::Error(problem) => {
                let error = moment.error(problem);
                for name in ["error_type", "error_code", "error_message"] {
                    set(&metadata, name, &Reflect::get(&error, &name.into()).unwrap_or_default());
                }
                self.event("ERROR", &metadata);
            }
            Notice::Open => self.event("OPEN", &metadata),
            Notice::TransitionView(view) => {
                set(&metadata, "view_name", &view.as_str().into());
                self.event("TRANSITION_VIEW", &metadata);
            }
            Notice::SelectIntegration => self.event("SELECT_INTEGRATION", &metadata),
            Notice::AcceptConsent => self.event("ACCEPT_CONSENT", &metadata),
            Notice::DeclineConsent => self.event("DECLINE_CONSENT", &metadata),
            Notice::ViewHelp => self.event("VIEW_HELP", &metadata),
            Notice::SubmitCredentials => self.event("SUBMIT_CREDENTIALS", &metadata),
            Notice::Retry => self.event("RETRY", &metadata),
        }
    }

    fn exit(&self, status: ExitStatus, problem: Option<&Problem>, moment: &Moment<'_>, metadata: &Object) {
        set(metadata, "status", &status.as_str().into());
        let error = problem.map_or(JsValue::NULL, |problem| moment.error(problem).into());
        self.event("EXIT", metadata);
        self.call("onExit", &[&error, metadata]);
        self.dispatch("link-exit", &object(&[("error", &error), ("metadata", metadata)]));
    }

    fn event(&self, name: &str, metadata: &Object) {
        self.call("onEvent", &[&name.into(), metadata]);
        self.dispatch("link-event", &object(&[("eventName", &name.into()), ("metadata", metadata)]));
    }

    /// The partner's way to get a link for a colleague, if there is one.
    pub fn colleague_link(&self) -> Option<Function> {
        Reflect::get(&self.options.borrow(), &"colleagueLink".into()).ok()?.dyn_into().ok()
    }

    /// Calls the partner's latest callback. What it throws is reported, and changes nothing here.
    fn call(&self, name: &str, arguments: &[&JsValue]) {
        let callback = Reflect::get(&self.options.borrow(), &name.into()).unwrap_or_default();
        let Some(callback) = callback.dyn_ref::<Function>() else { return };
        let arguments = arguments.iter().copied().collect::<js_sys::Array>();
        if let Err(error) = callback.apply(&JsValue::UNDEFINED, &arguments) {
            console::error_2(&format!("maxio-link: {name} threw").into(), &error);
        }
    }

    fn dispatch(&self, name: &str, detail: &JsValue) {
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_detail(detail);
        // Listeners' exceptions are reported by the browser; the call itself fails only for an event in dispatch.
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
            let _ = self.host.dispatch_event(&event);
        }
    }
}

impl Moment<'_> {
    fn metadata(&self) -> Object {
        object(&[
            ("link_session_id", &self.session_id.into()),
            ("request_id", &self.request_id.map_or(JsValue::NULL, JsValue::from_str)),
            ("timestamp", &Date::new_0().to_iso_string()),
            ("integration_id", &self.platform_key.into()),
            ("view_name", &self.view.map_or(JsValue::NULL, |view| view.as_str().into())),
        ])
    }

    fn error(&self, problem: &Problem) -> Object {
        let (kind, code) = problem.kind.public();
        let stopped = problem.kind.place() == Place::Stopped;
        let words = locale::problem(problem, self.partner, self.config, stopped);
        let request_id = problem.reference.as_deref().or(self.request_id);
        object(&[
            ("error_type", &kind.into()),
            ("error_code", &code.into()),
            ("error_message", &problem.detail.as_deref().unwrap_or(code).into()),
            ("display_message", &words.body.into()),
            ("request_id", &request_id.map_or(JsValue::NULL, JsValue::from_str)),
            ("user_recoverable", &(!stopped || problem.kind == Kind::AccountBlocked).into()),
        ])
    }
}

fn to_js(connection: &LinkedConnection) -> JsValue {
    serde_json::to_string(connection).ok().and_then(|json| JSON::parse(&json).ok()).unwrap_or_default()
}

fn object(members: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, value);
    }
    object
}

/// Cannot fail on a plain object.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
