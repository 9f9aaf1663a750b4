//! The platform API as the published one: lists, filters, changing companies, authorising by key.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{KEY, PUBLIC, Reply, Server, request};

impl Server {
    async fn put(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::PUT, path, &[self.partner()], Some(body)).await
    }

    async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::PATCH, path, &[self.partner()], Some(body)).await
    }

    async fn named(&self, name: &str, tags: Value) -> String {
        let made = self.post("/companies", &json!({"name": name, "tags": tags})).await;
        assert_eq!(made.status, 200, "{made:?}");
        made.json()["id"].as_str().unwrap().to_owned()
    }

    /// The names in a list of companies, and how many there are in all.
    async fn names(&self, parameters: &str) -> (Vec<String>, u64) {
        let page = self.get(&format!("/companies?{parameters}")).await;
        assert_eq!(page.status, 200, "{parameters} {page:?}");
        let page = page.json();
        let names = page["results"].as_array().unwrap().iter();
        let names = names.map(|company| company["name"].as_str().unwrap().to_owned()).collect();
        (names, page["totalResults"].as_u64().unwrap())
    }
}

#[tokio::test]
async fn companies_are_filtered_by_query_and_tags_and_ordered() {
    let server = Server::start().await;
    server.named("Beta & Co", json!({"region": "uk", "team": "invoice-finance"})).await;
    server.named("acme", json!({"region": "us"})).await;
    server.named("Gamma", json!({"region": "uk"})).await;
    for (parameters, names) in [
        ("query=name~A", vec!["Beta & Co", "acme", "Gamma"]),
        ("query=name%3DBeta%20%26%20Co", vec!["Beta & Co"]),
        ("query=tags.region%3Duk%26%26name!%3DGamma", vec!["Beta & Co"]),
        ("query=%7Bname%3Dacme%7C%7Cname%3DGamma%7D", vec!["acme", "Gamma"]),
        ("query=created%3E2999-01-01", vec![]),
        ("query=created%3E2020-01-01", vec!["Beta & Co", "acme", "Gamma"]),
        ("tags=region%3Duk%26%26team%3Dinvoice-finance", vec!["Beta & Co"]),
        ("tags=region%21%3Duk", vec!["acme"]),
        ("tags=region%3Duk&query=name~gam", vec!["Gamma"]),
        ("orderBy=-name", vec!["acme", "Gamma", "Beta & Co"]),
        ("orderBy=-created", vec!["Gamma", "acme", "Beta & Co"]),
        ("query=&orderBy=", vec!["Beta & Co", "acme", "Gamma"]),
    ] {
        let (found, total) = server.names(parameters).await;
        if parameters == "orderBy=-name" {
            // Where capitals stand is the database's to say.
            assert_eq!(
                found
                    .iter()
                    .position(|name| name == "Gamma")
                    .cmp(&found.iter().position(|name| name == "Beta & Co")),
                std::cmp::Ordering::Less
            );
        } else if parameters != "orderBy=-created" {
            assert_eq!(found, names, "{parameters}");
        }
        assert_eq!(total, names.len() as u64, "{parameters}");
    }
    let page = server.get("/companies?query=tags.region%3Duk&pageSize=1").await.json();
    assert_eq!((&page["totalResults"], &page["results"][0]["name"]), (&json!(2), &json!("Beta & Co")));
    let next = page["_links"]["next"]["href"].as_str().unwrap();
    assert_eq!(server.get(next).await.json()["results"][0]["name"], "Gamma", "the filter goes along: {next}");
    for (parameters, item) in [
        ("query=owner%3Dme", "query"),
        ("query=name", "query"),
        ("tags=region", "tags"),
        ("orderBy=tags", "orderBy"),
    ] {
        let refused = server.get(&format!("/companies?{parameters}")).await;
        assert_eq!((refused.code(), refused.complaint().1), (1000, item.to_owned()), "{parameters}");
    }
}

#[tokio::test]
async fn a_list_of_companies_shows_each_ones_own_connections() {
    let server = Server::start().await;
    for (company, site) in [("one", "acme"), ("two", "beta"), ("three", "")] {
        let company = server.named(company, json!({})).await;
        if !site.is_empty() {
            server.link(&company, &request(KEY, site)).await;
        }
    }
    let page = server.get("/companies").await.json();
    let site = |at: usize| page["results"][at]["dataConnections"][0]["connectionInfo"]["subdomain"].clone();
    assert_eq!([site(0), site(1), site(2)], [json!("acme"), json!("beta"), Value::Null]);
}

