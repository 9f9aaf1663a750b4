//! The description of the API, against the API.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{KEY, PUBLIC, Reply, Server, request};

async fn document(server: &Server) -> Value {
    let reply = server.call(Method::GET, "/openapi.json", &[], None).await;
    assert_eq!(reply.status, 200);
    reply.json()
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let each = |(path, item): (&String, &Value)| {
        let item = item.as_object().unwrap().clone();
        let path = path.clone();
        item.into_iter().map(move |(method, operation)| (path.clone(), method, operation)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(each).collect()
}

#[tokio::test]
async fn every_operation_has_a_name_its_credentials_and_the_envelope() {
    let server = Server::start().await;
    let document = document(&server).await;
    assert_eq!(document["servers"][0]["url"], PUBLIC);
    let operations = operations(&document);
    assert!(operations.len() >= 20, "{}", operations.len());
    let mut names: Vec<&str> =
        operations.iter().map(|(.., one)| one["operationId"].as_str().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), operations.len(), "no two have the same name");
    for (path, method, operation) in &operations {
        assert_eq!(operation["security"][0], json!({"partner": []}), "{method} {path}");
        let failure = &operation["responses"]["4XX"]["content"]["application/json"]["schema"]["$ref"];
        assert_eq!(failure, "#/components/schemas/ErrorBody", "{method} {path}");
        let name = path.replace("{company}", "x").replace("{connection}", "x").replace("{platform_key}", "x");
        let method: Method = method.to_uppercase().parse().unwrap();
        let stranger =
            server.call(method, &name.replace("{consumer}", "x").replace("{message}", "x"), &[], None).await;
        assert_eq!(stranger.status, 401, "{path} is there, and not open to strangers");
    }
}

#[tokio::test]
async fn each_body_is_described_as_what_its_own_address_takes() {
    let server = Server::start().await;
    let document = document(&server).await;
    let mut asked_for = 0;
    for (path, method, operation) in operations(&document) {
        let reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
        let Some(reference) = reference else { continue };
        let shape = document.pointer(reference.strip_prefix('#').unwrap()).unwrap();
        let empty = server
            .call(
                method.to_uppercase().parse().unwrap(),
                &path.replace(['{', '}'], ""),
                &[server.partner()],
                Some(&json!({})),
            )
            .await;
        // The first field that is missing.
        if empty.body.contains("This field is missing.") {
            let (_, field) = empty.complaint();
            let required = shape["required"].as_array().cloned().unwrap_or_default();
            assert!(
                required.contains(&json!(field)),
                "{method} {path} wants {field}, and is described as {shape}"
            );
            asked_for += 1;
        }
    }
    assert!(asked_for >= 9, "{asked_for}");
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let server = Server::start().await;
    let document = document(&server).await;
    let text = document.to_string();
    let mut references = 0;
    for rest in text.split(r##""$ref":"#"##).skip(1) {
        let pointer = rest.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
        references += 1;
    }
    assert!(references > 20);
}

#[tokio::test]
async fn answers_have_the_shape_that_is_described() {
    let server = Server::start().await;
    let document = document(&server).await;
    let required = |name: &str| -> Vec<String> {
        let list = document["components"]["schemas"][name]["required"].as_array().unwrap().clone();
        list.into_iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let company = server.company(None).await;
    let linked: Reply = server.link(&company, &request(KEY, "acme")).await;
    let shown = server.get(&format!("/companies/{company}")).await;
    for (reply, shape) in
        [(linked, "Connection"), (shown, "CompanyBody"), (server.get("/nowhere").await, "ErrorBody")]
    {
        let json = reply.json();
        for name in required(shape) {
            assert!(json.get(&name).is_some(), "{shape} has no {name}: {json}");
        }
        for name in json.as_object().unwrap().keys() {
            let described = &document["components"]["schemas"][shape]["properties"];
            assert!(described.get(name).is_some(), "{shape} is not described to have {name}");
        }
    }
}

#[tokio::test]
async fn the_page_for_people_needs_nothing_from_elsewhere() {
    let server = Server::start().await;
    let page = server.call(Method::GET, "/api", &[], None).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(
        page.header("content-security-policy").unwrap().starts_with("default-src 'none'; style-src 'self'")
    );
    assert!(
        !page.body.contains("<script") && !page.body.contains("src=") && !page.body.contains("href=\"http")
    );
    for words in ["GET</span> /companies/{company}", "Erased", "shape-Connection", "openapi.json"] {
        assert!(page.body.to_lowercase().contains(&words.to_lowercase()), "{words}");
    }
    let style = server.call(Method::GET, "/api/style.css", &[], None).await;
    assert_eq!((style.status, style.header("content-type")), (200, Some("text/css")));
}
