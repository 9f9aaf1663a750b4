use axum::http::StatusCode;
use maxio_sandbox::demo::{Environment, SITES};

use crate::client::Client;

#[tokio::test(start_paused = true)]
async fn every_site_answers_as_its_help_says() {
    let client = Client::new();
    for site in SITES {
        let key = if site.name == "globex" { "globex-admin" } else { "admin" };
        let path = format!("{}/site.json", site.base_path());
        let answer = client.get(&path, key).await;
        match site.name {
            "acme" | "globex" | "acme-eu" => {
                assert_eq!(answer.status, StatusCode::OK);
                let found = &answer.json()["site"];
                assert_eq!(found["id"], site.id);
                assert_eq!(found["subdomain"], site.name);
                assert_eq!(found["name"], site.title);
                assert_eq!(found["currency"], site.currency);
                assert_eq!(found["test"], site.name != "globex");
                assert!(found["seller_id"].is_u64());
            }
            "redirects" => {
                assert_eq!(answer.status, StatusCode::FOUND);
                assert_eq!(answer.header("location"), Some("https://login.example.com/login"));
                assert_eq!(client.get(&path, "wrong").await.status, StatusCode::FOUND);
            }
            "html" => {
                assert_eq!(answer.status, StatusCode::OK);
                assert!(answer.is_html());
                assert!(client.get(&path, "wrong").await.is_html());
            }
            "blocked" => {
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(answer.is_json_errors());
            }
            "clearing" => {
                assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
                assert!(answer.is_json_errors());
            }
            "slow" => {
                assert_eq!((answer.status, answer.took.as_secs()), (StatusCode::OK, 3));
                assert_eq!(client.get("/us/slow/customers.json", key).await.took.as_secs(), 3);
            }
            "renamed" => assert_eq!(answer.json()["site"]["subdomain"], "acme-renamed"),
            other => panic!("no test says what the site {other} does"),
        }
    }
}

#[tokio::test]
async fn a_site_is_unknown_in_the_other_environment() {
    let client = Client::new();
    for site in SITES {
        let other = if site.environment == Environment::Us { "eu" } else { "us" };
        let answer = client.get(&format!("/{other}/{}/site.json", site.name), "pre-2020").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", site.name);
        assert!(answer.is_html());
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_page_not_found() {
    let client = Client::new();
    for path in
        ["/", "/us", "/us/acme", "/us/nobody/site.json", "/ap/acme/site.json", "/us/acme/coupons.json"]
    {
        let answer = client.get(path, "admin").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.is_html(), "{path}");
    }
}
