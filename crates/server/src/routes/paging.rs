//! Lists are paged as in the published API.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

const DEFAULT_SIZE: u32 = 100;
const LARGEST_SIZE: u32 = 5000;
/// Keeps offsets far from the end of what a database counts.
const LAST_PAGE: u32 = 1_000_000;

/// Which part of a list: `?page=1&pageSize=100`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    number: u32,
    size: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    page: Option<u32>,
    page_size: Option<u32>,
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Query(asked) = Query::<Asked>::try_from_uri(&parts.uri)
            .map_err(|_| ApiError::field("page", "page and pageSize are whole numbers from 1."))?;
        let (number, size) = (asked.page.unwrap_or(1), asked.page_size.unwrap_or(DEFAULT_SIZE));
        if !(1..=LAST_PAGE).contains(&number) {
            return Err(ApiError::field("page", "Pages are counted from 1."));
        }
        if !(1..=LARGEST_SIZE).contains(&size) {
            return Err(ApiError::field("pageSize", "A page has 1 to 5000 results."));
        }
        Ok(Self { number, size })
    }
}

/// A list on the wire.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paged<T> {
    results: Vec<T>,
    page_number: u32,
    page_size: u32,
    total_results: i64,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Serialize)]
struct Links {
    #[serde(rename = "self")]
    own: Href,
    current: Href,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Href>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<Href>,
}

#[derive(Serialize)]
struct Href {
    href: String,
}

impl Page {
    /// Most results.
    pub fn limit(self) -> i64 {
        i64::from(self.size)
    }

    /// Results before this page.
    pub fn offset(self) -> i64 {
        i64::from(self.number - 1) * i64::from(self.size)
    }

    /// The part of the list at `path`, with the addresses of its neighbours.
    pub fn of<T>(self, path: &str, results: Vec<T>, total_results: i64) -> Paged<T> {
        let href = |number| Href { href: format!("{path}?page={number}&pageSize={}", self.size) };
        Paged {
            results,
            page_number: self.number,
            page_size: self.size,
            total_results,
            links: Links {
                own: Href { href: path.to_owned() },
                current: href(self.number),
                next: (self.offset() + self.limit() < total_results).then(|| href(self.number + 1)),
                previous: (self.number > 1).then(|| href(self.number - 1)),
            },
        }
    }
}
