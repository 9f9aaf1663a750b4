use std::time::Duration;

use futures_util::future::join_all;

use crate::client::Client;

/// Seconds until each of `count` simultaneous requests was answered.
async fn seconds(client: &Client, count: usize, path: &str, key: &str) -> Vec<u64> {
    join_all((0..count).map(|_| client.get(path, key))).await.iter().map(|a| a.took.as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn four_requests_at_a_time_the_others_wait() {
    let took = seconds(&Client::new(), 10, "/us/slow/site.json", "admin").await;
    assert_eq!(took, [3, 3, 3, 3, 6, 6, 6, 6, 9, 9]);
}

#[tokio::test(start_paused = true)]
async fn sites_do_not_wait_for_each_other() {
    let client = Client::new();
    let (slow, other) = tokio::join!(
        seconds(&client, 8, "/us/slow/site.json", "admin"),
        seconds(&client, 8, "/us/acme/site.json", "admin"),
    );
    assert_eq!(slow[7], 6);
    assert_eq!(other, [0; 8]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_gives_its_turn_back() {
    let client = Client::new();
    let stuck = join_all((0..4).map(|_| client.get("/us/acme/site.json", "stuck")));
    let waiting = async {
        tokio::time::timeout(Duration::from_secs(5), stuck).await.expect_err("the stuck key answered");
        client.get("/us/acme/site.json", "admin").await
    };
    let (early, late) = tokio::join!(
        async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            client.get("/us/acme/site.json", "admin").await
        },
        waiting,
    );
    assert_eq!(early.took.as_secs(), 4, "had to wait until the stuck ones left");
    assert_eq!(late.took.as_secs(), 0);
}
