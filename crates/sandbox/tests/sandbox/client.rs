//! Asks a router without a socket in between.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header::AUTHORIZATION},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http_body_util::BodyExt;
use maxio_sandbox::demo;
use serde_json::Value;
use tokio::time::Instant;
use tower::ServiceExt;

#[derive(Clone)]
pub struct Client(Router);

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// As much of the body as came.
    pub body: Vec<u8>,
    /// The body broke off.
    pub is_cut_off: bool,
    pub took: Duration,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("ASCII"))
    }

    pub fn is_html(&self) -> bool {
        self.header("content-type").is_some_and(|value| value.starts_with("text/html"))
            && self.text().starts_with("<!DOCTYPE html>")
    }

    pub fn is_json_errors(&self) -> bool {
        self.header("content-type").is_some_and(|value| value.starts_with("application/json"))
            && self.json()["errors"][0].is_string()
    }
}

/// `Authorization` as a good client sends it.
pub fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

pub fn value(key: &str) -> &'static str {
    demo::by_name(key).unwrap_or_else(|| panic!("no key {key}")).value
}

impl Client {
    pub fn new() -> Self {
        Self(maxio_sandbox::router())
    }

    /// GET with the key of that name.
    pub async fn get(&self, path: &str, key: &str) -> Answer {
        self.send(Method::GET, path, Some(&basic(value(key), "x"))).await
    }

    pub async fn send(&self, method: Method, path: &str, authorization: Option<&str>) -> Answer {
        let start = Instant::now();
        let mut request = Request::builder().method(method).uri(path);
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request = request.body(Body::empty()).expect("request");
        let (parts, mut rest) = self.0.clone().oneshot(request).await.expect("infallible").into_parts();
        let (mut body, mut is_cut_off) = (Vec::new(), false);
        while let Some(frame) = rest.frame().await {
            match frame {
                Ok(frame) => body.extend_from_slice(&frame.into_data().unwrap_or_default()),
                Err(_) => is_cut_off = true,
            }
        }
        Answer { status: parts.status, headers: parts.headers, body, is_cut_off, took: start.elapsed() }
    }

    /// The items of all pages of a list.
    pub async fn all(&self, list: &str, key: &str) -> Vec<Value> {
        let mut items = Vec::new();
        for page in 1.. {
            let answer = self.get(&format!("{list}?page={page}&per_page=200&direction=asc"), key).await;
            let found = match answer.json() {
                Value::Array(found) => found,
                other => other["invoices"].as_array().expect("a list").clone(),
            };
            if found.is_empty() {
                break;
            }
            items.extend(found);
        }
        items
    }
}
