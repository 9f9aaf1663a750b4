//! Lists are paged, filtered and ordered as in the published API.

use std::marker::PhantomData;

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;
use utoipa::{IntoParams, ToSchema};

use super::filter::{Filter, Filtered};
use crate::{error::ApiError, store::Order};

const DEFAULT_SIZE: u32 = 100;
const LARGEST_SIZE: u32 = 5000;
/// Keeps offsets far from the end of what a database counts.
const LAST_PAGE: u32 = 1_000_000;

/// What can be listed.
pub trait Listed: Filtered {
    /// The fields that a list can be ordered by, with the order that each means.
    const ORDERS: &'static [(&'static str, Order)];
    /// What comes before a tag's name in a query, where there are tags.
    const TAGS: Option<&'static str> = None;
}

/// Which part of a list: `?page=1&pageSize=100&query=name~acme&orderBy=-created`.
#[derive(Clone, Debug)]
pub struct Page<L> {
    number: u32,
    size: u32,
    filter: Option<Filter>,
    order: Option<Order>,
    asked: Asked,
    of: PhantomData<fn() -> L>,
}

/// The parameters of every list, for the OpenAPI document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes what `Asked` reads")]
pub struct Listing {
    /// Counted from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// Results on a page; 100 if nothing is said.
    #[param(minimum = 1, maximum = 5000)]
    #[param(rename = "pageSize")]
    page_size: Option<u32>,
    /// Which ones: `name~acme && {created>2026-01-01 || tags.region=uk}`, in at most 2048 characters.
    query: Option<String>,
    /// `created`, or `-created` for the newest first; companies and integrations also by `name`.
    #[param(rename = "orderBy")]
    order_by: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    page: Option<u32>,
    page_size: Option<u32>,
    query: Option<String>,
    tags: Option<String>,
    order_by: Option<String>,
}

impl<S: Send + Sync, L: Listed> FromRequestParts<S> for Page<L> {
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
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let query = given(&asked.query).map(|text| Filter::parse::<L>(&text, "query", "")).transpose()?;
        let tags = match (given(&asked.tags), L::TAGS) {
            (Some(text), Some(prefix)) => Some(Filter::parse::<L>(&text, "tags", prefix)?),
            _ => None,
        };
        let order = given(&asked.order_by).map(|text| order::<L>(text.trim())).transpose()?;
        let filter = match (query, tags) {
            (Some(query), Some(tags)) => Some(Filter::All(vec![query, tags])),
            (query, tags) => query.or(tags),
        };
        Ok(Self { number, size, filter, order, asked, of: PhantomData })
    }
}

/// `name`, or `-name` for the other way round.
fn order<L: Listed>(text: &str) -> Result<Order, ApiError> {
    let (name, backwards) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
    let (_, order) = L::ORDERS
        .iter()
        .find(|(field, _)| *field == name)
        .ok_or_else(|| ApiError::field("orderBy", "This list cannot be ordered by this field."))?;
    Ok(if backwards { order.reversed() } else { *order })
}

/// A list on the wire.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Paged<T> {
    results: Vec<T>,
    page_number: u32,
    page_size: u32,
    total_results: i64,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Serialize, ToSchema)]
struct Links {
    #[serde(rename = "self")]
    own: Href,
    current: Href,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Href>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<Href>,
}

#[derive(Serialize, ToSchema)]
struct Href {
    href: String,
}

impl<L: Listed> Page<L> {
    /// Most results.
    pub fn limit(&self) -> i64 {
        i64::from(self.size)
    }

    /// Results before this page.
    pub fn offset(&self) -> i64 {
        i64::from(self.number - 1) * i64::from(self.size)
    }

    /// The order that was asked for.
    pub fn order(&self) -> Option<Order> {
        self.order
    }

    /// What was asked for, if not everything.
    pub fn filter(&self) -> Option<impl Fn(&L) -> bool + Send + Sync> {
        self.filter.as_ref().map(|filter| |thing: &L| filter.matches(thing))
    }

    /// The part of the list at `path`, with the addresses of its neighbours.
    pub fn of<T>(&self, path: &str, results: Vec<T>, total_results: i64) -> Paged<T> {
        let href = |number: u32| {
            let mut query = Serializer::new(String::new());
            query.append_pair("page", &number.to_string()).append_pair("pageSize", &self.size.to_string());
            for (name, value) in
                [("query", &self.asked.query), ("tags", &self.asked.tags), ("orderBy", &self.asked.order_by)]
            {
                if let Some(value) = value {
                    query.append_pair(name, value);
                }
            }
            Href { href: format!("{path}?{}", query.finish()) }
        };
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
