//! How often what strangers send may fail, by network address and by token.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{Method, header},
    routing::get,
};
use maxio_link_server::{auth::AddressSource, http};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{KEY, PARTNER_ORIGIN, Reply, Server, Setup, call, own_page, request};

const HERE: &str = "192.0.2.7";
const ELSEWHERE: &str = "192.0.2.8";
/// Of each kind that may fail within ten minutes at one address.
const ALLOWED: usize = 30;
/// The same for a token, within an hour.
const ALLOWED_BY_TOKEN: usize = 20;

type Guess<'a> = (Method, &'a str, &'a [(&'a str, String)], Option<&'a Value>);

impl Server {
    /// As if the connection came from there.
    async fn call_from(
        &self,
        peer: &str,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Option<&Value>,
    ) -> Reply {
        let mut request = call(method, path, headers, body);
        request.extensions_mut().insert(peer_at(peer));
        self.send(request).await
    }

    /// Asks with a company token that is none.
    async fn guess(&self, peer: &str, headers: &[(&str, String)]) -> Reply {
        let headers = [&[("authorization", "Bearer a-guess".to_owned())], headers].concat();
        self.call_from(peer, Method::GET, "/companies/any/connections", &headers, None).await
    }

    /// Guesses until the limit is reached.
    async fn guess_in_vain(&self, peer: &str) {
        for _ in 0..ALLOWED {
            assert_eq!(self.guess(peer, &[]).await.code(), 1011);
        }
        is_limited(&self.guess(peer, &[]).await, 600);
    }

    async fn link_from(&self, peer: &str, company: &str, token: &str, key: &str) -> Reply {
        let headers = [("authorization", format!("Bearer {token}"))];
        let path = format!("/companies/{company}/connections");
        self.call_from(peer, Method::POST, &path, &headers, Some(&request(key, "acme"))).await
    }

    /// As if so many minutes had passed, for this table.
    async fn pass(&self, table: &str, minutes: i64) {
        let statement = format!("UPDATE {table} SET made_at = made_at - $1");
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(minutes * 60_000)
            .execute(&self.database().await)
            .await
            .unwrap();
    }
}

fn peer_at(address: &str) -> ConnectInfo<SocketAddr> {
    ConnectInfo(SocketAddr::new(address.parse().unwrap(), 40_000))
}

/// 1005, whole, with seconds to wait that are true.
fn is_limited(reply: &Reply, at_most: u64) {
    assert_eq!((reply.status, reply.code()), (429, 1005), "{reply:?}");
    let wait: u64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=at_most).contains(&wait) && wait > at_most - 120, "{wait}");
    assert_eq!(reply.json()["canBeRetried"], "True");
}

#[tokio::test]
async fn credentials_of_every_kind_are_guessed_from_one_address_a_limited_number_of_times() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let sessions = format!("/company/{company}/session");
    let connections = format!("/companies/{company}/connections");
    let partner = [("authorization", "Basic YS1ndWVzcw==".to_owned())];
    let token = [("authorization", "Bearer a-guess".to_owned())];
    let mut session = own_page();
    session.push(("cookie", format!("maxio_link_{company}=a-guess")));
    let page = own_page();
    let password = json!({"oneTimePassword": "a-guess"});
    let guesses: [Guess<'_>; 6] = [
        (Method::GET, "/companies", &partner, None),
        (Method::GET, &connections, &partner, None),
        (Method::GET, &connections, &token, None),
        (Method::GET, "/frame/session", &[token.as_slice(), &own_page()].concat(), None),
        (Method::GET, &sessions, &session, None),
        (Method::POST, &sessions, &page, Some(&password)),
    ];
    for (number, (method, path, headers, body)) in guesses.iter().cycle().take(ALLOWED).enumerate() {
        let reply = server.call_from(HERE, method.clone(), path, headers, *body).await;
        assert_eq!(reply.status, 401, "{number} {path} {reply:?}");
    }
    for (method, path, headers, body) in &guesses {
        let reply = server.call_from(HERE, method.clone(), path, headers, *body).await;
        is_limited(&reply, 600);
        assert_eq!(reply.header("www-authenticate"), None);
        let elsewhere = server.call_from(ELSEWHERE, method.clone(), path, headers, *body).await;
        assert_eq!(elsewhere.status, 401, "another address is another client");
    }
    server.pass("strikes", 10).await;
    assert_eq!(server.guess(HERE, &[]).await.code(), 1011, "and it ends");
}

