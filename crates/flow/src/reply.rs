//! Any answer of any endpoint → one [`Outcome`].
//!
//! It reads the project's own envelope, RFC 9457 `application/problem+json`, `{"error":"…"}`, `{"message":"…"}`,
//! plain text and nothing at all, and decides by `validatorName`, then `detailedErrorCode`, then status. The body
//! is judged by what it is and not by its content type, which proxies and frameworks get wrong.

use crate::{
    Kind, LinkedConnection, Problem,
    json::{Json, Object, Parse},
    problem::Field,
};
use maxio_link_wire::{ConnectionInfo, ConnectionStatus, ErrorCode, error::SITE_REQUIRED};

/// An HTTP answer.
#[derive(Clone, Debug)]
pub struct Reply<'a> {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds from now, where there was one that could be read.
    pub retry_after_s: Option<u32>,
    /// The correlation id's header, where it could be read.
    pub correlation_id: Option<String>,
    /// The body.
    pub body: Body<'a>,
    /// Whether a token went with the request: it decides what a 401 means.
    pub token_sent: bool,
    /// Whether a site went with the request: it decides what a complaint about the site means.
    pub site_sent: bool,
}

/// A body, as far as it could be read.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// All of it.
    Whole(&'a str),
    /// More than anyone may send here, cut off while reading, or no UTF-8.
    Unreadable,
}

/// What an answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Connected.
    Linked(LinkedConnection),
    /// Connected before (a partner's own endpoint).
    AlreadyLinked,
    /// The server is still checking: ask for this connection again.
    Pending {
        /// The connection's id.
        id: String,
        /// When to ask, if the server said so. Seconds.
        again_in_s: Option<u32>,
    },
    /// The same attempt is still being worked on: send it again.
    InFlight {
        /// When to send it, if the server said so. Seconds.
        again_in_s: Option<u32>,
    },
    /// Not connected.
    Failed(Problem),
}

/// The longest detail that is kept, in characters.
const MAX_DETAIL: usize = 300;
/// The longest id of a connection that is believed, in bytes.
const MAX_ID: usize = 300;
/// How long to wait where a server says "later" without saying when. Seconds.
const DEFAULT_WAIT_S: u32 = 60;
/// The longest countdown that a merchant is shown. Seconds.
const MAX_WAIT_S: u32 = 3_600;

/// Reads an answer.
pub fn read(reply: &Reply<'_>, parse: Parse) -> Outcome {
    let parsed = Parsed::of(reply.body, parse);
    if matches!(reply.status, 200..=299) {
        return success(reply, &parsed);
    }
    failure(reply, &parsed)
}

/// What the body turned out to be.
enum Parsed {
    Object(Object),
    /// Text, nothing, or JSON that is no object: an answer without particulars.
    Plain(String),
    /// A page of some proxy, or JSON cut off: not the endpoint's own words.
    Broken,
}

impl Parsed {
    fn of(body: Body<'_>, parse: Parse) -> Self {
        let Body::Whole(text) = body else { return Self::Broken };
        let text = text.trim_start_matches('\u{feff}').trim();
        match parse(text) {
            Some(Json::Object(object)) => Self::Object(object),
            Some(Json::Text(words)) => Self::Plain(words.trim().to_owned()),
            Some(_) => Self::Plain(String::new()),
            None if text.starts_with(['<', '{', '[', '"']) => Self::Broken,
            None => Self::Plain(text.to_owned()),
        }
    }

    fn object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }
}

