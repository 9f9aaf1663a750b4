//! The operator's pages: who gets in, what a form may do, and what is written down of it.

use axum::{
    body::Body,
    extract::Request,
    http::{Method, header},
};
use maxio_link_server::auth::password;

use crate::support::{KEY, PUBLIC, Reply, Server, Setup, request};

const PASSWORD: &str = "correct horse battery";

/// A browser in which an operator uses the portal.
pub struct Browser<'a> {
    server: &'a Server,
    /// What the browser keeps.
    pub cookie: Option<String>,
    /// Of the last page with a form.
    pub token: String,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Server) -> Self {
        Self { server, cookie: None, token: String::new() }
    }

    pub async fn signed_in(server: &'a Server, name: &str) -> Self {
        make_operator(server, name).await;
        let mut browser = Self::new(server);
        let reply = browser.sign_in(name, PASSWORD, "").await;
        assert_eq!(reply.status, 303, "{reply:?}");
        browser.get("/portal/companies").await;
        browser
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        let reply = self.send(Method::GET, path, &[("sec-fetch-site", "same-origin")], None).await;
        if let Some((_, rest)) = reply.body.split_once(r#"name="token" value=""#) {
            self.token = rest.split_once('"').unwrap().0.to_owned();
        }
        reply
    }

    /// As one of the portal's own forms.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let token = self.token.clone();
        self.post_from(&[("origin", PUBLIC), ("sec-fetch-site", "same-origin")], path, fields, &token).await
    }

    async fn post_from(
        &mut self,
        headers: &[(&str, &str)],
        path: &str,
        fields: &[(&str, &str)],
        token: &str,
    ) -> Reply {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields).append_pair("token", token);
        self.send(Method::POST, path, headers, Some(form.finish())).await
    }

    async fn sign_in(&mut self, name: &str, password: &str, next: &str) -> Reply {
        self.post("/portal/sign-in", &[("name", name), ("password", password), ("next", next)]).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<String>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let reply = self.server.send(request.body(Body::from(form.unwrap_or_default())).unwrap()).await;
        if let Some(cookie) = reply.cookie() {
            self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        }
        reply
    }
}

async fn make_operator(server: &Server, name: &str) {
    let hash = password::hash(PASSWORD.into()).await.unwrap();
    assert!(server.app.store.create_user(name, &hash).await.unwrap());
}

fn location(reply: &Reply) -> &str {
    assert_eq!(reply.status, 303, "{reply:?}");
    reply.header("location").unwrap()
}

fn is_page(reply: &Reply, status: u16) {
    assert_eq!(reply.status, status, "{reply:?}");
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"), "{reply:?}");
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let policy = reply.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{policy}");
    for inline in ["<script>", "<style", " style=", " onclick=", "javascript:"] {
        assert!(!reply.body.contains(inline), "{inline} in {}", reply.body);
    }
}

async fn activity(server: &Server) -> Vec<String> {
    let (entries, _) = server.app.store.audit(None, 100, 0).await.unwrap();
    entries.into_iter().map(|entry| format!("{}: {} {}", entry.actor, entry.action, entry.subject)).collect()
}

