//! The API described: for programs at `/openapi.json`, for people at `/api`. Both are made from the handlers.

#![expect(clippy::indexing_slicing, reason = "a JSON value that has no such member is null, and no panic")]

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use maud::{DOCTYPE, Markup, html};
use maxio_link_wire::ErrorBody;
use serde_json::Value;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::{
    OpenApi, PartialSchema, ToSchema,
    openapi::{
        self, Content, Ref, RefOr, ResponseBuilder, Server,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::{app::App, error::ApiError, settings::Permission};

const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Colours and type as in Link.
const STYLE: &str = concat!(
    include_str!("../../../../style/tokens.css"),
    "@media (prefers-color-scheme: dark) {\n",
    include_str!("../../../../style/dark.css"),
    "}\n",
    include_str!("openapi.css"),
);
const JSON: &str = "application/json";

#[derive(OpenApi)]
#[openapi(info(
    title = "Maxio Link",
    description = "Companies, their connections to Maxio, and their data. Each address wants the partner's API key, \
            as `Authorization: Basic base64(API_KEY)`; those that Link itself uses take a company token as well."
))]
struct Frame;

/// What the routes are added to.
pub fn frame() -> openapi::OpenApi {
    Frame::openapi()
}

/// The document and the page.
pub fn routes(app: &App, described: openapi::OpenApi) -> Router<App> {
    let document = Arc::new(complete(described, app.config.public.join("")));
    let page = Arc::clone(&document);
    Router::new()
        .route("/openapi.json", get(async move || Json((*document).clone())))
        .route("/api", get(async move |State(_): State<App>| people(&page)))
        .route("/api/style.css", get(async || ([(header::CONTENT_TYPE, "text/css")], STYLE)))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
}

/// What is the same for every operation: the credentials, and the envelope around every error.
fn complete(mut document: openapi::OpenApi, server: String) -> openapi::OpenApi {
    document.servers = Some(vec![Server::new(server)]);
    let components = document.components.get_or_insert_default();
    // Named by reference alone, so that no route has brought them along.
    let mut named = vec![
        (ErrorBody::name().into_owned(), ErrorBody::schema()),
        (Permission::name().into_owned(), Permission::schema()),
    ];
    ErrorBody::schemas(&mut named);
    for (name, schema) in named {
        components.schemas.entry(name).or_insert(schema);
    }
    for (name, scheme) in [("partner", HttpAuthScheme::Basic), ("company", HttpAuthScheme::Bearer)] {
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(scheme).build());
        components.add_security_scheme(name, scheme);
    }
    let failure = |description: &str| {
        let body = Content::new(Some(Ref::from_schema_name(ErrorBody::name())));
        RefOr::T(ResponseBuilder::new().description(description).content(JSON, body).build())
    };
    for (path, item) in &mut document.paths.paths {
        let for_link =
            path.contains("/connections") && !path.contains("/authorization") && !path.contains("/data/");
        for (method, operation) in operations(item) {
            let mut wanted = vec![SecurityRequirement::new::<_, [&str; 0], _>("partner", [])];
            if for_link && matches!(method, "get" | "post") {
                wanted.push(SecurityRequirement::new::<_, [&str; 0], _>("company", []));
            }
            operation.security = Some(wanted);
            let responses = &mut operation.responses.responses;
            responses.insert("4XX".into(), failure("The request is wrong, or not allowed"));
            responses.insert("5XX".into(), failure("This server or Maxio failed"));
        }
    }
    document
}

fn operations(item: &mut openapi::PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let openapi::PathItem { get, post, put, patch, delete, .. } = item;
    [("get", get), ("post", post), ("put", put), ("patch", patch), ("delete", delete)]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// A page without a script, made from the document, so that it says the same.
fn people(document: &openapi::OpenApi) -> Result<Response, ApiError> {
    let document =
        serde_json::to_value(document).map_err(|_| ApiError::Internal("the document has no JSON"))?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "API · " (text(&document["info"]["title"])) }
                link rel="stylesheet" href="api/style.css";
            }
            body {
                header {
                    h1 { (text(&document["info"]["title"])) " API" }
                    p { (spans(&document["info"]["description"])) }
                    p { "For programs: " a href="openapi.json" { "openapi.json" } "." }
                }
                (contents(&document))
                main {
                    @for (path, method, operation) in operations_of(&document) {
                        (described(path, method, operation))
                    }
                    h2 { "Shapes" }
                    @for (name, schema) in members(&document["components"]["schemas"]) {
                        section id=(format!("shape-{name}")) {
                            h3 { (name) }
                            (words(&schema["description"]))
                            (fields(schema))
                        }
                    }
                }
            }
        }
    };
    Ok(Html(page.into_string()).into_response())
}

