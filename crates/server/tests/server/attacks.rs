//! What strangers try, over real connections where that matters.

use axum::http::Method;
use maxio_link_server::{http, routes::router};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{self, KEY, Server, contains, own_page, request};

/// A connection to this server as `serve` listens.
async fn connect(server: &Server) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(http::serve(listener, router(server.app.clone()), std::future::pending()));
    TcpStream::connect(address).await.unwrap()
}

/// Sends these bytes; all that is answered until the server ends the connection.
async fn answer(server: &Server, bytes: &[u8]) -> String {
    let mut stream = connect(server).await;
    // What is refused half-way is not read to its end.
    let _ = stream.write_all(bytes).await;
    let mut answered = Vec::new();
    let _ = stream.read_to_end(&mut answered).await;
    String::from_utf8_lossy(&answered).into_owned()
}

#[tokio::test]
async fn a_client_that_never_ends_its_headers_is_let_go() {
    let server = Server::start().await;
    let mut stream = connect(&server).await;
    stream.write_all(b"GET /portal HTTP/1.1\r\nHost: a\r\nX-Slow: ").await.unwrap();
    // The paused clock jumps to the next timer as soon as nothing else can happen.
    tokio::time::pause();
    let waited = tokio::time::Instant::now();
    let mut answered = Vec::new();
    stream.read_to_end(&mut answered).await.unwrap();
    assert!(waited.elapsed() <= 2 * http::HEAD_PATIENCE, "{:?}", waited.elapsed());
    assert!(!String::from_utf8_lossy(&answered).contains(" 200 "));
}

#[tokio::test]
async fn a_connection_that_is_kept_open_and_not_used_is_let_go() {
    let server = Server::start().await;
    let mut stream = connect(&server).await;
    stream.write_all(b"GET /portal/sign-in HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    tokio::time::pause();
    let waited = tokio::time::Instant::now();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    assert!(waited.elapsed() <= 2 * http::HEAD_PATIENCE, "{:?}", waited.elapsed());
}

#[tokio::test]
async fn a_client_that_takes_nothing_of_its_answer_is_let_go() {
    let server = Server::start().await;
    let large = vec![0; 64 << 20];
    std::fs::write(server.folder.path().join("versions/1.0.0/large.bin"), &large).unwrap();
    let mut stream = connect(&server).await;
    stream.write_all(b"GET /embed/1.0.0/large.bin HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    tokio::time::pause();
    // Until it was let go, the answer was not read; what is read now is what was on the way.
    tokio::time::sleep(2 * http::ANSWER_PATIENCE).await;
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.len() < large.len(), "all {} bytes came", rest.len());
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let server = Server::start().await;
    let large = format!("GET / HTTP/1.1\r\nHost: a\r\nX-Large: {}\r\n\r\n", "a".repeat(500_000));
    let many: String = (0..500).map(|number| format!("X-{number}: a\r\n")).collect();
    let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n");
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(500_000));
    for (what, bytes) in [("a header", large), ("many headers", many), ("an address", long)] {
        let answered = answer(&server, bytes.as_bytes()).await;
        // Refused in words, or the connection was ended before all had been sent.
        let refused = answered.is_empty() || answered.contains(" 431 ") || answered.contains(" 414 ");
        assert!(refused, "{what}: {answered}");
    }
    assert_eq!(server.get("/companies").await.status, 200, "and it goes on");
}

