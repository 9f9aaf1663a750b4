//! Reading JSON without repeating it: serde's messages quote values, and a value may be an API key.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use maxio_link_wire::object::Object;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// Extractor: a JSON body, and its bytes.
pub struct JsonBody<T> {
    /// What it says.
    pub value: T,
    /// As it came.
    pub raw: Bytes,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        require_json(request.headers())?;
        let raw =
            Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    ApiError::http(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
                }
                _ => ApiError::http(StatusCode::BAD_REQUEST, "The body could not be read to its end."),
            })?;
        let mut reader = serde_json::Deserializer::from_slice(&raw);
        let Object(value) = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let at = (error.inner().line(), error.inner().column());
            let path = error.path().to_string();
            if let Some(field) = missing_field(error.inner()) {
                let path = path.strip_prefix('.').unwrap_or(&path);
                let dot = if path.is_empty() { "" } else { "." };
                return ApiError::field(format!("{path}{dot}{field}"), "This field is missing.");
            }
            match path.as_str() {
                "." => malformed(at),
                // The path itself is made of the client's names only in maps; there it could be anything.
                field if error.inner().is_data() => {
                    ApiError::field(field, "This field is missing or of the wrong type.")
                }
                _ => malformed(at),
            }
        })?;
        reader.end().map_err(|error| malformed((error.line(), error.column())))?;
        Ok(Self { value, raw })
    }
}

/// The one message of serde's that quotes nothing but our own names.
fn missing_field(error: &serde_json::Error) -> Option<String> {
    let message = error.to_string();
    let (name, _) = message.strip_prefix("missing field `")?.split_once('`')?;
    Some(name.to_owned())
}

/// 415 unless the request says that it is JSON: what no form of another page can say.
pub fn require_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(ApiError::http(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send JSON, with Content-Type: application/json.",
        ))
    }
}

fn malformed((line, column): (usize, usize)) -> ApiError {
    ApiError::field("body", format!("The body is not the JSON expected here (line {line}, column {column})."))
}