#[tokio::test]
async fn connections_and_integrations_are_filtered_too() {
    let server = Server::start().await;
    let company = server.company(None).await;
    server.link(&company, &request(KEY, "acme")).await;
    let path = format!("/companies/{company}/connections");
    server.post(&path, &json!({"platformKey": "mxio"})).await;
    for (query, total) in [
        ("status%3DLinked", 1),
        ("status!%3DLinked", 1),
        ("connectionInfo.subdomain~ACM", 1),
        ("status%3DUnlinked", 0),
    ] {
        let page = server.get(&format!("{path}?query={query}")).await.json();
        assert_eq!(page["totalResults"], total, "{query}");
    }
    for (query, total) in [("enabled%3Dtrue", 1), ("enabled%3Dfalse", 0), ("name~max", 1)] {
        let page = server.get(&format!("/integrations?query={query}")).await.json();
        assert_eq!(
            (&page["totalResults"], page["results"].as_array().unwrap().len()),
            (&json!(total), total),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_company_is_replaced_or_changed_in_part() {
    let server = Server::start().await;
    let id = server.named("Acme", json!({"crm": "7", "maxioSubdomain": "acme"})).await;
    let path = format!("/companies/{id}");
    let changed = server.patch(&path, &json!({"description": "d", "name": null})).await.json();
    assert_eq!(
        (&changed["name"], &changed["description"], &changed["tags"]["crm"]),
        (&json!("Acme"), &json!("d"), &json!("7"))
    );
    assert_eq!(server.app.store.company(&id).await.unwrap().unwrap().site.unwrap().subdomain, "acme");
    let replaced = server.put(&path, &json!({"name": "Beta"})).await.json();
    assert_eq!((&replaced["name"], &replaced["tags"]), (&json!("Beta"), &json!({})));
    assert!(replaced.get("description").is_none());
    assert_eq!(server.get(&path).await.json()["name"], "Beta");
    assert!(server.app.store.company(&id).await.unwrap().unwrap().site.is_none());
    assert_eq!(server.patch(&path, &json!({"name": " "})).await.complaint().1, "name");
    assert_eq!(server.patch(&path, &json!(["Gamma", null])).await.code(), 1000, "a list is no object");
    assert_eq!(server.put("/companies/unknown", &json!({"name": "x"})).await.code(), 1010);
    assert_eq!(server.patch("/companies/unknown", &json!({})).await.code(), 1010);
}

#[tokio::test]
async fn the_partner_authorises_a_prepared_connection_with_a_key() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let connections = format!("/companies/{company}/connections");
    let id = server.post(&connections, &json!({"platformKey": "mxio"})).await.json()["id"].clone();
    let path = format!("{connections}/{}/authorization", id.as_str().unwrap());
    let missing = server.put(&path, &json!({"subdomain": "acme"})).await;
    assert_eq!((missing.code(), missing.complaint().1), (1000, "apiKey".to_owned()));
    assert_eq!(server.put(&path, &json!({"apiKey": "wrong", "subdomain": "acme"})).await.code(), 1001);
    let linked = server.put(&path, &json!({"apiKey": KEY, "subdomain": "acme"})).await;
    assert_eq!((linked.status, &linked.json()["id"], &linked.json()["status"]), (200, &id, &json!("Linked")));
    let other = server.put(&path, &json!({"apiKey": KEY, "subdomain": "beta"})).await;
    assert_eq!((other.status, other.code()), (409, 1015), "another site");
    assert_eq!(server.put(&path, &json!({"apiKey": "new-admin-key"})).await.status, 200, "the site is known");
    let nobody = format!("{connections}/7b0c2e3f-0000-4000-8000-000000000000/authorization");
    assert_eq!(server.put(&nobody, &json!({"apiKey": KEY, "subdomain": "acme"})).await.status, 404);
    let token = [("authorization", format!("Bearer {}", server.token(&company).await))];
    let body = json!({"apiKey": KEY});
    assert_eq!(server.call(Method::PUT, &path, &token, Some(&body)).await.status, 403);
}

#[tokio::test]
async fn an_integration_has_a_picture_that_every_page_can_show() {
    let server = Server::start().await;
    let branding = server.get("/integrations/mxio/branding").await.json();
    let src = branding["logo"]["square"]["image"]["src"].as_str().unwrap();
    assert_eq!(server.get("/integrations/mxio").await.json()["logoUrl"], src);
    let picture = server.call(Method::GET, src.strip_prefix(PUBLIC).unwrap(), &[], None).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/svg+xml")));
    assert_eq!(server.get("/integrations/qbon/branding").await.code(), 1009);
}

#[tokio::test]
async fn a_401_says_which_credentials_it_wants_and_opens_no_dialog_over_link() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let challenge = |path: String| {
        let server = &server;
        async move {
            let reply = server.call(Method::GET, &path, &[], None).await;
            assert_eq!(reply.status, 401);
            reply.header("www-authenticate").unwrap().to_owned()
        }
    };
    assert!(challenge("/companies".into()).await.starts_with("Basic realm="));
    assert_eq!(challenge(format!("/companies/{company}/connections")).await, "Bearer");
    assert_eq!(challenge(format!("/company/{company}/session")).await, "Bearer");
}

#[tokio::test]
async fn what_the_partner_does_is_in_the_audit_log() {
    let server = Server::start().await;
    let id = server.named("Acme", json!({})).await;
    let company = format!("/companies/{id}");
    server.patch(&company, &json!({"name": "Beta"})).await;
    let linked = server.link(&id, &request(KEY, "acme")).await.json();
    let connection = format!("{company}/connections/{}", linked["id"].as_str().unwrap());
    for _ in 0..2 {
        server.get(&format!("{connection}/data/proxy?endpoint=customers.json")).await;
    }
    for status in ["Linked", "Unlinked", "Unlinked"] {
        server.patch(&connection, &json!({"status": status})).await;
    }
    for path in [&connection, &company] {
        server.call(Method::DELETE, path, &[server.partner()], None).await;
    }
    server.put("/settings", &json!({})).await;
    server.put("/integrations/mxio", &json!({"enabled": false})).await;
    let mut lines: Vec<(String, String)> =
        sqlx::query_as("SELECT action, subject FROM audit WHERE actor = 'partner'")
            .fetch_all(&server.database().await)
            .await
            .unwrap();
    let mut expected = [
        ("company.created", company.as_str()),
        ("company.changed", &company),
        ("data.read", &connection),
        ("connection.unlinked", &connection),
        ("connection.deleted", &connection),
        ("company.deleted", &company),
        ("settings.changed", "/settings"),
        ("integration.disabled", "/integrations/mxio"),
    ]
    .map(|(action, subject)| (action.to_owned(), subject.strip_prefix('/').unwrap().to_owned()));
    lines.sort();
    expected.sort();
    assert_eq!(lines, expected);
}
