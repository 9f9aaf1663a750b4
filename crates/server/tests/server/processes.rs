//! Several processes of the real program on one PostgreSQL, behaving as one, and killed.

use std::{
    collections::{BTreeMap, HashSet},
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap};
use maxio_link_server::{
    routes::{check_company, site_tags},
    store::{Door, Store},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::{
    database,
    support::{KEY, Maxio, PUBLIC, build_in, request},
};

const PROCESSES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(180);
const PASSWORD: &str = "correct horse battery";
/// Between two looks at something that another process changes.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Processes on one database. Each can be killed, and is then replaced by a new one.
struct Cluster {
    folder: tempfile::TempDir,
    database: String,
    store: Store,
    partner_key: String,
    maxio: Maxio,
    running: Mutex<Vec<Process>>,
    http: reqwest::Client,
}

struct Process {
    child: Child,
    address: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        // SIGKILL: it has no time for anything.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Cluster {
    async fn start() -> Arc<Self> {
        let database = database::fresh_postgres().await;
        let folder = tempfile::tempdir().unwrap();
        build_in(folder.path());
        let maxio = Maxio::start().await;
        let store = Store::open(&database).await.unwrap();
        store.enable_integration(true).await.unwrap();
        let partner_key = store.create_partner_key("tests").await.unwrap().expose_secret().to_owned();
        let key = ["master-key", "generate", "--out", "key"];
        assert!(program(&folder).args(key).status().unwrap().success());
        maxio_link_server::maxio::MaxioClient::new(Default::default()).unwrap(); // installs the TLS provider
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let http = http.timeout(Duration::from_secs(20)).build().unwrap();
        let cluster = Self { folder, database, store, partner_key, maxio, running: Mutex::default(), http };
        // All at once, onto an empty database.
        std::thread::scope(|scope| {
            let starting: Vec<_> = (0..PROCESSES).map(|_| scope.spawn(|| cluster.spawn())).collect();
            let all = starting.into_iter().map(|process| process.join().unwrap());
            cluster.running.lock().unwrap().extend(all);
        });
        Arc::new(cluster)
    }

    fn spawn(&self) -> Process {
        let mut child = program(&self.folder)
            .args(["serve", "--listen", "127.0.0.1:0", "--public-url", PUBLIC, "--reload-assets"])
            .args(["--database", &self.database, "--master-key-file", "key", "--private-webhooks"])
            .args(["--maxio-base-url", &self.maxio.template(), "--client-address", "x-forwarded-for"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("it does not start").to_owned();
        Process { child, address }
    }

    /// Kills one in the middle of whatever it does, and starts another in its place.
    fn kill(&self, which: usize) {
        drop(self.running.lock().unwrap().remove(which));
        let replacement = self.spawn();
        self.running.lock().unwrap().insert(which, replacement);
    }

    /// The address of one of them; of another for each number.
    fn at(&self, number: usize) -> String {
        let running = self.running.lock().unwrap();
        running[number % running.len()].address.clone()
    }

    async fn company(&self) -> String {
        let new = check_company("Acme", None, site_tags(None, "US")).unwrap();
        self.store.create_company(new).await.unwrap().id
    }

    async fn token(&self, company: &str) -> String {
        self.store.issue(Door::AccessToken, company).await.unwrap().expose_secret().to_owned()
    }

    /// Status and body; none where the process died on it.
    async fn post(
        &self,
        number: usize,
        path: &str,
        headers: &[(&str, String)],
        body: &Value,
    ) -> Option<(u16, Value)> {
        let answer = self.send(number, path, headers, "application/json", body.to_string()).await?;
        let status = answer.status().as_u16();
        let text = answer.text().await.ok()?;
        Some((status, serde_json::from_str(&text).ok()?))
    }

    async fn send(
        &self,
        number: usize,
        path: &str,
        headers: &[(&str, String)],
        kind: &str,
        body: String,
    ) -> Option<reqwest::Response> {
        let mut request = self.http.post(format!("{}{path}", self.at(number))).header("content-type", kind);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request.body(body).send().await.ok()
    }

    /// The status of a page, of which no redirect is followed.
    async fn status(&self, number: usize, path: &str, cookie: &str) -> u16 {
        let request = self.http.get(format!("{}{path}", self.at(number))).header("cookie", cookie);
        request.send().await.unwrap().status().as_u16()
    }

    async fn count(&self, statement: &'static str) -> i64 {
        let database = sqlx::AnyPool::connect(&self.database).await.unwrap();
        let (count,): (i64,) = sqlx::query_as(statement).fetch_one(&database).await.unwrap();
        database.close().await;
        count
    }

    /// As if so many minutes had gone by for failed attempts.
    async fn pass(&self, minutes: i64) {
        let database = sqlx::AnyPool::connect(&self.database).await.unwrap();
        let statement = "UPDATE attempts SET made_at = made_at - $1";
        sqlx::query(statement).bind(minutes * 60 * 1000).execute(&database).await.unwrap();
        database.close().await;
    }

    fn partner(&self) -> (&'static str, String) {
        use base64::{Engine, engine::general_purpose::STANDARD};
        ("authorization", format!("Basic {}", STANDARD.encode(&self.partner_key)))
    }
}

/// What a browser would send back.
fn cookie_of(answer: &reqwest::Response) -> Option<String> {
    answer.headers().get("set-cookie")?.to_str().ok()?.split(';').next().map(str::to_owned)
}

fn program(folder: &tempfile::TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maxio-link-server"));
    command.current_dir(folder.path()).env_clear();
    command
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: `cargo xtask test` has one"]
async fn several_processes_are_one_to_passwords_sessions_limits_and_idempotency_keys() {
    let cluster = Cluster::start().await;
    let company = cluster.company().await;
    let origin = ("origin", PUBLIC.to_owned());

    // A one-time password opens one session, at whichever process; the session is good at each of them.
    let password = cluster.store.issue(Door::OneTimePassword, &company).await.unwrap();
    let body = json!({"oneTimePassword": password.expose_secret()});
    let session = format!("/company/{company}/session");
    let (json, origin) = ("application/json", std::slice::from_ref(&origin));
    let spend = |number| cluster.send(number, &session, origin, json, body.to_string());
    let (a, b, c, d) = tokio::join!(spend(0), spend(1), spend(2), spend(3));
    let answers = [a, b, c, d].map(Option::unwrap);
    let mut statuses = answers.each_ref().map(|answer| answer.status().as_u16());
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401, 401, 401]);
    let cookie = answers.iter().find_map(cookie_of).unwrap();
    for number in 0..PROCESSES {
        assert_eq!(cluster.status(number, &session, &cookie).await, 200);
    }

    // An operator who has signed in at one of them is signed in at each, and out of each.
    let hash = maxio_link_server::auth::password::hash(PASSWORD.into()).await.unwrap();
    assert!(cluster.store.create_user("ada", &hash).await.unwrap());
    let form = format!("name=ada&password={}", PASSWORD.replace(' ', "+"));
    let kind = "application/x-www-form-urlencoded";
    let opened = cluster.send(0, "/portal/sign-in", origin, kind, form).await.unwrap();
    let cookie = cookie_of(&opened).unwrap();
    for number in 0..PROCESSES {
        assert_eq!(cluster.status(number, "/portal/companies", &cookie).await, 200);
    }
    assert!(cluster.store.set_password("ada", &hash).await.unwrap());
    for number in 0..PROCESSES {
        assert_eq!(cluster.status(number, "/portal/companies", &cookie).await, 303);
    }

    // Ten failed attempts are enough, however they are spread.
    let token = ("authorization", format!("Bearer {}", cluster.token(&company).await));
    let path = format!("/companies/{company}/connections");
    let wrong = request("wrong-key", "acme");
    let attempts: Vec<_> = (0..25)
        .map(|number| {
            let (cluster, path, token, wrong) = (cluster.clone(), path.clone(), token.clone(), wrong.clone());
            tokio::spawn(async move { cluster.post(number, &path, &[token], &wrong).await.unwrap() })
        })
        .collect();
    let mut codes = BTreeMap::<u64, usize>::new();
    for attempt in attempts {
        *codes.entry(attempt.await.unwrap().1["detailedErrorCode"].as_u64().unwrap()).or_default() += 1;
    }
    assert_eq!(codes, BTreeMap::from([(1001, 10), (1005, 15)]));

    // One attempt with one idempotency key, sent to all of them at once, links once.
    let company = cluster.company().await;
    let headers = [
        ("authorization", format!("Bearer {}", cluster.token(&company).await)),
        ("idempotency-key", "one".to_owned()),
    ];
    let path = format!("/companies/{company}/connections");
    let good = request(KEY, "acme");
    let link = |number| cluster.post(number, &path, &headers, &good);
    let (a, b, c) = tokio::join!(link(0), link(1), link(2));
    for (status, body) in [a, b, c].map(Option::unwrap) {
        assert!(status == 201 || body["detailedErrorCode"] == 1014, "{status} {body}");
    }
    let (status, answer) = link(1).await.unwrap();
    assert_eq!((status, link(2).await.unwrap().1), (201, answer), "each gives the same answer afterwards");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: `cargo xtask test` has one"]
async fn who_guesses_at_one_process_after_the_other_is_counted_as_at_one() {
    const BY_ADDRESS: usize = 30;
    const BY_TOKEN: usize = 20;
    const BY_COMPANY: usize = 10;
    const BY_NAME: usize = 10;

    let cluster = Cluster::start().await;
    let company = cluster.company().await;
    let path = format!("/companies/{company}/connections");
    let from = |address: &str| ("x-forwarded-for", address.to_owned());
    let bearer = |token: String| ("authorization", format!("Bearer {token}"));
    let code = |answer: Option<(u16, Value)>| answer.unwrap().1["detailedErrorCode"].as_u64().unwrap();

    // Tokens that are none, from one address.
    let wrong = request("wrong-key", "acme");
    let guess = async |number, address| {
        let headers = [bearer("a-guess".into()), from(address)];
        code(cluster.post(number, &path, &headers, &wrong).await)
    };
    for number in 0..BY_ADDRESS {
        assert_eq!(guess(number, "192.0.2.7").await, 1011);
    }
    for number in 0..PROCESSES {
        assert_eq!(guess(number, "192.0.2.7").await, 1005, "at each of them");
        assert_eq!(guess(number, "192.0.2.8").await, 1011, "and nobody else");
    }

    // Keys that Maxio refuses, with one token, from wherever it is used.
    let token = cluster.token(&company).await;
    let link = async |number: usize, key| {
        let headers = [bearer(token.clone()), from(&format!("198.51.100.{number}"))];
        code(cluster.post(number, &path, &headers, &request(key, "acme")).await)
    };
    for number in 0..BY_TOKEN {
        if number == BY_COMPANY {
            cluster.pass(10).await;
        }
        assert_eq!(link(number, "wrong-key").await, 1001);
    }
    cluster.pass(10).await;
    let asked = cluster.maxio.seen().len();
    for number in 0..PROCESSES {
        assert_eq!(link(number, KEY).await, 1005);
    }
    assert_eq!(cluster.maxio.seen().len(), asked, "Maxio is not asked");

    // Passwords of an operator, and of many names from one address.
    let hash = maxio_link_server::auth::password::hash(PASSWORD.into()).await.unwrap();
    assert!(cluster.store.create_user("ada", &hash).await.unwrap());
    let sign_in = async |number, address: String, name: String, password: &str| {
        let headers = [("origin", PUBLIC.to_owned()), from(&address)];
        let form = format!("name={name}&password={}", password.replace(' ', "+"));
        let kind = "application/x-www-form-urlencoded";
        cluster.send(number, "/portal/sign-in", &headers, kind, form).await.unwrap().status().as_u16()
    };
    for number in 0..BY_NAME {
        assert_eq!(sign_in(number, format!("203.0.113.{number}"), "ada".into(), "a guess").await, 403);
    }
    for number in 0..PROCESSES {
        assert_eq!(sign_in(number, "203.0.113.99".into(), "ada".into(), PASSWORD).await, 429);
    }
    assert!(cluster.store.create_user("grace", &hash).await.unwrap());
    for number in 0..BY_ADDRESS {
        assert_eq!(sign_in(number, "192.0.2.7".into(), format!("name-{number}"), "a guess").await, 403);
    }
    for number in 0..PROCESSES {
        assert_eq!(sign_in(number, "192.0.2.7".into(), "grace".into(), PASSWORD).await, 429);
        assert_eq!(sign_in(number, "192.0.2.8".into(), "grace".into(), PASSWORD).await, 303);
    }
}

/// What a consumer had: how often each message came, by `webhook-id`.
type Inbox = Arc<Mutex<BTreeMap<String, (Value, usize)>>>;

async fn take(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) {
    let id = headers["webhook-id"].to_str().unwrap().to_owned();
    let body = serde_json::from_slice(&body).unwrap();
    inbox.lock().unwrap().entry(id).or_insert((body, 0)).1 += 1;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: `cargo xtask test` has one"]
async fn nothing_acknowledged_is_lost_and_nothing_happens_twice_when_processes_are_killed() {
    const COMPANIES: usize = 60;
    const MERCHANTS: usize = 6;
    const KILLS: usize = 9;

    let cluster = Cluster::start().await;
    let inbox = Inbox::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let routes = Router::new().fallback(take).with_state(inbox.clone());
    tokio::spawn(IntoFuture::into_future(axum::serve(listener, routes)));
    let (status, _) =
        cluster.post(0, "/webhooks", &[cluster.partner()], &json!({ "url": url })).await.unwrap();
    assert_eq!(status, 201);

    let acknowledged = Arc::new(AtomicUsize::new(0));
    let lost_answers = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let merchants: Vec<_> = (0..MERCHANTS)
        .map(|merchant| {
            let (cluster, acknowledged, lost) = (cluster.clone(), acknowledged.clone(), lost_answers.clone());
            tokio::spawn(async move {
                let mut linked = Vec::new();
                for turn in 0..COMPANIES / MERCHANTS {
                    let company = cluster.company().await;
                    let password = cluster.store.issue(Door::OneTimePassword, &company).await.unwrap();
                    let spent = spend_everywhere(&cluster, &company, password.expose_secret()).await;
                    assert!(spent <= 1, "a one-time password opened {spent} sessions");
                    let connection = link(&cluster, &company, merchant + turn, &lost, begun).await;
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                    linked.push((company, connection));
                }
                linked
            })
        })
        .collect();

    let mut kills = 0;
    while kills < KILLS {
        assert!(
            begun.elapsed() < PATIENCE,
            "{} links after {kills} kills",
            acknowledged.load(Ordering::SeqCst)
        );
        // Spread over the whole of it, so that each falls into the middle of something.
        if acknowledged.load(Ordering::SeqCst) >= kills * COMPANIES / (KILLS + 1) {
            let cluster = cluster.clone();
            tokio::task::spawn_blocking(move || cluster.kill(kills % PROCESSES)).await.unwrap();
            kills += 1;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    let mut linked = Vec::new();
    for merchant in merchants {
        linked.extend(merchant.await.unwrap());
    }
    assert_eq!(linked.len(), COMPANIES);

    // Everything acknowledged is there, once, as it was acknowledged.
    for (company, connection) in &linked {
        let (kept, total) = cluster.store.connections(company, 10, 0).await.unwrap();
        assert_eq!((total, &kept[0].id), (1, connection));
        assert!(cluster.store.sealed_key(company, connection).await.unwrap().is_some());
    }
    assert_eq!(cluster.count("SELECT COUNT(*) FROM consents").await, 0, "none was posted");

    // Every change was told of: once, except where the process died between sending and noting it.
    let (waiting, begun_waiting) =
        ("SELECT COUNT(*) FROM webhook_deliveries WHERE state <> 'delivered'", Instant::now());
    while cluster.count(waiting).await > 0 {
        assert!(begun_waiting.elapsed() < PATIENCE, "webhooks are not delivered");
        tokio::time::sleep(LOOK_AGAIN * 10).await;
    }
    let inbox = inbox.lock().unwrap().clone();
    let mut told = BTreeMap::<(String, String), usize>::new();
    for (body, _) in inbox.values() {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let key = (text(&body["payload"]["connection"]["id"]), text(&body["eventType"]));
        *told.entry(key).or_default() += 1;
    }
    let expected: HashSet<_> = linked
        .iter()
        .flat_map(|(_, connection)| {
            ["connection.created", "connection.connected"].map(|event| (connection.clone(), event.to_owned()))
        })
        .collect();
    assert_eq!(told.keys().cloned().collect::<HashSet<_>>(), expected);
    assert!(told.values().all(|count| *count == 1), "{told:?}");

    let deliveries: usize = inbox.values().map(|(_, times)| times).sum();
    println!(
        "{PROCESSES} processes, {kills} killed: {} links acknowledged, {} requests lost to a kill and sent again, \
         {} messages, {} delivered again, in {:.0} s",
        linked.len(),
        lost_answers.load(Ordering::SeqCst),
        inbox.len(),
        deliveries - inbox.len(),
        begun.elapsed().as_secs_f64(),
    );
    assert!(lost_answers.load(Ordering::SeqCst) > 0, "no kill fell into the middle of anything");
}

/// How many processes said that the password opened a session.
async fn spend_everywhere(cluster: &Cluster, company: &str, password: &str) -> usize {
    let body = json!({ "oneTimePassword": password });
    let (session, origin) = (format!("/company/{company}/session"), [("origin", PUBLIC.to_owned())]);
    let spend = |number| cluster.post(number, &session, &origin, &body);
    let (a, b, c) = tokio::join!(spend(0), spend(1), spend(2));
    [a, b, c].into_iter().flatten().filter(|(status, _)| *status == 200).count()
}

/// As Link does it: the same attempt, until it is answered. Gives the connection's id.
async fn link(cluster: &Cluster, company: &str, first: usize, lost: &AtomicUsize, begun: Instant) -> String {
    let headers = [
        ("authorization", format!("Bearer {}", cluster.token(company).await)),
        ("idempotency-key", uuid::Uuid::new_v4().to_string()),
    ];
    let path = format!("/companies/{company}/connections");
    let mut number = first;
    loop {
        assert!(begun.elapsed() < PATIENCE, "a link is never answered");
        match cluster.post(number, &path, &headers, &request(KEY, "acme")).await {
            Some((201, body)) => return body["id"].as_str().unwrap().to_owned(),
            // An earlier try is believed to be on its way, or fell with its process.
            Some((409, body)) if body["detailedErrorCode"] == 1014 => {
                tokio::time::sleep(LOOK_AGAIN * 4).await;
            }
            None => {
                lost.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            // 200 among them: it would mean that the same attempt linked twice.
            Some(other) => panic!("{other:?}"),
        }
        number += 1;
    }
}