fn contents(document: &Value) -> Markup {
    let tag = |operation: &Value| text(&operation["tags"][0]).to_owned();
    let mut tags: Vec<String> = operations_of(document).map(|(.., operation)| tag(operation)).collect();
    tags.sort();
    tags.dedup();
    html! {
        nav aria-label="Addresses" {
            @for group in &tags {
                h2 { (group) }
                ul {
                    @for (path, method, operation) in operations_of(document).filter(|(.., operation)| tag(operation) == *group) {
                        li { a href=(format!("#{}", text(&operation["operationId"]))) { (address(path, method)) } }
                    }
                }
            }
        }
    }
}

fn address(path: &str, method: &str) -> Markup {
    html! { code { span.method { (method.to_uppercase()) } " " (path) } }
}

/// Path, method and description of each.
fn operations_of(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    members(&document["paths"]).flat_map(|(path, item)| {
        let known = members(item).filter(|(_, operation)| operation.is_object());
        known.map(move |(method, operation)| (path, method, operation))
    })
}

fn described(path: &str, method: &str, operation: &Value) -> Markup {
    let body = &operation["requestBody"]["content"][JSON]["schema"];
    html! {
        section id=(text(&operation["operationId"])) {
            h2 { (address(path, method)) }
            (words(&operation["summary"]))
            (words(&operation["description"]))
            @if let Some(parameters) = operation["parameters"].as_array() {
                h3 { "Parameters" }
                dl {
                    @for parameter in parameters {
                        dt { code { (text(&parameter["name"])) } " " small { (text(&parameter["in"])) } }
                        dd { (spans(&parameter["description"])) }
                    }
                }
            }
            @if !body.is_null() {
                h3 { "Body" }
                p { (shape(body)) }
            }
            h3 { "Answers" }
            dl {
                @for (status, answer) in members(&operation["responses"]) {
                    dt { code { (status) } " " (shape(&answer["content"][JSON]["schema"])) }
                    dd { (spans(&answer["description"])) }
                }
            }
        }
    }
}

fn fields(schema: &Value) -> Markup {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    html! {
        @if let Some(values) = schema["enum"].as_array() {
            p { @for value in values { code { (text(value)) } " " } }
        }
        dl {
            @for (name, field) in members(&schema["properties"]) {
                dt {
                    code { (name) } " " (shape(field))
                    @if !required.contains(&name) { " " small { "optional" } }
                }
                dd { (spans(&field["description"])) }
            }
        }
    }
}

/// What kind of value it is, with a link to the shape that has a name.
fn shape(schema: &Value) -> Markup {
    let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    let one = |kinds: &Value| {
        kinds.as_array().and_then(|kinds| kinds.iter().find(|kind| kind["type"] != "null").cloned())
    };
    html! {
        @if let Some(name) = name {
            a href=(format!("#shape-{name}")) { (name) }
        } @else if let Some(kind) = one(&schema["oneOf"]) {
            (shape(&kind))
        } @else if !schema["items"].is_null() {
            "list of " (shape(&schema["items"]))
        } @else if let Some(kind) = schema["type"].as_str() {
            (kind)
        } @else if let Some(kind) = schema["type"].as_array().and_then(|kinds| kinds.first()).and_then(Value::as_str) {
            (kind)
        }
    }
}

fn words(value: &Value) -> Markup {
    let paragraphs = text(value).split("\n\n").filter(|paragraph| !paragraph.is_empty());
    html! { @for paragraph in paragraphs { p { (marked(paragraph)) } } }
}

/// A text of one paragraph.
fn spans(value: &Value) -> Markup {
    marked(text(value))
}

/// What stands between backticks is code.
fn marked(text: &str) -> Markup {
    html! {
        @for (index, piece) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
