//! The records of a site must agree with each other, as a reader of a real site's would.

use std::collections::HashMap;

use serde_json::Value;

use crate::client::Client;

/// Items of a list by id, unwrapped from their one-field objects.
async fn by_id(list: &str) -> HashMap<u64, Value> {
    let items = Client::new().all(&format!("/us/acme/{list}.json"), "admin").await;
    let field = list.trim_end_matches('s');
    let count = items.len();
    let items: HashMap<u64, Value> = items
        .into_iter()
        .map(|mut item| if item[field].is_object() { item[field].take() } else { item })
        .map(|item| (item["id"].as_u64().expect("an id"), item))
        .collect();
    assert_eq!(items.len(), count, "an id of {list} occurs twice");
    items
}

/// Cents of a decimal string such as "49.00".
fn cents(amount: &Value) -> i64 {
    let (units, rest) = amount.as_str().expect("a string").split_once('.').expect("a decimal point");
    assert_eq!(rest.len(), 2, "{amount}");
    units.parse::<i64>().unwrap() * 100 + rest.parse::<i64>().unwrap()
}

#[tokio::test]
async fn there_are_a_few_hundred() {
    let (customers, subscriptions, invoices) =
        (by_id("customers").await, by_id("subscriptions").await, by_id("invoices").await);
    assert_eq!(customers.len(), 180);
    assert_eq!(subscriptions.len(), 216);
    assert!((400..1500).contains(&invoices.len()), "{}", invoices.len());
}

#[tokio::test]
async fn every_run_has_the_same() {
    for list in ["products", "customers", "subscriptions", "invoices", "webhooks"] {
        assert_eq!(by_id(list).await, by_id(list).await, "{list}");
    }
}

#[tokio::test]
async fn sites_do_not_share_records() {
    let client = Client::new();
    let ours = client.all("/us/acme/customers.json", "admin").await;
    let theirs = client.all("/us/globex/customers.json", "globex-admin").await;
    assert!(ours.iter().all(|customer| !theirs.contains(customer)));
}

#[tokio::test]
async fn nobody_real_can_be_reached() {
    for customer in by_id("customers").await.values() {
        let email = customer["email"].as_str().unwrap();
        assert!(email.ends_with(".example.com"), "{email}");
    }
}

#[tokio::test]
async fn a_subscription_holds_a_customer_and_a_product_that_exist() {
    let (customers, products) = (by_id("customers").await, by_id("products").await);
    for subscription in by_id("subscriptions").await.values() {
        let (customer, product) = (&subscription["customer"], &subscription["product"]);
        assert_eq!(customers[&customer["id"].as_u64().unwrap()], *customer);
        assert_eq!(products[&product["id"].as_u64().unwrap()], *product);
        assert_eq!(subscription["product_price_in_cents"], product["price_in_cents"]);
        let card = &subscription["credit_card"];
        assert_eq!(card["customer_id"], customer["id"]);
        assert!(card["vault_token"].is_string(), "readers must be able to see that they drop it");
    }
}

#[tokio::test]
async fn every_state_occurs_and_has_its_dates() {
    let mut seen = HashMap::<String, usize>::new();
    for subscription in by_id("subscriptions").await.values() {
        let state = subscription["state"].as_str().unwrap();
        *seen.entry(state.to_owned()).or_default() += 1;
        assert_eq!(subscription["canceled_at"].is_string(), state == "canceled");
        assert_eq!(subscription["next_assessment_at"].is_null(), state == "canceled");
        assert_eq!(subscription["activated_at"].is_null(), state == "trialing");
        assert_eq!(subscription["balance_in_cents"].as_i64().unwrap() > 0, state == "past_due");
        let period = |name: &str| subscription[name].as_str().unwrap().to_owned();
        assert!(period("current_period_started_at") < period("current_period_ends_at"));
    }
    for state in ["active", "trialing", "past_due", "canceled"] {
        assert!(seen.contains_key(state), "{state}: {seen:?}");
    }
}

#[tokio::test]
async fn an_invoice_adds_up_and_belongs_to_its_subscription() {
    let subscriptions = by_id("subscriptions").await;
    for invoice in by_id("invoices").await.values() {
        let amount = |name: &str| cents(&invoice[format!("{name}_amount")]);
        assert_eq!(amount("total"), amount("subtotal") - amount("discount") + amount("tax"));
        assert_eq!(amount("due"), amount("total") - amount("credit") - amount("paid"));
        let paid = invoice["status"] == "paid";
        assert_eq!((paid, amount("due") == 0), (invoice["paid_date"].is_string(), paid));

        let subscription = &subscriptions[&invoice["subscription_id"].as_u64().unwrap()];
        assert_eq!(invoice["customer_id"], subscription["customer"]["id"]);
        assert_eq!(invoice["product_name"], subscription["product"]["name"]);
        assert_eq!(amount("subtotal"), subscription["product_price_in_cents"].as_i64().unwrap());
        assert_eq!(invoice["site_id"], 34);
    }
}

#[tokio::test]
async fn revenue_and_balance_are_the_sums_of_the_invoices() {
    let mut sums = HashMap::<u64, (i64, i64)>::new();
    for invoice in by_id("invoices").await.values() {
        let sum = sums.entry(invoice["subscription_id"].as_u64().unwrap()).or_default();
        sum.0 += cents(&invoice["paid_amount"]);
        sum.1 += cents(&invoice["due_amount"]);
    }
    for (id, subscription) in by_id("subscriptions").await {
        let stated =
            ["total_revenue_in_cents", "balance_in_cents"].map(|name| subscription[name].as_i64().unwrap());
        assert_eq!(<[i64; 2]>::from(sums.get(&id).copied().unwrap_or_default()), stated, "{id}");
    }
}

#[tokio::test]
async fn invoices_are_numbered_by_date_and_come_the_newest_first() {
    let answer = Client::new().get("/us/acme/invoices.json?per_page=200", "admin").await;
    let invoices = answer.json()["invoices"].take();
    for pair in invoices.as_array().unwrap().windows(2) {
        assert!(pair[0]["sequence_number"].as_u64() > pair[1]["sequence_number"].as_u64());
        assert!(pair[0]["issue_date"].as_str() >= pair[1]["issue_date"].as_str());
    }
}

#[tokio::test]
async fn an_invoice_shows_its_breakdowns_when_asked() {
    let client = Client::new();
    let plain = client.get("/us/acme/invoices.json?per_page=1", "admin").await.json();
    assert!(plain["invoices"][0]["line_items"].is_null() && plain["invoices"][0]["payments"].is_null());

    let asked =
        client.get("/us/acme/invoices.json?per_page=200&line_items=true&payments=true", "admin").await.json();
    for invoice in asked["invoices"].as_array().unwrap() {
        let sum = |list: &str, field: &str| -> i64 {
            invoice[list].as_array().unwrap().iter().map(|item| cents(&item[field])).sum()
        };
        assert_eq!(sum("line_items", "total_amount"), cents(&invoice["total_amount"]));
        assert_eq!(sum("payments", "applied_amount"), cents(&invoice["paid_amount"]));
    }
}

#[tokio::test]
async fn a_webhook_is_about_a_subscription_that_exists() {
    let subscriptions = by_id("subscriptions").await;
    let webhooks = by_id("webhooks").await;
    assert!(!webhooks.is_empty());
    for webhook in webhooks.values() {
        let (_, id) = webhook["body"].as_str().unwrap().rsplit_once('=').unwrap();
        assert!(subscriptions.contains_key(&id.parse().unwrap()), "{webhook}");
    }
}