#[tokio::test]
async fn no_address_leads_out_of_the_widgets_folder() {
    let server = Server::start().await;
    std::fs::write(server.folder.path().join("planted"), "the planted secret").unwrap();
    for path in [
        "../planted",
        "../../planted",
        "../../../../../../../../etc/passwd",
        "%2e%2e/planted",
        "%2e%2e%2fplanted",
        "..%2fplanted",
        "..%5cplanted",
        "%252e%252e%252fplanted",
        "....//planted",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "planted%00.js",
        "./../planted",
        "maxio-link.js/../../planted",
        "link.db",
        "..;/planted",
    ] {
        for folder in ["/embed/1.0.0/", "/embed/v1/", "/portal/", "/"] {
            let line = format!("GET {folder}{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            let answered = answer(&server, line.as_bytes()).await;
            // A name that a file could have is looked for where the exact version's are.
            let follows = answered.contains("location: /embed/1.0.0/link.db\r\n");
            assert!(
                answered.starts_with("HTTP/1.1 4") || answered.starts_with("HTTP/1.1 303") || follows,
                "{path}: {answered}"
            );
            assert!(
                !answered.contains("planted secret") && !answered.contains("root:"),
                "{path}: {answered}"
            );
        }
    }
    assert_eq!(server.get("/embed/1.0.0/maxio-link.js").await.status, 200, "while its own files are served");
}

#[tokio::test]
async fn what_a_client_sends_forges_no_line_of_the_log() {
    let server = Server::start().await;
    let forged = "FORGED-LINE";
    for path in [
        "/a%0aFORGED-LINE",
        "/a%0d%0aFORGED-LINE",
        "/company/%0AFORGED-LINE",
        "/portal/%1b%5b2J%0aFORGED-LINE",
    ] {
        server.get(path).await;
    }
    let named = json!({ "name": format!("Acme\n{forged}\u{1b}[2J") });
    server.post("/companies", &named).await;
    let id = ("x-correlation-id", forged.to_owned());
    let reply = server.call(Method::GET, "/companies", &[server.partner(), id], None).await;
    assert_ne!(reply.header("x-correlation-id"), Some(forged), "ids are the server's own");
    let raw = format!("GET /a\n{forged} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert!(!answer(&server, raw.as_bytes()).await.contains(" 200 "));
    let log = String::from_utf8_lossy(&support::log()).into_owned();
    assert!(log.contains("/a%0aFORGED-LINE"), "the search finds what is there");
    assert!(log.lines().all(|line| !line.trim_start().starts_with(forged)), "a line was forged");
    assert!(!contains(log.as_bytes(), "\u{1b}[2J"), "nor is a terminal told anything");
}

#[tokio::test]
async fn nothing_but_a_one_time_password_itself_opens_a_session() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let password = server.one_time_password(&company).await;
    let hash = maxio_link_server::auth::secret::hash(&password);
    let path = format!("/company/{company}/session");
    let guesses = [
        String::new(),
        password.chars().skip(1).collect(),
        password.chars().take(password.len() - 1).collect(),
        format!("{password} "),
        format!("{password}\0"),
        format!("{password}{password}"),
        password.to_uppercase(),
        password.replace(|_: char| true, "_"),
        "%".into(),
        "' OR '1'='1".into(),
        hash.clone(),
        "a".repeat(100_000),
    ];
    for guess in &guesses {
        let body = json!({ "oneTimePassword": guess });
        let reply = server.call(Method::POST, &path, &own_page(), Some(&body)).await;
        assert_eq!((reply.status, reply.code(), reply.cookie()), (401, 1011, None), "{reply:?}");
    }
    for odd in [json!({"oneTimePassword": [password]}), json!({"oneTimePassword": {"$ne": ""}})] {
        assert_eq!(server.call(Method::POST, &path, &own_page(), Some(&odd)).await.status, 400);
    }
    for session in [password.clone(), hash] {
        let mut headers = own_page();
        headers.push(("cookie", format!("maxio_link_{company}={session}")));
        assert_eq!(server.call(Method::GET, &path, &headers, None).await.code(), 1011);
    }
    let body = json!({ "oneTimePassword": password });
    assert_eq!(
        server.call(Method::POST, &path, &own_page(), Some(&body)).await.status,
        200,
        "it is still good"
    );
}

#[tokio::test]
async fn a_site_is_never_another_host() {
    let server = Server::start().await;
    let company = server.company(None).await;
    for site in [
        "evil.example/",
        "evil.example#",
        "evil.example?",
        "evil.example\\",
        "acme@evil.example",
        "acme:80",
        "127.0.0.1",
        "[::1]",
        "localhost/",
        "169.254.169.254/latest",
        "acme.evil.example",
        "acme/../evil",
        "acme%2eevil",
        "acme。evil",
        "acme\r\nHost: evil",
        "..",
        "app",
        "-",
    ] {
        let reply = server.link(&company, &request(KEY, site)).await;
        assert_eq!(reply.status, 400, "{site}: {reply:?}");
        assert_eq!(reply.complaint().1, "subdomain", "{site}");
        let made =
            server.post("/companies", &json!({"name": "Acme", "tags": {"maxioSubdomain": site}})).await;
        assert_eq!(made.status, 400, "{site}: {made:?}");
    }
    assert!(server.maxio.seen().is_empty(), "nobody was asked, with the key or without");
}

#[tokio::test]
async fn no_address_of_the_api_leads_from_one_company_to_another() {
    let server = Server::start().await;
    let (own, _) = server.linked("acme").await;
    let (other, theirs) = server.linked("acme").await;
    let token = [("authorization", format!("Bearer {}", server.token(&own).await))];
    let bodies = json!({
        "platformKey": "mxio", "apiKey": KEY, "subdomain": "acme", "status": "Unlinked", "name": "Mine", "connectionId": theirs
    });
    let document = server.call(Method::GET, "/openapi.json", &[], None).await.json();
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|_| path.contains("{company}")) {
            let method: Method = method.to_uppercase().parse().unwrap();
            let at = |company: &str| {
                let path = path.replace("{company}", company).replace("{connection}", &theirs);
                format!("{path}?endpoint=customers.json")
            };
            let ask = async |company: &str, headers: &[(&str, String)]| {
                server.call(method.clone(), &at(company), headers, Some(&bodies)).await
            };
            let foreign = ask(&other, &token).await;
            assert!(
                [401, 403].contains(&foreign.status),
                "{method} {path} with another's token: {foreign:?}"
            );
            tried += 1;
            // By way of the own company, with the token and with the partner's key.
            if path.contains("{connection}") {
                for headers in [&token, &[server.partner()]] {
                    let astray = ask(&own, headers).await;
                    assert!([403, 404].contains(&astray.status), "{method} {path}: {astray:?}");
                }
            }
        }
    }
    assert!(tried >= 13, "{tried}");
    let (kept, total) = server.app.store.connections(&other, 9, 0).await.unwrap();
    assert_eq!((total, kept[0].id.as_str(), kept[0].status.as_str()), (1, theirs.as_str(), "Linked"));
    assert_eq!(server.keys(&other).await, 1);
    assert_eq!(server.app.store.company(&other).await.unwrap().unwrap().name, "Acme");
}