#[tokio::test]
async fn without_a_session_every_page_leads_to_the_sign_in_and_no_form_does_anything() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let mut stranger = Browser::new(&server);
    for (path, next) in [
        ("/portal", "/portal/sign-in".to_owned()),
        (
            "/portal/companies?q=a%20b&page=2",
            "/portal/sign-in?next=%2Fcompanies%3Fq%3Da%2520b%26page%3D2".into(),
        ),
        ("/portal/integrations/mxio", "/portal/sign-in?next=%2Fintegrations%2Fmxio".into()),
        (&format!("/portal/companies/{company}"), format!("/portal/sign-in?next=%2Fcompanies%2F{company}")),
        ("/portal/activity", "/portal/sign-in?next=%2Factivity".into()),
    ] {
        assert_eq!(location(&stranger.get(path).await), next);
    }
    for path in [
        "/portal/companies".to_owned(),
        format!("/portal/companies/{company}/delete"),
        "/portal/integrations/mxio/switch".into(),
        "/portal/integrations/mxio".into(),
    ] {
        let reply = stranger.post(&path, &[("name", "Acme"), ("enabled", "0")]).await;
        assert_eq!(location(&reply), "/portal/sign-in", "{path}");
    }
    assert!(server.app.store.company(&company).await.unwrap().is_some());
    assert!(server.app.store.integration().await.unwrap().is_enabled());
    assert_eq!(activity(&server).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_right_password_opens_a_session_and_leads_back_to_the_page_that_was_wanted() {
    let server = Server::start().await;
    make_operator(&server, "ada").await;
    let mut browser = Browser::new(&server);
    let form = browser.get("/portal/sign-in?next=%2Factivity").await;
    is_page(&form, 200);
    assert!(!form.body.contains("There is no operator yet"));
    let refused = browser.sign_in("ada", "wrong horse battery", "/activity").await;
    is_page(&refused, 403);
    assert!(refused.cookie().is_none() && refused.body.contains("Name or password is wrong."));
    assert!(refused.body.contains(r#"value="ada""#) && !refused.body.contains("wrong horse"), "{refused:?}");
    let nobody = browser.sign_in("grace", PASSWORD, "").await;
    assert_eq!(
        nobody.body.replace("grace", "ada").replace(r#"value="""#, ""),
        refused.body.replace(r#"value="/activity""#, "")
    );

    let opened = browser.sign_in("Ada ", PASSWORD, "/activity").await;
    assert_eq!(location(&opened), "/portal/activity");
    let cookie = opened.cookie().unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    is_page(&browser.get("/portal/activity").await, 200);
    assert_eq!(
        activity(&server).await,
        ["operator ada: user.signed_in users/ada", "operator ada: user.sign_in_refused users/ada"],
        "and not what was typed as a name that is no operator's"
    );

    let (name, session) =
        browser.cookie.clone().unwrap().split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert_eq!(name, "maxio_link_portal");
    let database = server.database().await;
    let (kept,): (String,) =
        sqlx::query_as("SELECT hash FROM user_sessions").fetch_one(&database).await.unwrap();
    assert_ne!(kept, session, "only a hash is kept");
}

#[tokio::test]
async fn over_https_the_portals_cookie_is_secure_and_of_the_exact_host() {
    let server = Server::with(Setup { public_url: "https://link.example.com/sub", ..Setup::default() }).await;
    make_operator(&server, "ada").await;
    let mut browser = Browser::new(&server);
    let headers = [("origin", "https://link.example.com")];
    let fields = [("name", "ada"), ("password", PASSWORD)];
    let reply = browser.post_from(&headers, "/portal/sign-in", &fields, "").await;
    assert_eq!(location(&reply), "/sub/portal", "behind a proxy that strips /sub");
    let cookie = reply.cookie().unwrap();
    assert!(
        cookie.starts_with("__Host-") && cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );
}

#[tokio::test]
async fn the_way_back_from_the_sign_in_leads_nowhere_but_into_the_portal() {
    let server = Server::start().await;
    make_operator(&server, "ada").await;
    for next in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\r\nb: c",
        "evil",
    ] {
        let reply = Browser::new(&server).sign_in("ada", PASSWORD, next).await;
        assert!(location(&reply).starts_with("/portal"), "{next:?} led to {}", location(&reply));
    }
}

#[tokio::test]
async fn guessing_a_password_is_stopped_for_that_name_and_no_other() {
    let server = Server::start().await;
    make_operator(&server, "ada").await;
    make_operator(&server, "grace").await;
    let mut guesser = Browser::new(&server);
    for guess in 0..10 {
        assert_eq!(guesser.sign_in("ada", &format!("guess number {guess}"), "").await.status, 403);
    }
    let stopped = guesser.sign_in("ADA", PASSWORD, "").await;
    is_page(&stopped, 429);
    let seconds: u64 = stopped.header("retry-after").unwrap().parse().unwrap();
    assert!((60..=900).contains(&seconds), "{seconds}");
    assert!(stopped.cookie().is_none() && stopped.body.contains("Try again in 15 minutes"), "{stopped:?}");
    assert_eq!(guesser.sign_in("grace", PASSWORD, "").await.status, 303);

    // A quarter of an hour later; the attempts that were turned away do not count.
    let database = server.database().await;
    sqlx::query("UPDATE sign_ins SET made_at = made_at - 900001").execute(&database).await.unwrap();
    assert_eq!(guesser.sign_in("ada", PASSWORD, "").await.status, 303);
}

#[tokio::test]
async fn of_many_guesses_at_the_same_moment_no_more_than_the_limit_are_tried() {
    let server = Server::start().await;
    make_operator(&server, "ada").await;
    let guesses = (0..30).map(|guess| {
        let server = &server;
        async move { Browser::new(server).sign_in("ada", &format!("guess number {guess}"), "").await.status }
    });
    let statuses = futures_util::future::join_all(guesses).await;
    let tried = statuses.iter().filter(|status| **status == 403).count();
    assert!(tried <= 10 && statuses.iter().all(|status| [403, 429].contains(status)), "{statuses:?}");
}

#[tokio::test]
async fn a_form_of_another_page_or_session_changes_nothing() {
    let server = Server::start().await;
    let mut ada = Browser::signed_in(&server, "ada").await;
    let grace = Browser::signed_in(&server, "grace").await;
    let own = [("origin", PUBLIC), ("sec-fetch-site", "same-origin")];
    let token = ada.token.clone();
    for (headers, token, whose) in [
        (&own[..], "", "no token"),
        (&own[..], grace.token.as_str(), "another session's token"),
        (&own[..], "AAAA", "a made up token"),
        (&[("origin", "https://evil.example")][..], token.as_str(), "another page's form"),
        (&[("origin", "null")][..], token.as_str(), "a sandboxed page's form"),
        (&[("origin", PUBLIC), ("sec-fetch-site", "cross-site")][..], token.as_str(), "a lie"),
        (&[][..], token.as_str(), "no origin"),
    ] {
        let fields = [("enabled", "0")];
        let reply = ada.post_from(headers, "/portal/integrations/mxio/switch", &fields, token).await;
        is_page(&reply, 403);
        assert!(reply.body.contains("Nothing was changed"), "{whose}: {reply:?}");
        assert!(server.app.store.integration().await.unwrap().is_enabled(), "{whose}");
    }
    let reply = ada.post("/portal/integrations/mxio/switch", &[("enabled", "0")]).await;
    assert_eq!(location(&reply), "/portal/integrations?switched");
    assert!(!server.app.store.integration().await.unwrap().is_enabled());
}

#[tokio::test]
async fn a_session_ends_with_signing_out_a_new_password_or_the_operator() {
    let server = Server::start().await;
    let store = &server.app.store;
    let mut browser = Browser::signed_in(&server, "ada").await;
    let stolen = browser.cookie.clone();
    assert_eq!(location(&browser.post("/portal/sign-out", &[]).await), "/portal/sign-in");
    assert_eq!(browser.cookie.as_deref(), Some("maxio_link_portal="));
    browser.cookie = stolen;
    assert_eq!(browser.get("/portal/companies").await.status, 303);

    assert_eq!(browser.sign_in("ada", PASSWORD, "").await.status, 303);
    assert_eq!(browser.get("/portal/companies").await.status, 200);
    let hash = password::hash("another long password".into()).await.unwrap();
    assert!(store.set_password("ada", &hash).await.unwrap());
    assert_eq!(browser.get("/portal/companies").await.status, 303);
    assert_eq!(browser.sign_in("ada", PASSWORD, "").await.status, 403);

    assert_eq!(browser.sign_in("ada", "another long password", "").await.status, 303);
    assert!(store.delete_user("ada").await.unwrap());
    assert_eq!(browser.get("/portal/companies").await.status, 303);

    let mut late = Browser::signed_in(&server, "grace").await;
    let database = server.database().await;
    sqlx::query("UPDATE user_sessions SET expires_at = 1").execute(&database).await.unwrap();
    assert_eq!(late.get("/portal/companies").await.status, 303, "after half a day");
}

#[tokio::test]
async fn an_operator_adds_a_company_and_gets_a_link_url_that_works() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "ada").await;
    let wrong =
        browser.post("/portal/companies", &[("name", "Acme"), ("site", "evil.com/"), ("region", "EU")]).await;
    is_page(&wrong, 400);
    assert!(
        wrong.body.contains(r#"value="Acme""#) && wrong.body.contains(r#"value="evil.com/""#),
        "{wrong:?}"
    );
    assert!(wrong.body.contains(r#"value="EU" checked"#), "nothing typed is lost");
    assert_eq!(server.app.store.find_companies("", 9, 0).await.unwrap().1, 0);

    let added =
        browser.post("/portal/companies", &[("name", " Acme "), ("site", "acme"), ("region", "EU")]).await;
    let path = location(&added).to_owned();
    let page = browser.get(&path).await;
    is_page(&page, 200);
    let id = path.strip_prefix("/portal/companies/").unwrap().strip_suffix("?added").unwrap();
    let (_, rest) = page.body.split_once(&format!("{PUBLIC}/company/{id}?link.otp=")).unwrap();
    let password = rest.split_once('"').unwrap().0;
    assert!(server.app.store.open_session(id, password).await.unwrap().is_some());
    assert_eq!(
        activity(&server).await[..2],
        [
            format!("operator ada: link.issued companies/{id}"),
            format!("operator ada: company.created companies/{id}")
        ]
    );

    let company = format!("/portal/companies/{id}");
    for again in [path, format!("{company}?link"), company.clone()] {
        assert!(!browser.get(&again).await.body.contains("link.otp"), "{again}: a reload makes no link");
    }
    let another = server.company(None).await;
    let asked = browser.post(&format!("{company}/link"), &[]).await;
    assert_eq!(location(&asked), company);
    let other = browser.get(&format!("/portal/companies/{another}")).await;
    assert!(!other.body.contains("link.otp"), "another company's page makes none");
    let mut grace = Browser::signed_in(&server, "grace").await;
    assert!(!grace.get(&company).await.body.contains("link.otp"), "nor does another operator's");
    assert!(browser.get(&company).await.body.contains("link.otp="));
    assert!(!browser.get(&company).await.body.contains("link.otp"), "once");
    let links = activity(&server).await.into_iter().filter(|line| line.contains("link.issued")).count();
    assert_eq!(links, 2);
}

#[tokio::test]
async fn companies_are_found_by_any_part_of_their_name_and_listed_page_by_page() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "ada").await;
    assert!(browser.get("/portal/companies").await.body.contains("There is no company yet"));
    for number in 0..26 {
        let name = format!("Company {number:02}");
        assert_eq!(browser.post("/portal/companies", &[("name", &name)]).await.status, 303);
    }
    assert_eq!(browser.post("/portal/companies", &[("name", "100% <b>Acme_</b>")]).await.status, 303);
    let first = browser.get("/portal/companies").await;
    assert!(first.body.contains("27 companies") && first.body.contains("Page 1 of 2"), "{first:?}");
    assert!(!first.body.contains("Company 01") && first.body.contains("Company 02"));
    assert!(first.body.contains("&lt;b&gt;Acme") && !first.body.contains("<b>Acme"), "a name is text");
    let second = browser.get("/portal/companies?page=2").await;
    assert!(second.body.contains("Company 01") && !second.body.contains("Company 02"));

    let found = browser.get("/portal/companies?q=pany+2").await;
    assert!(found.body.contains("6 companies") && found.body.contains("Company 25"));
    for (text, count) in [("0%25", 1), ("%25", 1), ("_", 1), ("aCmE", 1), ("m%25y", 0), ("!", 0), ("'", 0)] {
        let page = browser.get(&format!("/portal/companies?q={text}")).await;
        is_page(&page, 200);
        assert_eq!(page.body.matches(r#"class="line""#).count(), count, "{text}");
    }
    for odd in ["page=0", "page=-1", "page=x", "page=99999999999999999999", "page=2&q=nobody"] {
        is_page(&browser.get(&format!("/portal/companies?{odd}")).await, 200);
    }
}

#[tokio::test]
async fn an_operator_unlinks_and_deletes_only_after_being_asked_and_the_key_is_erased() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let connection =
        server.link(&company, &request(KEY, "acme")).await.json()["id"].as_str().unwrap().to_owned();
    let mut browser = Browser::signed_in(&server, "ada").await;
    let page = browser.get(&format!("/portal/companies/{company}")).await;
    is_page(&page, 200);
    assert!(
        page.body.contains("Linked") && page.body.contains("Test site") && page.body.contains("acme"),
        "{page:?}"
    );
    assert!(!page.body.contains(KEY));

    let path = format!("/portal/companies/{company}/connections/{connection}");
    is_page(&browser.get(&format!("{path}/unlink")).await, 200);
    let store = &server.app.store;
    assert!(store.sealed_key(&company, &connection).await.unwrap().is_some(), "a question does nothing");
    let unlinked = browser.post(&format!("{path}/unlink"), &[]).await;
    assert_eq!(location(&unlinked), format!("/portal/companies/{company}?unlinked"));
    assert!(store.sealed_key(&company, &connection).await.unwrap().is_none());

    let another = server.company(None).await;
    for what in ["unlink", "delete"] {
        let foreign = format!("/portal/companies/{another}/connections/{connection}/{what}");
        is_page(&browser.get(&foreign).await, 404);
        is_page(&browser.post(&foreign, &[]).await, 404);
    }
    is_page(&browser.get(&format!("{path}/delete")).await, 200);
    assert_eq!(browser.post(&format!("{path}/delete"), &[]).await.status, 303);
    assert!(store.connection(&company, &connection).await.unwrap().is_none());

    is_page(&browser.get(&format!("/portal/companies/{company}/delete")).await, 200);
    let gone = browser.post(&format!("/portal/companies/{company}/delete"), &[]).await;
    assert_eq!(location(&gone), "/portal/companies?deleted");
    is_page(&browser.get(&format!("/portal/companies/{company}")).await, 404);
    assert_eq!(
        activity(&server).await[..3],
        [
            format!("operator ada: company.deleted companies/{company}"),
            format!("operator ada: connection.deleted companies/{company}/connections/{connection}"),
            format!("operator ada: connection.unlinked companies/{company}/connections/{connection}"),
        ]
    );
}

#[tokio::test]
async fn what_an_operator_sets_is_checked_kept_and_what_the_pages_use() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "ada").await;
    let page = browser.get("/portal/integrations/mxio").await;
    is_page(&page, 200);
    assert!(page.body.contains("Northwind Lending"), "the name of the command line is shown");
    let shown: Vec<_> = maxio_link_wire::consent::sections("Northwind Lending");
    assert!(shown.iter().all(|section| page.body.contains(&section.title)), "{page:?}");

    let every: Vec<(String, &str)> =
        shown.iter().map(|section| (format!("show-{}", section.id), "1")).collect();
    let mut fields: Vec<(&str, &str)> = every.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    fields.extend([
        ("partnerName", "Southwind"),
        ("supportUrl", "http://plain.example"),
        ("origins", "https://one.example\r\n\r\n https://two.example "),
        ("redirects", "https://one.example/done?c={companyId}"),
        ("title-purpose", "<i>Why</i>"),
    ]);
    let wrong = browser.post("/portal/integrations/mxio", &fields).await;
    is_page(&wrong, 400);
    assert!(wrong.body.contains("Nothing was saved") && wrong.body.contains("must be https"), "{wrong:?}");
    assert!(wrong.body.contains("https://two.example") && wrong.body.contains(r#"value="Southwind""#));
    assert_eq!(server.app.store.settings().await.unwrap(), maxio_link_server::settings::Settings::default());

    fields.retain(|(name, _)| *name != "supportUrl" && *name != "show-retention");
    let saved = browser.post("/portal/integrations/mxio", &fields).await;
    assert_eq!(location(&saved), "/portal/integrations/mxio?saved");
    let settings = server.app.store.settings().await.unwrap();
    assert_eq!(settings.allowed_origins, ["https://one.example", "https://two.example"]);
    assert_eq!(settings.redirect_urls, ["https://one.example/done?c={companyId}"]);
    let partner = server.app.partner().await.unwrap();
    assert_eq!(partner.name, "Southwind");
    let sections = partner.sections();
    assert_eq!(sections[0].title, "<i>Why</i>");
    assert!(sections.iter().all(|section| section.id != "retention"));
    let page = browser.get("/portal/integrations/mxio?saved").await;
    assert!(page.body.contains("&lt;i&gt;Why") && !page.body.contains("<i>Why"), "{page:?}");
    assert_eq!(activity(&server).await[0], "operator ada: settings.changed settings");

    // Sent again as it stands there, nothing changes; emptied, it is as before.
    assert_eq!(browser.post("/portal/integrations/mxio", &fields).await.status, 303);
    assert_eq!(server.app.store.settings().await.unwrap(), settings);
    let plain: Vec<(&str, &str)> = every.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert_eq!(browser.post("/portal/integrations/mxio", &plain).await.status, 303);
    assert_eq!(server.app.store.settings().await.unwrap(), maxio_link_server::settings::Settings::default());
}

#[tokio::test]
async fn what_is_not_there_is_a_page_that_says_so() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "ada").await;
    for path in
        ["/portal/nothing", "/portal/companies/%3Cscript%3E", "/portal/integrations/other", "/portal/a/b/c"]
    {
        let reply = browser.get(path).await;
        is_page(&reply, 404);
        let id = reply.header("x-correlation-id").unwrap();
        assert!(reply.body.contains(id), "{reply:?}");
    }
    let method = browser.send(Method::DELETE, "/portal/companies", &[], None).await;
    is_page(&method, 405);
    assert_eq!(method.header("allow"), Some("GET,HEAD,POST"));
    let large = "x".repeat(200_000);
    is_page(&browser.post("/portal/companies", &[("name", &large)]).await, 413);
}

#[tokio::test]
async fn where_the_portal_begins_there_is_a_page_with_and_without_a_slash() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "ada").await;
    assert_eq!(location(&browser.get("/portal").await), "/portal/companies");
    assert_eq!(location(&browser.get("/portal/").await), "/portal");
    browser.cookie = None;
    let opened = browser.sign_in("ada", PASSWORD, "").await;
    let first = location(&opened).to_owned();
    assert_eq!(location(&browser.get(&first).await), "/portal/companies");
}

