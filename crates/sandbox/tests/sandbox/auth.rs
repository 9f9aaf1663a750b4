use axum::http::{Method, StatusCode};

use crate::client::{Answer, Client, basic, value};

async fn ask(authorization: Option<&str>) -> Answer {
    Client::new().send(Method::GET, "/us/acme/site.json", authorization).await
}

#[tokio::test]
async fn anything_but_basic_with_key_and_x_is_refused() {
    let good = basic(value("admin"), "x");
    let refused = [
        None,
        Some(String::new()),
        Some("Basic".to_owned()),
        Some("Basic !!!".to_owned()),
        Some(good.replacen("Basic", "basic", 1)),
        Some(good.replacen("Basic", "BASIC", 1)),
        Some(good.replacen("Basic", "Bearer", 1)),
        Some(basic(value("admin"), "")),
        Some(basic(value("admin"), "X")),
        Some(basic("x", value("admin"))),
        Some(basic("", "x")),
        Some(basic(&value("admin").to_lowercase(), "x")),
        Some(basic("not-a-key", "x")),
    ];
    assert_eq!(ask(Some(&good)).await.status, StatusCode::OK);
    for authorization in refused {
        let answer = ask(authorization.as_deref()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_plain_text_that_calls_itself_json() {
    let answer = ask(None).await;
    assert_eq!(answer.text(), "HTTP Basic: Access denied.\n");
    assert!(answer.header("content-type").unwrap().starts_with("application/json"));
    assert!(answer.header("www-authenticate").unwrap().starts_with("Basic realm="));
}