#[tokio::test]
async fn who_has_good_credentials_is_not_locked_out_by_those_who_guess_beside_them() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let password = server.one_time_password(&company).await;
    server.guess_in_vain(HERE).await;
    let body = json!({ "oneTimePassword": password });
    let path = format!("/company/{company}/session");
    let opened = server.call_from(HERE, Method::POST, &path, &own_page(), Some(&body)).await;
    assert_eq!(opened.status, 200, "{opened:?}");
    let token = server.token(&company).await;
    assert_eq!(server.link_from(HERE, &company, &token, "wrong-key").await.code(), 1001);
    assert_eq!(server.link_from(HERE, &company, &token, KEY).await.status, 201);
    let partners = server.call_from(HERE, Method::GET, "/companies", &[server.partner()], None).await;
    assert_eq!(partners.status, 200);
    // What was not refused has not been counted.
    for _ in 0..2 * ALLOWED {
        assert_eq!(server.call_from(ELSEWHERE, Method::GET, "/companies", &[], None).await.status, 401);
        let good = server.call_from(ELSEWHERE, Method::GET, "/companies", &[server.partner()], None).await;
        assert_eq!(good.status, 200);
    }
    assert_eq!(server.guess(ELSEWHERE, &[]).await.code(), 1011);
}

#[tokio::test]
async fn an_ipv6_client_is_its_64_and_an_ipv4_address_is_the_same_in_both_notations() {
    let server = Server::start().await;
    for number in 0..ALLOWED {
        let peer = format!("2001:db8:1:2:{number:x}::{number:x}");
        assert_eq!(server.guess(&peer, &[]).await.code(), 1011);
    }
    is_limited(&server.guess("2001:db8:1:2:ffff::ffff", &[]).await, 600);
    assert_eq!(server.guess("2001:db8:1:3::1", &[]).await.code(), 1011);
    server.guess_in_vain(HERE).await;
    is_limited(&server.guess(&format!("::ffff:{HERE}"), &[]).await, 600);
}

#[tokio::test]
async fn a_header_that_nobody_told_of_changes_nothing() {
    let server = Server::start().await;
    for number in 0..ALLOWED {
        let forged = [
            ("x-forwarded-for", format!("198.51.100.{number}")),
            ("x-real-ip", format!("198.51.100.{number}")),
            ("cf-connecting-ip", format!("198.51.100.{number}")),
            ("forwarded", format!("for=198.51.100.{number}")),
        ];
        assert_eq!(server.guess(HERE, &forged).await.code(), 1011);
    }
    let forged = [("x-forwarded-for", ELSEWHERE.to_owned())];
    is_limited(&server.guess(HERE, &forged).await, 600);
    assert_eq!(server.guess(ELSEWHERE, &[]).await.code(), 1011, "nor is anybody else blamed");
}

#[tokio::test]
async fn behind_a_proxy_the_last_entry_of_its_header_counts_and_no_earlier_one() {
    let setup = Setup { client_address: AddressSource::XForwardedFor, ..Setup::default() };
    let server = Server::with(setup).await;
    let by_proxy = |forged: String, client: &str| [("x-forwarded-for", format!("{forged}, {client}"))];
    for number in 0..ALLOWED {
        let headers = by_proxy(format!("198.51.100.{number}"), HERE);
        assert_eq!(server.guess("127.0.0.1", &headers).await.code(), 1011);
    }
    is_limited(&server.guess("127.0.0.1", &by_proxy(ELSEWHERE.into(), HERE)).await, 600);
    // A second line of the same header: the proxy's is the last.
    let lines = [("x-forwarded-for", ELSEWHERE.to_owned()), ("x-forwarded-for", HERE.to_owned())];
    is_limited(&server.guess("127.0.0.1", &lines).await, 600);
    assert_eq!(server.guess("127.0.0.1", &by_proxy(HERE.into(), ELSEWHERE)).await.code(), 1011);
    // Without one, the proxy itself is not blamed for its clients.
    for _ in 0..=ALLOWED {
        let nonsense = [("x-forwarded-for", "unknown".to_owned())];
        assert_eq!(server.guess("10.0.0.1", &nonsense).await.code(), 1011);
    }
}