fn success(reply: &Reply<'_>, parsed: &Parsed) -> Outcome {
    let invalid = || Outcome::Failed(problem(Kind::InvalidResponse, reply, parsed));
    let Some(object) = parsed.object() else { return invalid() };
    let Some(id) = id_of(object) else { return invalid() };
    let status = text(object, "status").and_then(ConnectionStatus::parse);
    let complaint = object.get("dataConnectionErrors").and_then(Json::as_list).and_then(|list| list.first());
    match status {
        Some(ConnectionStatus::Linked) => Outcome::Linked(connection(id, ConnectionStatus::Linked, object)),
        Some(ConnectionStatus::PendingAuth) | None if complaint.is_some() => {
            Outcome::Failed(problem(kind_of_complaint(complaint), reply, parsed))
        }
        Some(ConnectionStatus::PendingAuth) => Outcome::Pending { id, again_in_s: reply.retry_after_s },
        None if reply.status == 202 => Outcome::Pending { id, again_in_s: reply.retry_after_s },
        Some(ConnectionStatus::Deauthorized) => Outcome::Failed(problem(Kind::KeyRefused, reply, parsed)),
        Some(ConnectionStatus::Unlinked) | None => invalid(),
    }
}

/// A pending connection's first error: what the platform answered when the server asked it.
fn kind_of_complaint(complaint: Option<&Json>) -> Kind {
    let complaint = complaint.and_then(Json::as_object);
    let status = complaint.and_then(|object| text_or_number(object, "statusCode"));
    match status.as_deref() {
        Some("401") => Kind::KeyRefused,
        Some("403") => Kind::AdminMissing,
        Some("404") => Kind::SiteNotFound,
        Some("422") => Kind::AccountBlocked,
        _ => Kind::ProviderDown,
    }
}

fn failure(reply: &Reply<'_>, parsed: &Parsed) -> Outcome {
    let kind = match parsed.object().and_then(|object| said(object, reply.site_sent)) {
        Some(Said::AlreadyLinked) => return Outcome::AlreadyLinked,
        Some(Said::InFlight) => return Outcome::InFlight { again_in_s: reply.retry_after_s },
        Some(Said::Kind(kind)) => kind,
        None => match by_status(reply, parsed) {
            Some(kind) => kind,
            None => return Outcome::AlreadyLinked,
        },
    };
    Outcome::Failed(problem(kind, reply, parsed))
}

/// What an object says in the envelope's terms.
enum Said {
    Kind(Kind),
    AlreadyLinked,
    InFlight,
}

fn said(object: &Object, site_sent: bool) -> Option<Said> {
    let items: Vec<&Object> = complaints(object).iter().filter_map(Json::as_object).collect();
    let by_validator = items.iter().find_map(|item| {
        let name = text(item, "validatorName")?;
        let field = text(item, "itemId").map_or(Field::Other, field_of);
        if name == SITE_REQUIRED {
            return Some(Said::Kind(Kind::SiteRequired));
        }
        ErrorCode::from_validator(name).map(|code| said_by_code(code, field, site_sent))
    });
    let first_field = items.first().and_then(|item| text(item, "itemId")).map(field_of);
    let by_code = || {
        let number = object.get("detailedErrorCode")?.as_whole()?;
        let code = ErrorCode::from_number(number.try_into().ok()?)?;
        Some(said_by_code(code, first_field.unwrap_or(Field::Other), site_sent))
    };
    // A partner's server may name the field alone.
    let by_field = || match first_field? {
        Field::Other => None,
        field => Some(said_by_code(ErrorCode::InvalidField, field, site_sent)),
    };
    by_validator.or_else(by_code).or_else(by_field)
}

/// `validation.errors`.
fn complaints(object: &Object) -> &[Json] {
    let validation = object.get("validation").and_then(Json::as_object);
    validation.and_then(|validation| validation.get("errors")).and_then(Json::as_list).unwrap_or_default()
}

fn said_by_code(code: ErrorCode, field: Field, site_sent: bool) -> Said {
    match (code, field) {
        (ErrorCode::AlreadyLinked, _) => Said::AlreadyLinked,
        (ErrorCode::InFlight, _) => Said::InFlight,
        (ErrorCode::SiteNotFound, _) | (ErrorCode::InvalidField, Field::Site) if !site_sent => {
            Said::Kind(Kind::SiteRequired)
        }
        (ErrorCode::InvalidField, field) => Said::Kind(Kind::InvalidField(field)),
        (code, _) => Kind::of_code(code).map_or(Said::AlreadyLinked, Said::Kind),
    }
}

