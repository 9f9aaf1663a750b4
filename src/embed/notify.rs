//! What the page is told, in the shapes of `js/maxio-link.d.ts`.

use super::{Options, Partner};
use crate::locale::{self, Message};
use js_sys::{Date, Object, Reflect};
use maxio_link_flow::{ExitStatus, Kind, LinkedConnection, Notice, Place, Problem, ViewName};
use wasm_bindgen::JsValue;

/// What every event's metadata says of the moment.
pub struct Moment<'a> {
    /// The page.
    pub partner: &'a Partner,
    /// The partner's options.
    pub options: &'a Options,
    /// One opening of Link.
    pub session_id: &'a str,
    /// The last request, if there was one.
    pub request_id: Option<&'a str>,
    /// The screen.
    pub view: Option<ViewName>,
    /// Which integration.
    pub integration: &'a str,
}

impl Moment<'_> {
    /// Tells what happened.
    pub fn notice(&self, notice: &Notice) {
        let metadata = self.metadata();
        match notice {
            Notice::Success(connection) => return self.partner.success(&to_js(connection), &metadata),
            Notice::Exit(status, problem) => return self.exit(*status, problem.as_ref(), &metadata),
            Notice::Error(problem) => return self.partner.error(&self.error(problem), &metadata),
            Notice::AlreadyLinked => return self.partner.error(&self.already_linked(), &metadata),
            Notice::TransitionView(view) => set(&metadata, "view_name", &view.as_str().into()),
            _ => {}
        }
        self.partner.event(notice.event_name(), &metadata);
        if *notice == Notice::AcceptConsent {
            self.partner.consent(&locale::consent_text(self.partner, self.options));
        }
    }

    fn exit(&self, status: ExitStatus, problem: Option<&Problem>, metadata: &Object) {
        set(metadata, "status", &status.as_str().into());
        let error = problem.map_or(JsValue::NULL, |problem| self.error(problem).into());
        self.partner.exit(&error, metadata);
    }

    fn metadata(&self) -> Object {
        object(&[
            ("link_session_id", &self.session_id.into()),
            ("request_id", &optional(self.request_id)),
            ("timestamp", &Date::new_0().to_iso_string()),
            ("integration_id", &self.integration.into()),
            ("view_name", &optional(self.view.map(ViewName::as_str))),
        ])
    }

    fn error(&self, problem: &Problem) -> Object {
        let (kind, code) = problem.kind.public();
        let stopped = problem.kind.place() == Place::Stopped;
        let said = locale::problem(self.partner, problem, self.options, stopped).body;
        object(&[
            ("error_type", &kind.into()),
            ("error_code", &code.into()),
            ("error_message", &problem.detail.as_deref().unwrap_or(code).into()),
            ("display_message", &said.into()),
            ("request_id", &optional(problem.reference.as_deref().or(self.request_id))),
            ("user_recoverable", &(!stopped || problem.kind == Kind::AccountBlocked).into()),
        ])
    }

    /// Told to the page for completeness. To the merchant it is no error, and the exit has none.
    fn already_linked(&self) -> Object {
        object(&[
            ("error_type", &"LINK_ERROR".into()),
            ("error_code", &"ALREADY_LINKED".into()),
            ("error_message", &"ALREADY_LINKED".into()),
            ("display_message", &Message::AlreadyConnected.text(self.partner).into()),
            ("request_id", &optional(self.request_id)),
            ("user_recoverable", &false.into()),
        ])
    }
}

fn to_js(connection: &LinkedConnection) -> Object {
    let info = &connection.connection_info;
    let members = |members: &[(&str, &Option<String>)]| {
        let given = members.iter().filter_map(|(name, value)| Some((*name, JsValue::from(value.as_ref()?))));
        let object = Object::new();
        given.for_each(|(name, value)| set(&object, name, &value));
        object
    };
    let known = members(&[
        ("integrationId", &connection.integration_id),
        ("integrationKey", &connection.integration_key),
        ("sourceId", &connection.source_id),
        ("platformName", &connection.platform_name),
        ("sourceType", &connection.source_type),
        ("created", &connection.created),
    ]);
    let site = members(&[
        ("siteId", &info.site_id),
        ("siteName", &info.site_name),
        ("subdomain", &info.subdomain),
        ("environment", &info.environment),
        ("test", &info.test),
    ]);
    set(&known, "id", &connection.id.as_str().into());
    set(&known, "status", &connection.status.as_str().into());
    set(&known, "connectionInfo", &site);
    known
}

fn optional(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from_str)
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
