//! The pages of a site, for a request that was let in.

use std::collections::HashMap;

use axum::{
    Extension, Json, Router,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use serde_json::{Value, json};

use crate::{
    demo::KeyAnswer,
    fault,
    gate::Visit,
    paging::{Order, Paging},
    records::InvoiceDetails,
};

type Parameters = Query<HashMap<String, String>>;

pub(crate) fn routes() -> Router {
    Router::new()
        .route("/site.json", get(site))
        .route("/products.json", get(products))
        .route("/customers.json", get(customers))
        .route("/subscriptions.json", get(subscriptions))
        .route("/invoices.json", get(invoices))
        .route("/webhooks.json", get(webhooks))
        .route("/sites/clear_data.json", post(clear_data))
        // Not `fallback`: a nested one and the router's own cannot stand side by side.
        .route("/{*unknown}", any(async || fault::unknown_page()))
}

impl Visit {
    fn may_list(&self) -> bool {
        self.key.answer != KeyAnswer::ReadNone
    }

    fn may_see_settings(&self) -> bool {
        self.may_list() && self.key.answer != KeyAnswer::NoAdmin
    }
}

async fn site(Extension(visit): Extension<Visit>) -> Json<Value> {
    Json(visit.place.records().site())
}

async fn products(Extension(visit): Extension<Visit>, query: Parameters) -> Response {
    if !visit.may_list() {
        return fault::forbidden();
    }
    let paging = Paging::read(&query, Order::OldestFirst);
    Json(paging.cut(visit.place.records().products())).into_response()
}

async fn customers(Extension(visit): Extension<Visit>, query: Parameters) -> Response {
    if !visit.may_list() {
        return fault::forbidden();
    }
    let paging = Paging::read(&query, Order::OldestFirst);
    Json(paging.cut(visit.place.records().customers())).into_response()
}

async fn subscriptions(Extension(visit): Extension<Visit>, query: Parameters) -> Response {
    if !visit.may_list() {
        return fault::forbidden();
    }
    let paging = Paging::read(&query, Order::NewestFirst);
    Json(paging.cut(visit.place.records().subscriptions())).into_response()
}

async fn invoices(Extension(visit): Extension<Visit>, query: Parameters) -> Response {
    if !visit.may_list() {
        return fault::forbidden();
    }
    let asks_for = |name: &str| query.get(name).is_some_and(|value| value == "true");
    let details = InvoiceDetails { line_items: asks_for("line_items"), payments: asks_for("payments") };
    let paging = Paging::read(&query, Order::NewestFirst);
    Json(json!({"invoices": paging.cut(visit.place.records().invoices(details))})).into_response()
}

async fn webhooks(Extension(visit): Extension<Visit>, query: Parameters) -> Response {
    if !visit.may_see_settings() {
        return fault::forbidden();
    }
    let paging = Paging::read(&query, Order::NewestFirst);
    Json(paging.cut(visit.place.records().webhooks())).into_response()
}

/// Wipes a test site at Maxio. Here it answers as there and keeps the records: the request log tells that it was called.
async fn clear_data(Extension(visit): Extension<Visit>) -> Response {
    if visit.may_see_settings() && visit.place.site.test {
        StatusCode::OK.into_response()
    } else {
        fault::forbidden()
    }
}