#[tokio::test]
async fn a_proxy_that_nobody_told_of_locks_nobody_out() {
    let server = Server::start().await;
    for peer in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
        for _ in 0..=ALLOWED {
            assert_eq!(server.guess(peer, &[]).await.code(), 1011);
        }
    }
}

#[tokio::test]
async fn the_peer_of_a_real_connection_comes_with_each_of_its_requests() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let echo = get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| format!("<{peer}>"));
    tokio::spawn(http::serve(listener, Router::new().route("/", echo), std::future::pending()));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let peer = format!("<{}>", stream.local_addr().unwrap());
    let head = "GET / HTTP/1.1\r\nHost: a\r\n";
    stream.write_all(format!("{head}\r\n{head}Connection: close\r\n\r\n").as_bytes()).await.unwrap();
    let mut answered = String::new();
    stream.read_to_string(&mut answered).await.unwrap();
    assert_eq!(answered.matches(&peer).count(), 2, "{answered}");
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_can_read_that_it_has_to_wait() {
    let server = Server::start().await;
    let company = server.company(None).await;
    server.guess_in_vain(HERE).await;
    let headers = [("authorization", "Bearer a-guess".to_owned()), ("origin", PARTNER_ORIGIN.to_owned())];
    let path = format!("/companies/{company}/connections");
    let reply = server.call_from(HERE, Method::POST, &path, &headers, Some(&request(KEY, "acme"))).await;
    is_limited(&reply, 600);
    assert_eq!(reply.header("access-control-allow-origin"), Some(PARTNER_ORIGIN));
    assert_eq!(reply.header("access-control-expose-headers"), Some("retry-after,x-correlation-id"));
    assert!(server.maxio.seen().is_empty());
}

#[tokio::test]
async fn keys_are_tried_from_one_address_a_limited_number_of_times_whatever_the_company() {
    let server = Server::start().await;
    for _ in 0..ALLOWED / 10 {
        let company = server.company(None).await;
        let token = server.token(&company).await;
        assert_eq!(server.link_from(HERE, &company, &token, KEY).await.status, 201, "success is not counted");
        for _ in 0..10 {
            assert_eq!(server.link_from(HERE, &company, &token, "wrong-key").await.code(), 1001);
        }
    }
    let company = server.company(None).await;
    let token = server.token(&company).await;
    let asked = server.maxio.seen().len();
    for _ in 0..15 {
        is_limited(&server.link_from(HERE, &company, &token, KEY).await, 600);
    }
    assert_eq!(server.maxio.seen().len(), asked, "the limit protects Maxio");
    // What was not tried counts neither for the company nor for the token.
    assert_eq!(server.link_from(ELSEWHERE, &company, &token, KEY).await.status, 201);
    // The partner's server posts the keys of all merchants.
    let path = format!("/companies/{company}/connections");
    let body = request(KEY, "acme");
    let partners = server.call_from(HERE, Method::POST, &path, &[server.partner()], Some(&body)).await;
    assert_eq!(partners.status, 200, "{partners:?}");
    assert_eq!(server.guess(HERE, &[]).await.code(), 1011, "one limit is not the other");
}

#[tokio::test]
async fn failed_attempts_count_for_the_token_too_as_long_as_it_lives() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let token = server.token(&company).await;
    for number in 0..ALLOWED_BY_TOKEN {
        if number == 10 {
            server.pass("attempts", 10).await; // the company's limit
        }
        // From wherever it is used.
        let peer = format!("192.0.2.{number}");
        assert_eq!(server.link_from(&peer, &company, &token, "wrong-key").await.code(), 1001);
    }
    server.pass("attempts", 10).await;
    let asked = server.maxio.seen().len();
    is_limited(&server.link_from(HERE, &company, &token, KEY).await, 3600);
    assert_eq!(server.maxio.seen().len(), asked);
    let another = server.token(&company).await;
    assert_eq!(server.link_from(HERE, &company, &another, KEY).await.status, 201, "another token is good");
}

