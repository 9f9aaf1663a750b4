//! The hosted page, its one-time password and its session.

use axum::{
    body::Body,
    extract::Request,
    http::{Method, header},
};
use serde_json::json;

use crate::support::{KEY, PUBLIC, Reply, Server, Setup, config_of, endless_body, own_page, request};

/// As the page's own script posts it.
async fn spend(server: &Server, company: &str, password: &str, cookie: Option<&str>) -> Reply {
    let mut headers = own_page();
    headers.extend(cookie.map(|cookie| ("cookie", cookie.to_owned())));
    let body = json!({ "oneTimePassword": password });
    server.call(Method::POST, &format!("/company/{company}/session"), &headers, Some(&body)).await
}

const PRELOAD: &str = r#"rel="preload""#;

/// What the browser sends back of a `Set-Cookie`.
fn cookie_of(reply: &Reply) -> String {
    reply.cookie().unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_page_gets_its_configuration_from_the_server_and_never_from_the_address() {
    let server = Server::start().await;
    let company = server.company(Some("acme")).await;
    let page = server.get(&format!("/company/{company}?endpoint=https://evil.example&link.otp=x")).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("evil"));
    assert!(page.body.contains(r#"<base href="/embed/1.0.0/" />"#), "{}", page.body);
    assert!(page.body.contains(PRELOAD), "{}", page.body);
    assert_eq!(
        config_of(&page),
        json!({
            "companyId": company,
            "endpoint": format!("{PUBLIC}/companies/{company}/connections"),
            "session": format!("{PUBLIC}/company/{company}/session"),
            "partnerName": "Northwind Lending", "platformKey": "mxio",
            "supportUrl": "https://example.com/help", "redirectUrls": [], "state": "ready"
        })
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn the_page_comes_compressed_to_whoever_takes_it_so() {
    let server = Server::start().await;
    let page = format!("/company/{}", server.company(None).await);
    let taking = async |encodings: &str| {
        server.call(Method::GET, &page, &[("accept-encoding", encodings.to_owned())], None).await
    };
    let (whole, short) = (taking("identity").await, taking("gzip, br").await);
    assert_eq!((whole.header("content-encoding"), short.header("content-encoding")), (None, Some("gzip")));
    assert_eq!(short.header("vary"), Some("accept-encoding"));
}

/// Whether the page shows Link's first screen before any script has come.
fn has_first_screen(page: &Reply) -> bool {
    let policy = page.header("content-security-policy").unwrap();
    let is_there = page.body.contains("shadowrootmode");
    // Its style and script stand in the page itself, and are allowed by nothing but their hashes.
    assert_eq!(policy.matches("sha384-").count(), if is_there { 2 } else { 0 }, "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    is_there
}

#[tokio::test]
async fn the_first_screen_is_in_the_page_where_it_is_what_comes_first() {
    let partner_name = " <b>ünited & co";
    let server = Server::with(Setup { partner_name, ..Setup::default() }).await;
    let company = server.company(None).await;
    let password = server.one_time_password(&company).await;
    let link = format!("/company/{company}?link.otp={password}");
    let page = server.get(&link).await;
    assert!(has_first_screen(&page));
    assert!(page.body.contains("<p>&lt;: &lt;b&gt;ünited &amp; co asks</p>"), "{}", page.body);

    let in_language = async |language: &'static str| {
        let headers = [("accept-language", language.to_owned())];
        has_first_screen(&server.call(Method::GET, &link, &headers, None).await)
    };
    for language in ["en", "en-GB,de;q=0.5", "EN;q=0.8"] {
        assert!(in_language(language).await, "{language}");
    }
    for language in ["de-DE,en;q=0.9", "fr", "*"] {
        assert!(!in_language(language).await, "{language}");
    }
    for other in ["", "?link.otp=", "?link.otp=guess"] {
        assert!(!has_first_screen(&server.get(&format!("/company/{company}{other}")).await), "{other}");
    }

    // The script takes the first of them too.
    assert!(has_first_screen(&server.get(&format!("{link}&link.otp=guess&link.otp")).await));
    assert!(!has_first_screen(
        &server.get(&format!("/company/{company}?link.otp=%FF&link.otp={password}")).await
    ));

    // To look at the page spends nothing; a link that was used, or a company that is linked, begins otherwise.
    assert!(has_first_screen(&server.get(&link).await));
    assert_eq!(spend(&server, &company, &password, None).await.status, 200);
    assert!(!has_first_screen(&server.get(&link).await));
    let fresh = server.one_time_password(&company).await;
    assert_eq!(server.link(&company, &request(KEY, "acme")).await.status, 201);
    assert!(!has_first_screen(&server.get(&format!("/company/{company}?link.otp={fresh}")).await));
}

#[tokio::test]
async fn the_page_says_what_stops_it_before_anything_is_typed() {
    let server = Server::with(Setup { enabled: false, ..Setup::default() }).await;
    let company = server.company(None).await;
    let disabled = server.get(&format!("/company/{company}")).await;
    assert_eq!((disabled.status, &config_of(&disabled)["state"]), (200, &json!("integrationDisabled")));
    // Of no use there, a browser's console would quote the page's address for it, in which the password is still good.
    assert!(!disabled.body.contains(PRELOAD), "{}", disabled.body);
    for id in ["7b0c2e3f-0000-4000-8000-000000000000", "%3Cscript%3E"] {
        let unknown = server.get(&format!("/company/{id}")).await;
        assert_eq!((unknown.status, &config_of(&unknown)["state"]), (404, &json!("unknownCompany")));
        assert!(unknown.header("content-type").unwrap().starts_with("text/html"));
    }
}

#[tokio::test]
async fn a_partner_name_cannot_break_out_of_the_configuration() {
    let partner_name = "</script><script>alert(1)</script>&<!--";
    let server = Server::with(Setup { partner_name, ..Setup::default() }).await;
    let page = server.get(&format!("/company/{}", server.company(None).await)).await;
    assert!(!page.body.contains("alert(1)</script>"), "{}", page.body);
    assert_eq!(config_of(&page)["partnerName"], partner_name);
}

#[tokio::test]
async fn a_sub_path_stands_before_every_address_of_the_page() {
    let server = Server::with(Setup { public_url: "https://example.com/link/", ..Setup::default() }).await;
    let company = server.company(None).await;
    let page = server.get(&format!("/company/{company}")).await;
    assert!(page.body.contains(r#"<base href="/link/embed/1.0.0/" />"#), "{}", page.body);
    assert_eq!(
        config_of(&page)["endpoint"],
        format!("https://example.com/link/companies/{company}/connections")
    );
}

#[tokio::test]
async fn fetching_the_page_spends_nothing_and_posting_spends_once() {
    let server = Server::start().await;
    let company = server.company(Some("acme")).await;
    let password = server.one_time_password(&company).await;
    for _ in 0..3 {
        let page = server.get(&format!("/company/{company}?link.otp={password}")).await;
        assert_eq!((page.status, page.cookie()), (200, None));
        assert!(!page.body.contains(&password));
    }
    let first = spend(&server, &company, &password, None).await;
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!(first.json(), json!({"companyName": "Acme", "subdomain": "acme", "environment": "US"}));
    let cookie = first.cookie().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"));
    assert!(!cookie.contains("Secure"), "WebKit drops Secure cookies on http://127.0.0.1");
    assert!(!cookie.contains(&password));
    let again = spend(&server, &company, &password, None).await;
    assert_eq!((again.status, again.code(), again.cookie()), (401, 1011, None));
    assert_eq!(again.complaint().0, "LinkExpired");
}

#[tokio::test]
async fn of_two_racing_posts_one_wins() {
    let server = Server::start().await;
    let company = server.company(None).await;
    for _ in 0..20 {
        let password = server.one_time_password(&company).await;
        let (a, b) = tokio::join!(
            spend(&server, &company, &password, None),
            spend(&server, &company, &password, None)
        );
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
    }
}

#[tokio::test]
async fn a_password_is_good_for_its_own_company_and_earlier_ones_stay_good() {
    let server = Server::start().await;
    let (company, other) = (server.company(None).await, server.company(None).await);
    let (first, second) =
        (server.one_time_password(&company).await, server.one_time_password(&company).await);
    assert_eq!(spend(&server, &other, &first, None).await.code(), 1011);
    assert_eq!(spend(&server, &company, &second, None).await.status, 200);
    assert_eq!(spend(&server, &company, &first, None).await.status, 200);
}

#[tokio::test]
async fn after_a_reload_the_session_goes_on_and_shows_what_was_linked() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let password = server.one_time_password(&company).await;
    let cookie = cookie_of(&spend(&server, &company, &password, None).await);
    let mut headers = own_page();
    headers.push(("cookie", cookie.clone()));
    let path = format!("/companies/{company}/connections");
    let linked = server.call(Method::POST, &path, &headers, Some(&request(KEY, "acme"))).await;
    assert_eq!(linked.status, 201, "{linked:?}");

    let same_link = spend(&server, &company, &password, Some(&cookie)).await;
    assert_eq!((same_link.status, same_link.cookie()), (200, None));
    assert_eq!(same_link.json()["connection"], linked.json());
    let session = format!("/company/{company}/session");
    let resumed = server.call(Method::GET, &session, &[("cookie", cookie.clone())], None).await;
    assert_eq!((resumed.status, &resumed.json()["connection"]), (200, &linked.json()));
    assert_eq!(server.call(Method::GET, &session, &[], None).await.code(), 1011);

    let read = format!("{path}/{}", linked.json()["id"].as_str().unwrap());
    assert_eq!(server.call(Method::GET, &read, &[("cookie", cookie)], None).await.status, 200);
}

#[tokio::test]
async fn a_session_serves_its_own_company_and_its_own_page_alone() {
    let server = Server::start().await;
    let (company, other) = (server.company(None).await, server.company(None).await);
    let cookie = cookie_of(&spend(&server, &company, &server.one_time_password(&company).await, None).await);
    let other_cookie =
        cookie_of(&spend(&server, &other, &server.one_time_password(&other).await, None).await);
    assert_ne!(cookie.split('=').next(), other_cookie.split('=').next(), "two companies in one browser");

    let path = format!("/companies/{company}/connections");
    let body = request(KEY, "acme");
    let value = cookie.split_once('=').unwrap().1;
    let stolen_name = other_cookie.split('=').next().unwrap();
    for (headers, code) in [
        (vec![("cookie", cookie.clone())], 1012),
        (vec![("cookie", cookie.clone()), ("origin", "https://evil.example".into())], 1012),
        (vec![("cookie", cookie.clone()), ("origin", "https://app.example.com".into())], 1012),
        (
            vec![
                ("cookie", cookie.clone()),
                ("origin", PUBLIC.into()),
                ("sec-fetch-site", "cross-site".into()),
            ],
            1012,
        ),
        (vec![("cookie", format!("{stolen_name}={value}")), ("origin", PUBLIC.into())], 1011),
    ] {
        let reply = server.call(Method::POST, &path, &headers, Some(&body)).await;
        assert_eq!(reply.code(), code, "{headers:?}");
    }
    // A form of another page can send a cookie, but no JSON.
    let form = Request::post(&path)
        .header(header::ORIGIN, PUBLIC)
        .header(header::COOKIE, &cookie)
        .header(header::CONTENT_TYPE, "text/plain")
        .body(Body::from(body.to_string()))
        .unwrap();
    assert_eq!(server.send(form).await.status, 415);
    assert!(server.maxio.seen().is_empty());
    let elsewhere =
        server.call(Method::GET, "/companies", &[("cookie", cookie), ("origin", PUBLIC.into())], None).await;
    assert_eq!(elsewhere.status, 401);
}

#[tokio::test]
async fn spending_needs_the_page_itself() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let password = server.one_time_password(&company).await;
    let path = format!("/company/{company}/session");
    let body = json!({ "oneTimePassword": password });
    for headers in [
        vec![],
        vec![("origin", "https://evil.example".to_owned())],
        vec![("origin", PUBLIC.to_owned()), ("sec-fetch-site", "same-site".to_owned())],
    ] {
        let reply = server.call(Method::POST, &path, &headers, Some(&body)).await;
        assert_eq!((reply.status, reply.code()), (403, 1012), "{headers:?}");
    }
    assert_eq!(spend(&server, &company, &password, None).await.status, 200, "nothing was spent");
}

#[tokio::test]
async fn what_has_expired_opens_nothing() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let cookie = cookie_of(&spend(&server, &company, &server.one_time_password(&company).await, None).await);
    let token = ("authorization", format!("Bearer {}", server.token(&company).await));
    let password = server.one_time_password(&company).await;
    let path = format!("/companies/{company}/connections");
    let cookie = ("cookie", cookie);
    for door in [&token, &cookie] {
        assert_eq!(server.call(Method::GET, &path, std::slice::from_ref(door), None).await.status, 200);
    }
    let database = server.database().await;
    for expire in [
        "UPDATE one_time_passwords SET expires_at = 1",
        "UPDATE sessions SET expires_at = 1",
        "UPDATE access_tokens SET expires_at = 1",
    ] {
        sqlx::query(expire).execute(&database).await.unwrap();
    }
    for door in [&token, &cookie] {
        let reply = server.call(Method::GET, &path, std::slice::from_ref(door), None).await;
        assert_eq!((reply.status, reply.code()), (401, 1011));
    }
    assert_eq!(spend(&server, &company, &password, None).await.code(), 1011);
    server.app.store.purge(server.app.config.retention).await.unwrap();
    let (left,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM sessions").fetch_one(&database).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn over_https_the_cookie_is_secure() {
    let server = Server::with(Setup { public_url: "https://link.example.com", ..Setup::default() }).await;
    let company = server.company(None).await;
    let body = json!({ "oneTimePassword": server.one_time_password(&company).await });
    let headers = [("origin", "https://link.example.com".to_owned())];
    let reply =
        server.call(Method::POST, &format!("/company/{company}/session"), &headers, Some(&body)).await;
    let cookie = reply.cookie().unwrap();
    assert!(cookie.starts_with("__Host-") && cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn the_merchant_can_hand_a_fresh_link_to_a_colleague() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let cookie = cookie_of(&spend(&server, &company, &server.one_time_password(&company).await, None).await);
    let mut headers = own_page();
    headers.push(("cookie", cookie));
    let path = format!("/companies/{company}/link");
    let form = server.call(Method::POST, &path, &headers, None).await;
    assert_eq!(form.status, 415, "a form of another page can send a cookie, but no JSON");
    let reply = server.call(Method::POST, &path, &headers, Some(&json!({}))).await;
    let url = reply.json()["redirect"].as_str().unwrap().to_owned();
    let password = url.split_once("?link.otp=").unwrap().1;
    assert_eq!(spend(&server, &company, password, None).await.status, 200);
    assert_eq!(server.call(Method::POST, &path, &own_page(), None).await.code(), 1011);
    let token = ("authorization", format!("Bearer {}", server.token(&company).await));
    assert_eq!(server.call(Method::POST, &path, &[token], None).await.status, 403, "a token may not");
}

#[tokio::test]
async fn a_fresh_link_url_is_no_dead_end_for_a_company_that_was_linked_before() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let first = server.link(&company, &request(KEY, "acme")).await;
    assert_eq!(first.status, 201);
    let password = server.one_time_password(&company).await;
    let opened = spend(&server, &company, &password, None).await;
    assert!(opened.json().get("connection").is_none(), "{opened:?}");
    let mut headers = own_page();
    headers.push(("cookie", cookie_of(&opened)));
    let session = format!("/company/{company}/session");
    let resumed = server.call(Method::GET, &session, &headers, None).await;
    assert_eq!(resumed.status, 200);
    assert!(resumed.json().get("connection").is_none(), "{resumed:?}");

    // Renewed in this session, the same connection is this session's outcome.
    let path = format!("/companies/{company}/connections");
    let again = server.call(Method::POST, &path, &headers, Some(&request("new-admin-key", "acme"))).await;
    assert_eq!((again.status, &again.json()["id"]), (200, &first.json()["id"]));
    let resumed = server.call(Method::GET, &session, &headers, None).await;
    assert_eq!(resumed.json()["connection"], again.json());
}

#[tokio::test]
async fn a_password_is_not_spent_when_the_session_cannot_be_kept() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let password = server.one_time_password(&company).await;
    server.refuse("INSERT", "sessions").await;
    let failed = spend(&server, &company, &password, None).await;
    assert_eq!((failed.status, failed.cookie()), (500, None));
    server.refuse_no_more("INSERT", "sessions").await;
    assert_eq!(spend(&server, &company, &password, None).await.status, 200);
}

#[tokio::test]
async fn a_rebuilt_page_is_served_at_once_while_the_widget_is_worked_on_and_not_otherwise() {
    for reload_assets in [true, false] {
        let server = Server::with(Setup { reload_assets, ..Setup::default() }).await;
        let company = server.company(None).await;
        let index = server.app.config.assets.join("index.html");
        let page = std::fs::read_to_string(&index).unwrap().replace("<body>", "<body>rebuilt");
        std::fs::write(&index, page).unwrap();
        let served = server.get(&format!("/company/{company}")).await;
        assert_eq!((served.status, served.body.contains("rebuilt")), (200, reload_assets));
        assert_eq!(config_of(&served)["companyId"], company);
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let server = Server::start().await;
    let endless = Request::post("/company/any/session")
        .header(header::CONTENT_TYPE, "application/json")
        .body(endless_body())
        .unwrap();
    // The paused clock jumps to the next timer as soon as nothing else can happen.
    tokio::time::pause();
    let reply = server.send(endless).await;
    assert_eq!((reply.status, reply.code()), (408, 0));
    assert_eq!(reply.json()["canBeRetried"], "True");
}

/// A session of the hosted page, as the headers of its requests.
async fn merchant(server: &Server, company: &str) -> Vec<(&'static str, String)> {
    let mut headers = own_page();
    let password = server.one_time_password(company).await;
    headers.push(("cookie", cookie_of(&spend(server, company, &password, None).await)));
    headers
}

#[tokio::test]
async fn the_merchant_sees_what_is_linked_and_withdraws_it() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let linked = server.link(&company, &request(KEY, "acme")).await.json();
    let id = linked["id"].as_str().unwrap();
    let opened = spend(&server, &company, &server.one_time_password(&company).await, None).await;
    assert_eq!(opened.json()["linked"], json!([linked]));
    let mut headers = own_page();
    headers.push(("cookie", cookie_of(&opened)));
    let path = format!("/company/{company}/withdraw");
    let body = json!({ "connectionId": id });

    let token = ("authorization", format!("Bearer {}", server.token(&company).await));
    for (stranger, why) in [
        (vec![token], "a token may not"),
        (own_page(), "nor who has no session"),
        (vec![("cookie", headers[2].1.clone())], "nor another page, with the cookie"),
        (
            vec![("cookie", headers[2].1.clone()), ("origin", "https://evil.example".into())],
            "nor one that says so",
        ),
    ] {
        let reply = server.call(Method::POST, &path, &stranger, Some(&body)).await;
        assert!([401, 403].contains(&reply.status), "{why}: {reply:?}");
    }
    let form = server.call(Method::POST, &path, &headers, None).await;
    assert_eq!(form.status, 415);
    let other = server.company(None).await;
    let foreign =
        server.call(Method::POST, &format!("/company/{other}/withdraw"), &headers, Some(&body)).await;
    assert_eq!(foreign.code(), 1011, "the session is of another company");
    assert!(server.app.store.sealed_key(&company, id).await.unwrap().is_some());

    for _ in 0..2 {
        assert_eq!(server.call(Method::POST, &path, &headers, Some(&body)).await.status, 204);
    }
    assert!(server.app.store.sealed_key(&company, id).await.unwrap().is_none(), "the key is erased");
    assert_eq!(server.connections(&company).await[0]["status"], "Unlinked");
    let session = server.call(Method::GET, &format!("/company/{company}/session"), &headers, None).await;
    assert!(session.json().get("linked").is_none(), "{session:?}");
    let unknown = json!({"connectionId": "7b0c2e3f-0000-4000-8000-000000000000"});
    assert_eq!(server.call(Method::POST, &path, &headers, Some(&unknown)).await.status, 404);

    let (entries, _) = server.app.store.audit(Some(&company), 9, 0).await.unwrap();
    let said: Vec<_> = entries.iter().map(|entry| format!("{} {}", entry.actor, entry.action)).collect();
    assert_eq!(
        said,
        ["merchant connection.unlinked", "merchant connection.linked"],
        "once, however often asked"
    );
}

#[tokio::test]
async fn a_merchant_makes_five_links_a_day_for_colleagues_and_the_log_has_each() {
    let server = Server::start().await;
    let (company, other) = (server.company(None).await, server.company(None).await);
    let headers = merchant(&server, &company).await;
    let path = format!("/companies/{company}/link");
    let ask = async || server.call(Method::POST, &path, &headers, Some(&json!({}))).await;
    let replies = futures_util::future::join_all((0..8).map(|_| ask())).await;
    let made = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(made, 5, "{replies:?}");
    let refused = ask().await;
    assert_eq!((refused.status, refused.code()), (429, 1005));
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((86_000..=86_400).contains(&seconds), "{seconds}");

    let elsewhere = merchant(&server, &other).await;
    let reply =
        server.call(Method::POST, &format!("/companies/{other}/link"), &elsewhere, Some(&json!({}))).await;
    assert_eq!(reply.status, 200, "another company has links of its own");
    assert_eq!(server.post(&path, &json!({})).await.status, 200, "and the partner has any number");
    let (entries, _) = server.app.store.audit(Some(&company), 9, 0).await.unwrap();
    let count = |said: &str| {
        entries.iter().filter(|entry| format!("{} {}", entry.actor, entry.action) == said).count()
    };
    assert_eq!((count("merchant link.issued_for_colleague"), count("partner link.issued")), (5, 1));

    let database = server.database().await;
    sqlx::query("UPDATE audit SET made_at = made_at - 86400001").execute(&database).await.unwrap();
    assert_eq!(ask().await.status, 200, "tomorrow");
}
