//! What the page is told, in the shapes of `js/maxio-link.d.ts`.

use super::Page;
use crate::{
    host::EventMetadata,
    locale::{self, Message},
};
use js_sys::{Date, Object, Reflect};
use maxio_link_flow::{ExitStatus, Kind, LinkedConnection, Notice, Place, Problem, ViewName};
use wasm_bindgen::JsValue;

/// One event, on its way to the page.
pub struct Payloads<'a> {
    /// The page.
    pub page: &'a Page,
    /// The moment.
    pub metadata: &'a EventMetadata<'a>,
}

impl Payloads<'_> {
    /// Tells what happened.
    pub fn emit(&self, notice: &Notice) {
        let metadata = self.metadata();
        match notice {
            Notice::Success(connection) => return self.page.success(&to_js(connection), &metadata),
            Notice::Exit(status, problem) => return self.exit(*status, problem.as_ref(), &metadata),
            Notice::Error(problem) => return self.page.error(&self.error(problem), &metadata),
            Notice::AlreadyLinked => return self.page.error(&self.already_linked(), &metadata),
            Notice::TransitionView(view) => set(&metadata, "view_name", &view.as_str().into()),
            _ => {}
        }
        self.page.event(notice.event_name(), &metadata);
        if *notice == Notice::AcceptConsent {
            self.page.consent(&locale::consent_text(self.page, self.metadata.options));
        }
    }

    fn exit(&self, status: ExitStatus, problem: Option<&Problem>, metadata: &Object) {
        set(metadata, "status", &status.as_str().into());
        let error = problem.map_or(JsValue::NULL, |problem| self.error(problem).into());
        self.page.exit(&error, metadata);
    }

    fn metadata(&self) -> Object {
        object(&[
            ("link_session_id", &self.metadata.session_id.into()),
            ("request_id", &optional(self.metadata.request_id)),
            ("timestamp", &Date::new_0().to_iso_string()),
            ("integration_id", &self.metadata.integration.into()),
            ("view_name", &optional(self.metadata.view.map(ViewName::as_str))),
        ])
    }

    fn error(&self, problem: &Problem) -> Object {
        let (kind, code) = problem.kind.public();
        let stopped = problem.kind.place() == Place::Stopped;
        let said = locale::problem(self.page, problem, self.metadata.options, stopped).body;
        object(&[
            ("error_type", &kind.into()),
            ("error_code", &code.into()),
            ("error_message", &problem.detail.as_deref().unwrap_or(code).into()),
            ("display_message", &said.into()),
            ("request_id", &optional(problem.reference.as_deref().or(self.metadata.request_id))),
            ("user_recoverable", &(!stopped || problem.kind == Kind::AccountBlocked).into()),
        ])
    }

    /// Told to the page for completeness. To the merchant it is no error, and the exit has none.
    fn already_linked(&self) -> Object {
        object(&[
            ("error_type", &"LINK_ERROR".into()),
            ("error_code", &"ALREADY_LINKED".into()),
            ("error_message", &"ALREADY_LINKED".into()),
            ("display_message", &Message::AlreadyConnected.text(self.page).into()),
            ("request_id", &optional(self.metadata.request_id)),
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