fn field_of(item_id: &str) -> Field {
    match item_id {
        "apiKey" => Field::Key,
        "subdomain" | "environment" => Field::Site,
        _ => Field::Other,
    }
}

/// What a status alone says; `None` for 409, already linked.
fn by_status(reply: &Reply<'_>, parsed: &Parsed) -> Option<Kind> {
    let kind = match reply.status {
        429 => Kind::RateLimited,
        503 => Kind::ProviderDown,
        500..=599 => Kind::ServerError,
        // Below 500 the status is the endpoint's word, and a page or half an object is not from the endpoint.
        _ if matches!(parsed, Parsed::Broken) => Kind::InvalidResponse,
        400 | 422 => Kind::KeyRefused,
        401 if reply.token_sent => Kind::LinkExpired,
        401 => Kind::KeyRefused,
        403 => Kind::AdminMissing,
        404 => Kind::UnknownCompany,
        409 => return None,
        _ => Kind::InvalidResponse,
    };
    Some(kind)
}

fn problem(kind: Kind, reply: &Reply<'_>, parsed: &Parsed) -> Problem {
    let object = parsed.object();
    let wait_s = match kind {
        Kind::RateLimited | Kind::ProviderDown => {
            reply.retry_after_s.unwrap_or(DEFAULT_WAIT_S).clamp(1, MAX_WAIT_S)
        }
        _ => 0,
    };
    Problem {
        kind,
        reference: object
            .and_then(|object| text(object, "correlationId"))
            .map(capped)
            .or_else(|| reply.correlation_id.as_deref().filter(|id| !id.trim().is_empty()).map(capped)),
        detail: match parsed {
            Parsed::Object(object) => detail(object).map(capped),
            Parsed::Plain(words) if !words.is_empty() => Some(capped(words)),
            _ => None,
        },
        wait_s,
    }
}

/// The sentence that a server put into an error, in the order of how specific it is.
fn detail<'a>(object: &'a Object) -> Option<&'a str> {
    let message_of = |value: &'a Json| text(value.as_object()?, "message");
    complaints(object)
        .first()
        .and_then(message_of)
        .or_else(|| text(object, "error"))
        .or_else(|| object.get("error").and_then(message_of))
        .or_else(|| text(object, "message"))
        .or_else(|| text(object, "detail"))
        .or_else(|| text(object, "title"))
}

fn connection(id: String, status: ConnectionStatus, object: &Object) -> LinkedConnection {
    let owned = |name: &str| text(object, name).map(capped);
    let info = object.get("connectionInfo").and_then(Json::as_object);
    let of_info = |name: &str| info.and_then(|info| text_or_number(info, name));
    LinkedConnection {
        id,
        status,
        integration_id: owned("integrationId"),
        integration_key: owned("integrationKey"),
        source_id: owned("sourceId"),
        platform_name: owned("platformName"),
        source_type: owned("sourceType"),
        created: owned("created"),
        connection_info: ConnectionInfo {
            site_id: of_info("siteId"),
            site_name: of_info("siteName"),
            subdomain: of_info("subdomain"),
            environment: of_info("environment"),
            test: of_info("test"),
        },
    }
}

fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Json::as_str).filter(|text| !text.trim().is_empty())
}

/// Carried whole or not at all: cut short, it would be another connection's.
fn id_of(object: &Object) -> Option<String> {
    match object.get("id")? {
        number @ Json::Number(_) => number.as_whole().map(|whole| whole.to_string()),
        _ => text(object, "id").filter(|id| id.len() <= MAX_ID).map(str::to_owned),
    }
}

/// Ids and flags come as numbers or booleans from simpler servers.
fn text_or_number(object: &Object, name: &str) -> Option<String> {
    match object.get(name)? {
        number @ Json::Number(_) => number.as_whole().map(|whole| whole.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        _ => text(object, name).map(capped),
    }
}

fn capped(words: impl AsRef<str>) -> String {
    words.as_ref().chars().take(MAX_DETAIL).collect()
}
