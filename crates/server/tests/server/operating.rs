//! The program as an operator runs it: settings, health, metrics, logs, and its other commands.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use axum::http::Method;
use maxio_link_server::{
    routes::{check_company, site_tags},
    store::Store,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::{
    database,
    support::{KEY, Maxio, Server, build_in, request},
};

/// For what a server does by itself.
const PATIENCE: Duration = Duration::from_secs(30);

struct Running {
    child: Child,
    address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maxio-link-server"));
    command.current_dir(folder).env_clear();
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    command(folder).args(words).output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn errors(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with a widget, a master key and a settings file.
fn folder(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    build_in(folder.path());
    out(&run(folder.path(), &["master-key", "generate", "--out", "key"]));
    std::fs::write(folder.path().join("link.toml"), settings).unwrap();
    folder
}

fn serve(folder: &Path, more: &[&str]) -> Running {
    serve_with(command(folder), more)
}

fn serve_with(mut command: Command, more: &[&str]) -> Running {
    let mut child = command
        .args(["serve", "--config", "link.toml"])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").expect("it does not start").to_owned();
    Running { child, address }
}

const SETTINGS: &str = r#"
listen = "127.0.0.1:0"
database = "sqlite://from-the-file.db"
master-key-file = "key"
assets = "dist"
public-url = "https://link.example.com"
partner-name = "From The File"
allow-origin = ["https://a.example.com", "https://b.example.com"]
reload-assets = true
"#;

async fn get(url: &str) -> (u16, String) {
    maxio_link_server::maxio::MaxioClient::new(Default::default()).unwrap(); // installs the TLS provider
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn settings_come_from_a_file_below_the_environment_and_the_command_line() {
    let folder = folder(SETTINGS);
    let server = serve(folder.path(), &["--partner-name", "From The Command Line"]);
    assert!(folder.path().join("from-the-file.db").exists());
    assert_eq!(get(&format!("{}/healthz", server.address)).await, (200, "ok".into()));
    let names = async |server: &Running| {
        let frame = get(&format!("{}/frame", server.address)).await.1;
        ["File", "Environment", "Command Line"].map(|place| frame.contains(&format!("From The {place}")))
    };
    assert_eq!(names(&server).await, [false, false, true]);
    let in_environment = |more: &[&str]| {
        let mut command = command(folder.path());
        command.env("MAXIO_LINK_PARTNER_NAME", "From The Environment");
        serve_with(command, more)
    };
    assert_eq!(names(&serve(folder.path(), &[])).await, [true, false, false]);
    assert_eq!(names(&in_environment(&[])).await, [false, true, false]);
    let both = in_environment(&["--partner-name", "From The Command Line"]);
    assert_eq!(names(&both).await, [false, false, true]);
    // The same file serves the other commands too.
    let made = out(&run(folder.path(), &["company", "create", "--name", "Acme", "--config", "link.toml"]));
    assert!(made.contains("Link URL: https://link.example.com/company/"), "{made}");

    for (settings, says) in [
        ("public-ulr = 'https://a.example.com'", "there is no option \"public-ulr\""),
        ("listen = ", "is not TOML"),
        ("listen = { port = 1 }", "must be a text"),
        ("config = 'another.toml'", "there is no option \"config\""),
        ("listen = 'nowhere'", "nowhere"),
    ] {
        std::fs::write(folder.path().join("bad.toml"), settings).unwrap();
        let errors = errors(&run(folder.path(), &["serve", "--config", "bad.toml"]));
        assert!(errors.starts_with("error: ") && errors.contains(says), "{settings}: {errors}");
    }
    let missing = errors(&run(folder.path(), &["serve", "--config", "missing.toml"]));
    assert!(missing.contains("cannot read the settings from missing.toml"), "{missing}");
}

#[tokio::test]
async fn log_lines_are_json_and_have_the_correlation_id_of_the_error() {
    let folder = folder(SETTINGS);
    let mut server = serve(folder.path(), &[]);
    let (status, body) = get(&format!("{}/nowhere", server.address)).await;
    assert_eq!(status, 404);
    let body: Value = serde_json::from_str(&body).unwrap();
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(server.child.wait().unwrap().success());
    let mut log = String::new();
    server.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered = lines.iter().find(|line| line["status"] == 404).unwrap();
    assert_eq!(answered["span"]["correlationId"], body["correlationId"], "{answered}");
    assert_eq!(answered["span"]["path"], "/nowhere");
}

/// A server that asks this Maxio, with a database that has Maxio switched on and one company; gives that, and a key.
async fn serve_company(folder: &Path, maxio: &Maxio) -> (Running, String, String) {
    let (company, key) = company_in(&database(folder)).await;
    let template = maxio.template();
    (serve(folder, &["--maxio-base-url", &template, "--private-webhooks"]), company, key)
}

/// A company in a new database that has Maxio switched on, and a partner's key.
async fn company_in(database: &str) -> (String, String) {
    let store = Store::open(database).await.unwrap();
    store.enable_integration(true).await.unwrap();
    let key = store.create_partner_key("tests").await.unwrap().expose_secret().to_owned();
    let company =
        store.create_company(check_company("Acme", None, site_tags(None, "US")).unwrap()).await.unwrap();
    store.close().await;
    (company.id, key)
}

fn database(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("from-the-file.db").display())
}

fn terminate(server: &Running) {
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
}

/// Posts with an API key; the status and what was answered.
async fn post(url: String, key: String, body: Value) -> (u16, Value) {
    maxio_link_server::maxio::MaxioClient::new(Default::default()).unwrap(); // installs the TLS provider
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = http.post(url).basic_auth(key, Some("")).header("content-type", "application/json");
    let answer = request.body(body.to_string()).send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_end_answers_who_waits_and_takes_nobody_else() {
    let (folder, maxio) = (folder(SETTINGS), Maxio::start().await);
    let (mut server, company, key) = serve_company(folder.path(), &maxio).await;
    let connections = format!("{}/companies/{company}/connections", server.address);
    let linking = tokio::spawn(post(connections.clone(), key, request(KEY, "slow")));
    maxio.wait_for("GET /us/slow/site.json").await;
    terminate(&server);
    let address = server.address.strip_prefix("http://").unwrap();
    while std::net::TcpStream::connect(address).is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(server.child.try_wait().unwrap().is_none(), "it waits for the key that is being checked");
    maxio.let_slow_ones_through();
    let (status, linked) = linking.await.unwrap();
    assert_eq!((status, linked["status"].as_str()), (201, Some("Linked")));
    assert!(server.child.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_checks_keys_again_delivers_and_forgets_by_itself() {
    let (folder, maxio) = (folder(SETTINGS), Maxio::start().await);
    let (server, company, key) = serve_company(folder.path(), &maxio).await;
    let hooks = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hook = json!({"url": format!("http://{}/", hooks.local_addr().unwrap())});
    assert_eq!(post(format!("{}/webhooks", server.address), key.clone(), hook).await.0, 201);
    let connections = format!("{}/companies/{company}/connections", server.address);
    assert_eq!(post(connections, key, request(KEY, "acme")).await.0, 201);
    tokio::time::timeout(PATIENCE, hooks.accept()).await.expect("no webhook came").unwrap();
    drop(server);

    let database = sqlx::AnyPool::connect(&database(folder.path())).await.unwrap();
    for age in [
        "UPDATE audit SET made_at = 1",
        "UPDATE connections SET checked_at = 1, updated_at = 1, attempted_at = 1",
    ] {
        sqlx::query(age).execute(&database).await.unwrap();
    }
    let template = maxio.template();
    // It checks as soon as it starts, perhaps before it is heard to listen.
    let before = maxio.seen().len();
    let _server = serve(folder.path(), &["--maxio-base-url", &template]);
    let begun = std::time::Instant::now();
    loop {
        let (old,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM audit").fetch_one(&database).await.unwrap();
        if old == 0 && maxio.seen()[before..].contains(&"GET /us/acme/webhooks.json".to_owned()) {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{old} lines are kept; asked: {:?}", &maxio.seen()[before..]);
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_server_is_ready_while_its_database_answers_and_it_is_not_shutting_down() {
    let server = Server::start().await;
    let get = |path: &'static str| server.call(Method::GET, path, &[], None);
    assert_eq!((get("/healthz").await.status, get("/readyz").await.status), (200, 200));
    server.app.stopping.cancel();
    assert_eq!((get("/healthz").await.status, get("/readyz").await.status), (200, 503));
    let server = Server::start().await;
    server.app.store.close().await;
    let unready = server.call(Method::GET, "/readyz", &[], None).await;
    assert_eq!((unready.status, unready.code()), (503, 0));
}

#[tokio::test]
async fn metrics_have_an_address_of_their_own_and_a_series_for_each_route() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = taken.local_addr().unwrap().to_string();
    drop(taken);
    let folder = folder(SETTINGS);
    let server = serve(folder.path(), &["--metrics-listen", &metrics]);
    for company in ["a", "b"] {
        assert_eq!(get(&format!("{}/companies/{company}", server.address)).await.0, 401);
    }
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for method in ["BREW", "STEEP"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        http.request(method, format!("{}/companies/a", server.address)).send().await.unwrap();
    }
    let (status, text) = get(&format!("http://{metrics}/metrics")).await;
    assert_eq!(status, 200);
    let wanted =
        r#"maxio_link_http_requests_total{method="GET",route="/companies/{company}",status="401"} 2"#;
    assert!(text.contains(wanted), "{text}");
    assert!(text.contains(r#"{method="other",route="/companies/{company}""#), "{text}");
    assert!(!text.contains("BREW") && !text.contains("STEEP"), "any word is a method: {text}");
    assert!(text.contains("maxio_link_webhook_deliveries_waiting 0"), "{text}");
    assert_eq!(get(&format!("http://{metrics}/readyz")).await.0, 200);
    assert_eq!(get(&format!("{}/metrics", server.address)).await.0, 404, "not for everybody");
}

#[test]
fn the_doctor_names_what_is_not_well_and_changes_nothing() {
    let folder = folder(SETTINGS);
    let doctor = |more: &[&str]| run(folder.path(), &[&["doctor", "--config", "link.toml"], more].concat());
    let fresh = out(&doctor(&[]));
    assert!(fresh.contains("ok    settings") && fresh.contains("ok    widget      version 1.0.0"), "{fresh}");
    assert!(fresh.contains("none yet: the first start"), "{fresh}");
    assert!(!folder.path().join("from-the-file.db").exists(), "it changes nothing");
    let nowhere = doctor(&["--database", "sqlite://no/such/folder.db"]);
    assert!(String::from_utf8_lossy(&nowhere.stdout).contains("FAIL  database"), "{nowhere:?}");
    let migrated = out(&run(folder.path(), &["migrate", "--config", "link.toml"]));
    assert!(migrated.starts_with("The database is up to date"), "{migrated}");
    assert!(out(&doctor(&[])).contains("ok    database    up to date"));
    std::fs::write(folder.path().join("dist/maxio-link.js"), "changed").unwrap();
    let damaged = doctor(&["--master-key-file", "missing"]);
    let said = String::from_utf8(damaged.stdout.clone()).unwrap();
    assert!(said.contains("FAIL  widget") && said.contains("FAIL  master key"), "{said}");
    assert!(errors(&damaged).contains("not well"));
}

#[tokio::test]
async fn the_doctor_shows_what_a_key_may_read_at_maxio() {
    let maxio = Maxio::start().await;
    let folder = folder(SETTINGS);
    let template = maxio.template();
    let output = tokio::task::spawn_blocking(move || {
        use std::io::Write;
        let mut child = command(folder.path())
            .args(["doctor", "maxio", "--site", "acme", "--maxio-base-url", &template])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"read-only-key\n").unwrap();
        child.wait_with_output().unwrap()
    });
    let said = out(&output.await.unwrap());
    let lines: Vec<_> = said.lines().collect();
    assert!(lines[0].starts_with("/site.json") && lines[0].ends_with("open to this key"), "{said}");
    assert!(lines[4].starts_with("/webhooks.json") && lines[4].contains("no admin permissions"), "{said}");
}

#[test]
fn a_mistyped_path_is_no_new_database() {
    let folder = folder("");
    for words in [
        &["api-key", "list"][..],
        &["api-key", "revoke", "--name", "a"],
        &["company", "create", "--name", "Acme", "--public-url", "https://link.example.com"],
        &["user", "create", "--name", "ada"],
        &["user", "password", "--name", "ada"],
        &["user", "delete", "--name", "ada"],
        &["user", "list"],
        &["rotate-master-key", "--master-key-file", "key"],
    ] {
        let said = errors(&run(folder.path(), &[words, &["--database", "sqlite://mistyped.db"]].concat()));
        assert!(said.contains("there is no database at mistyped.db"), "{words:?}: {said}");
        assert!(!folder.path().join("mistyped.db").exists(), "{words:?}");
    }
    let key = std::fs::read_to_string(folder.path().join("key")).unwrap();
    assert_eq!(key.lines().count(), 1, "no key was added");
}

#[test]
fn what_waits_and_what_is_counted_cannot_be_set_to_be_forgotten() {
    let folder = folder("");
    for option in ["--keep-deliveries-days", "--keep-audit-days"] {
        let said = errors(&run(folder.path(), &["doctor", option, "1"]));
        assert!(said.contains(option) && said.contains("is not in 7.."), "{said}");
    }
}

#[test]
fn api_keys_are_listed_and_revoked_by_name() {
    let folder = folder("");
    let database = ["--database", "sqlite://a.db"];
    let api_key = |words: &[&str]| run(folder.path(), &[&["api-key"], words, &database].concat());
    let key = out(&api_key(&["create", "--name", "production"]));
    out(&api_key(&["create", "--name", "staging"]));
    let listed = out(&api_key(&["list"]));
    assert!(listed.lines().count() == 2 && listed.contains("\tproduction"), "{listed}");
    assert!(!listed.contains(key.trim()));
    out(&api_key(&["revoke", "--name", "production"]));
    assert!(!out(&api_key(&["list"])).contains("production"));
    assert!(errors(&api_key(&["revoke", "--name", "production"])).contains("no API key named"));
}

/// The machine that docs/OPERATING.md speaks of, in a folder.
struct Machine {
    folder: tempfile::TempDir,
    /// Whom and what its lines name besides.
    words: Vec<(String, String)>,
    variables: Vec<(&'static str, String)>,
}

impl Machine {
    fn new(database: impl FnOnce(&Path) -> String) -> Self {
        let folder = folder("");
        for name in ["data", "backup", "place"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let at = |name: &str| folder.path().join(name).display().to_string();
        let words = [
            // There is no such user.
            ("-o maxio-link ", String::new()),
            ("/etc/maxio-link", folder.path().display().to_string()),
            ("/var/lib/maxio-link", at("data")),
            ("/another/place", at("place")),
            ("/backup", at("backup")),
            ("maxio-link-server ", format!("{} ", env!("CARGO_BIN_EXE_maxio-link-server"))),
        ];
        let words = words.map(|(documented, here)| (documented.to_owned(), here)).into();
        let database = database(folder.path());
        let settings = format!(
            "listen = '127.0.0.1:0'\nassets = 'dist'\ndatabase = '{database}'\nversions = '{}'",
            at("data/versions")
        );
        std::fs::write(folder.path().join("link.toml"), settings).unwrap();
        std::fs::rename(folder.path().join("key"), folder.path().join("data/master.key")).unwrap();
        Self { folder, words, variables: vec![("DATABASE", database)] }
    }

    /// Runs the one line of the documentation that begins so.
    fn follow(&self, beginning: &str) -> String {
        let documentation = include_str!("../../../../docs/OPERATING.md");
        let mut lines = documentation.lines().filter(|line| line.starts_with(beginning));
        let (line, more) = (lines.next(), lines.next());
        assert_eq!(more, None, "which of them?");
        let documented = line.unwrap_or_else(|| panic!("the documentation has no line {beginning:?}"));
        let line =
            self.words.iter().fold(documented.to_owned(), |line, (word, here)| line.replace(word, here));
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("umask 077; {line}")).current_dir(self.folder.path());
        out(&shell.envs(self.variables.iter().cloned()).output().unwrap())
    }

    /// Links a company, backs everything up, loses it, restores it, and reads through the connection.
    async fn comes_back(&self, backup: &[&str], lose: impl AsyncFnOnce(), restore: &[&str]) {
        let maxio = Maxio::start().await;
        let template = maxio.template();
        let start = || {
            let more = ["--maxio-base-url", &template, "--master-key-file", "data/master.key"];
            serve(self.folder.path(), &more)
        };
        let (company, key) = company_in(&self.variables[0].1).await;
        let server = start();
        let path = format!("/companies/{company}/connections");
        let linked = post(format!("{}{path}", server.address), key.clone(), request(KEY, "acme")).await;
        assert_eq!(linked.0, 201, "{linked:?}");
        let id = linked.1["id"].as_str().unwrap();
        // While it runs.
        for line in backup {
            self.follow(line);
        }
        drop(server);
        lose().await;
        let data = self.folder.path().join("data");
        std::fs::remove_dir_all(&data).unwrap();
        std::fs::create_dir(&data).unwrap();
        for line in restore {
            self.follow(line);
        }
        let said = self.follow("maxio-link-server doctor --config /etc");
        assert!(said.contains("up to date; every secret is under the master key in use"), "{said}");
        let server = start();
        let read = format!("{}{path}/{id}/data/proxy?endpoint=customers/12.json", server.address);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http.get(read).basic_auth(key, Some("")).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.text().await.unwrap(), r#"{"customer":{"id":12}}"#);
        let pinned = get(&format!("{}/embed/1.0.0/maxio-link.js", server.address)).await;
        assert_eq!(pinned, (200, "the loader".to_owned()));
    }
}

/// Says so where it is not.
fn is_installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        println!("not tried: there is no {program} here");
    }
    found
}

const VERSIONS_BACK: &str = "cp -a /backup/versions";
const KEY_BACK: &str = "install -m 600 -o maxio-link /another/place/master.key";
const VERSIONS_AWAY: &str = "cp -a /var/lib/maxio-link/versions";
const KEY_AWAY: &str = "cp -a /var/lib/maxio-link/master.key";

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_sqlite_comes_back_by_the_documented_lines() {
    if !is_installed("sqlite3") {
        return;
    }
    let machine = Machine::new(|folder| format!("sqlite://{}", folder.join("data/link.db").display()));
    let backup = ["sqlite3 /var/lib/maxio-link/link.db", VERSIONS_AWAY, KEY_AWAY];
    let restore = [
        "rm -f /var/lib/maxio-link/link.db-wal",
        "install -m 600 -o maxio-link /backup/link.db",
        VERSIONS_BACK,
        KEY_BACK,
    ];
    // The file goes with its folder.
    machine.comes_back(&backup, async || {}, &restore).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: `cargo xtask test` has one"]
async fn a_backup_of_postgresql_comes_back_by_the_documented_lines() {
    if !["pg_dump", "createdb", "pg_restore"].into_iter().all(is_installed) {
        return;
    }
    let own = database::Own::fresh().await;
    let mut machine = Machine::new(|_| own.url.to_string());
    machine.words.push(("--owner=link link ".into(), format!("--owner={0} {0} ", own.name)));
    machine.variables.extend([
        ("PGHOST", own.server.host_str().unwrap().to_owned()),
        ("PGPORT", own.server.port().unwrap().to_string()),
        ("PGUSER", own.server.username().to_owned()),
    ]);
    let backup = ["pg_dump --format=custom", VERSIONS_AWAY, KEY_AWAY];
    let restore = ["createdb --owner=link link", "pg_restore --no-owner", VERSIONS_BACK, KEY_BACK];
    machine.comes_back(&backup, async || own.lose().await, &restore).await;
}