#[tokio::test]
async fn failed_attempts_count_for_the_hosted_pages_session_too() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let body = json!({"oneTimePassword": server.one_time_password(&company).await});
    let path = format!("/company/{company}/session");
    let opened = server.call(Method::POST, &path, &own_page(), Some(&body)).await;
    let cookie = opened.cookie().unwrap().split(';').next().unwrap().to_owned();
    let headers = [own_page(), vec![("cookie", cookie)]].concat();
    let path = format!("/companies/{company}/connections");
    for _ in 0..ALLOWED_BY_TOKEN / 10 {
        for _ in 0..10 {
            let refused =
                server.call(Method::POST, &path, &headers, Some(&request("wrong-key", "acme"))).await;
            assert_eq!(refused.code(), 1001);
        }
        server.pass("attempts", 10).await;
    }
    is_limited(&server.call(Method::POST, &path, &headers, Some(&request(KEY, "acme"))).await, 3600);
}

#[tokio::test]
async fn passwords_of_operators_are_guessed_from_one_address_a_limited_number_of_times() {
    let server = Server::start().await;
    let password = "correct horse battery";
    let hash = maxio_link_server::auth::password::hash(password.into()).await.unwrap();
    assert!(server.app.store.create_user("ada", &hash).await.unwrap());
    let sign_in = async |peer: &str, name: &str, password: &str| {
        let form: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("name", name), ("password", password), ("next", "")])
            .finish();
        let mut request = Request::post("/portal/sign-in").extension(peer_at(peer));
        for (name, value) in own_page() {
            request = request.header(name, value);
        }
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        server.send(request.body(Body::from(form)).unwrap()).await
    };
    assert_eq!(sign_in(HERE, "ada", password).await.status, 303, "success is not counted");
    for number in 0..ALLOWED {
        assert_eq!(sign_in(HERE, &format!("name-{number}"), "a guess").await.status, 403);
    }
    for _ in 0..15 {
        let limited = sign_in(HERE, "ada", password).await;
        assert_eq!(limited.status, 429, "{limited:?}");
        let wait: u64 = limited.header("retry-after").unwrap().parse().unwrap();
        assert!((480..=600).contains(&wait), "{wait}");
        assert!(limited.body.contains("from your network address"), "{limited:?}");
    }
    assert_eq!(
        sign_in(ELSEWHERE, "ada", password).await.status,
        303,
        "and no operator is locked out elsewhere"
    );
}

#[tokio::test]
async fn strikes_at_the_same_moment_do_not_slip_through_and_their_time_ends() {
    let server = Server::start().await;
    let mut strikes = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let store = server.app.store.clone();
        strikes.spawn(async move { store.strike("somebody", 10, 60_000).await.unwrap().is_ok() });
    }
    let let_through = strikes.join_all().await.into_iter().filter(|made| *made).count();
    assert!((1..=10).contains(&let_through), "{let_through}");
    server.pass("strikes", 24 * 60 + 1).await;
    server.app.store.strike("somebody", 10, 60_000).await.unwrap().unwrap();
    server.app.store.purge(server.app.config.retention).await.unwrap();
    let (kept,): (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM strikes").fetch_one(&server.database().await).await.unwrap();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn the_database_holds_no_address() {
    let server = Server::start().await;
    let company = server.company(None).await;
    let token = server.token(&company).await;
    server.guess(HERE, &[]).await;
    server.guess("2001:db8:1:2::7", &[]).await;
    server.link_from(HERE, &company, &token, "wrong-key").await;
    assert!(!server.cells_like("%").await.is_empty(), "the search finds what is there");
    for address in [HERE, "2001:db8"] {
        assert_eq!(server.cells_like(&format!("%{address}%")).await, Vec::<String>::new(), "{address}");
    }
}
