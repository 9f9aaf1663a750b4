use serde_json::Value;

use crate::client::Client;

async fn ids(query: &str) -> Vec<u64> {
    let answer = Client::new().get(&format!("/us/acme/customers.json{query}"), "admin").await;
    let Value::Array(items) = answer.json() else { panic!("not a list: {query}") };
    items.iter().map(|item| item["customer"]["id"].as_u64().expect("an id")).collect()
}

#[tokio::test]
async fn a_page_has_twenty_records_unless_told() {
    assert_eq!(ids("").await.len(), 20);
    assert_eq!(ids("?per_page=7").await.len(), 7);
}

#[tokio::test]
async fn a_page_has_two_hundred_records_at_most() {
    let answer = Client::new().get("/us/acme/invoices.json?per_page=1000", "admin").await;
    assert_eq!(answer.json()["invoices"].as_array().unwrap().len(), 200);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let whole = ids("?per_page=60").await;
    let mut parts = Vec::new();
    for page in 1..=3 {
        parts.extend(ids(&format!("?page={page}&per_page=20")).await);
    }
    assert_eq!(parts, whole);
}

#[tokio::test]
async fn past_the_end_is_an_empty_page() {
    assert!(ids("?page=1000").await.is_empty());
    assert!(ids(&format!("?page={}&per_page=200", usize::MAX)).await.is_empty());
}

#[tokio::test]
async fn nonsense_is_the_default() {
    let default = ids("").await;
    for query in ["?page=0", "?page=-1", "?page=two", "?per_page=0", "?per_page=many", "?page=&per_page="] {
        assert_eq!(ids(query).await, default, "{query}");
    }
}

#[tokio::test]
async fn direction_turns_a_list_around() {
    let mut ascending = ids("?per_page=200&direction=asc").await;
    ascending.reverse();
    assert_eq!(ids("?per_page=200&direction=desc").await, ascending);
}