#[tokio::test]
async fn style_and_script_are_for_everybody_and_kept_by_browsers_until_they_change() {
    let server = Server::start().await;
    let page = Browser::new(&server).get("/portal/sign-in").await;
    assert!(page.body.contains("There is no operator yet"), "a first start says what to do");
    for (before, kind) in
        [("href=\"/portal/portal.css", "text/css"), ("src=\"/portal/portal.js", "text/javascript")]
    {
        let (_, rest) = page.body.split_once(before).unwrap();
        let query = rest.split_once('"').unwrap().0;
        let path = format!("{}{query}", before.split_once('"').unwrap().1);
        let file = Browser::new(&server).get(&path).await;
        assert_eq!(file.status, 200);
        assert!(file.header("content-type").unwrap().starts_with(kind));
        assert_eq!(file.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn an_operator_adds_a_webhook_sees_what_was_sent_and_sends_it_again() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "ada").await;
    let wrong =
        browser.post("/portal/webhooks", &[("url", "ftp://x"), ("event", "connection.deleted")]).await;
    is_page(&wrong, 400);
    assert!(
        wrong.body.contains(r#"value="ftp://x""#)
            && wrong.body.contains(r#"value="connection.deleted" checked"#)
    );
    // Nobody listens there: what is sent fails.
    let url = "http://127.0.0.1:9/hook";
    let empty = browser.get("/portal/webhooks/new").await;
    let (_, rest) = empty.body.split_once(r#"name="id" value=""#).unwrap();
    let id = rest.split_once('"').unwrap().0;
    let fields =
        [("id", id), ("url", url), ("event", "connection.connected"), ("event", "connection.deleted")];
    let added = browser.post("/portal/webhooks", &fields).await;
    is_page(&added, 200);
    let consumer = server.app.store.consumers().await.unwrap().remove(0);
    assert_eq!(consumer.event_types, ["connection.connected", "connection.deleted"]);
    assert!(added.body.contains(r#"value="whsec_"#), "the secret is shown");
    let path = format!("/portal/webhooks/{}", consumer.id);
    assert_eq!(location(&browser.post("/portal/webhooks", &fields).await), path, "reloaded");
    assert_eq!(server.app.store.consumers().await.unwrap().len(), 1);
    let page = browser.get(&path).await;
    assert!(page.body.contains("Nothing has been sent yet") && !page.body.contains("whsec_"), "this once");

    let company = server.company(None).await;
    assert_eq!(server.link(&company, &request(KEY, "acme")).await.status, 201);
    maxio_link_server::webhooks::deliver_due(&server.app).await;
    let page = browser.get(&path).await;
    is_page(&page, 200);
    assert!(page.body.contains("connection.connected") && page.body.contains("Trying again"), "{page:?}");
    assert!(page.body.contains("Failing since") && page.body.contains("1 attempt"), "{page:?}");
    assert!(!page.body.contains("/resend"), "what waits is sent anyway");

    let database = server.database().await;
    for statement in [
        "UPDATE webhook_deliveries SET state = 'failed'",
        "UPDATE webhook_consumers SET disabled = 1, disabled_reason = 'It failed for <three> days.'",
    ] {
        sqlx::query(statement).execute(&database).await.unwrap();
    }
    for page in ["/portal/webhooks", "/portal/companies"] {
        let shown = browser.get(page).await.body;
        assert!(
            shown.contains("A webhook was switched off")
                && shown.contains("It failed for &lt;three&gt; days.")
        );
    }
    assert_eq!(
        location(&browser.post(&format!("{path}/switch"), &[("disabled", "0")]).await),
        format!("{path}?switched")
    );
    let page = browser.get(&path).await;
    let (_, rest) = page.body.split_once(&format!("{path}/deliveries/")).unwrap();
    let message = rest.split_once("/resend").unwrap().0;
    let resent = browser.post(&format!("{path}/deliveries/{message}/resend"), &[]).await;
    assert_eq!(location(&resent), format!("{path}?resent"));
    assert!(!browser.get(&path).await.body.contains("Given up"), "it is on its way");
    is_page(&browser.post(&format!("{path}/deliveries/other/resend"), &[]).await, 404);

    is_page(&browser.get(&format!("{path}/delete")).await, 200);
    assert_eq!(location(&browser.post(&format!("{path}/delete"), &[]).await), "/portal/webhooks?deleted");
    is_page(&browser.get(&path).await, 404);
    let said = activity(&server).await;
    for action in ["webhook.created", "webhook.changed", "delivery.resent", "webhook.deleted"] {
        assert!(said.contains(&format!("operator ada: {action} webhooks/{}", consumer.id)), "{said:?}");
    }
}

#[tokio::test]
async fn what_maxio_refuses_is_said_in_words_and_not_in_a_status_of_ours() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, "ada").await;
    let (company, connection) = server.linked("acme").await;
    server.maxio.revoke_keys(true);
    let path = format!("/companies/{company}/connections/{connection}/data/proxy?endpoint=customers.json");
    assert_eq!(server.get(&path).await.code(), 1001);
    let page = browser.get(&format!("/portal/companies/{company}")).await;
    is_page(&page, 200);
    assert!(page.body.contains("Maxio refuses this key: it was deleted or replaced there."), "{page:?}");
    assert!(!page.body.contains("Maxio answered"), "400 is what we answer");
}
