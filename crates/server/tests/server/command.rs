//! The command line as operators and scripts use it.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use crate::support::build_in;

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maxio-link-server"));
    command.current_dir(folder).env_clear();
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Kills the server when a test fails half-way.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn from_nothing_to_a_served_link_url() {
    let folder = tempfile::tempdir().unwrap();
    build_in(folder.path());
    out(&run(folder.path(), &["master-key", "generate", "--out", "key"]));
    let mut child = command(folder.path())
        .args(["serve", "--listen", "127.0.0.1:0", "--database", "sqlite://a.db", "--master-key-file", "key"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map(Running)
        .unwrap();
    let mut stdout = BufReader::new(child.0.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap();
    let public = format!("http://{address}");

    let database = ["--database", "sqlite://a.db"];
    let key = out(&run(folder.path(), &[&["api-key", "create", "--name", "demo"], &database[..]].concat()));
    assert_eq!(key.lines().count(), 1);
    assert!(key.starts_with("mlk_"));
    let create = [
        "company",
        "create",
        "--name",
        "Acme",
        "--site",
        "acme",
        "--environment",
        "eu",
        "--public-url",
        &public,
    ];
    let company = out(&run(folder.path(), &[&create[..], &database[..]].concat()));
    let (id, url) = company.trim().split_once('\n').unwrap();
    let id = id.strip_prefix("Company: ").unwrap();
    let url = url.strip_prefix("Link URL: ").unwrap();
    assert!(url.starts_with(&format!("{public}/company/{id}?link.otp=")), "{url}");

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let page = runtime.block_on(async {
        maxio_link_server::maxio::MaxioClient::new(Default::default()).unwrap(); // installs the TLS provider
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        http.get(url).send().await.unwrap().text().await.unwrap()
    });
    assert!(page.contains(id), "{page}");

    let kept = folder.path().join("maxio-link-versions/1.0.0/maxio-link.js");
    assert!(kept.exists(), "beside the database, where nothing else was said");
    let pid = child.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(child.0.wait().unwrap().success(), "SIGTERM ends it in good order");
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "standard output has that one line");
    let mut log = String::new();
    child.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("/company/") && !log.contains("otp"), "{log}");
}

#[test]
fn what_keeps_it_from_starting_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    out(&run(folder.path(), &["master-key", "generate", "--out", "key"]));
    std::fs::write(folder.path().join("bad-key"), "short").unwrap();
    std::fs::create_dir(folder.path().join("other")).unwrap();
    let other = build_in(&folder.path().join("other"));
    std::fs::write(other.join("index.html"), "<p>another page</p>").unwrap();
    build_in(folder.path());
    let free = ["serve", "--listen", "127.0.0.1:0"];
    let with_key = [&free[..], &["--master-key-file", "key"]].concat();
    for (arguments, says) in [
        ([&free[..], &[]].concat(), "no master key"),
        ([&free[..], &["--master-key-file", "nowhere"]].concat(), "cannot read the master key from nowhere"),
        ([&free[..], &["--master-key-file", "bad-key"]].concat(), "must be 32 bytes in base64"),
        ([&with_key[..], &["--assets", "nowhere"]].concat(), "cargo xtask build"),
        ([&with_key[..], &["--assets", "other/dist"]].concat(), "<base href"),
        ([&with_key[..], &["--public-url", "http://example.com"]].concat(), "must be https"),
        ([&with_key[..], &["--public-url", "example.com"]].concat(), "is not a URL"),
        ([&with_key[..], &["--allow-origin", "https://a.b/c"]].concat(), "is not an origin"),
        ([&with_key[..], &["--maxio-base-url", "http://a"]].concat(), "is not a template"),
        ([&with_key[..], &["--support-url", "javascript:alert(1)"]].concat(), "must be https"),
        ([&with_key[..], &["--partner-name", " "]].concat(), "--partner-name"),
        ([&with_key[..], &["--database", "mysql://u:secret@h/d"]].concat(), "sqlite://PATH"),
        ([&with_key[..], &["--database", "sqlite://no/such/folder.db"]].concat(), "no/such/folder.db"),
        ([&with_key[..], &["--versions", "key"]].concat(), "cannot keep the widget's versions in key"),
        (vec!["serve", "--listen", &taken, "--master-key-file", "key"], "cannot listen on"),
    ] {
        let output = run(folder.path(), &arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(errors.starts_with("error: ") && errors.contains(says), "{arguments:?}: {errors}");
        assert!(!errors.contains("secret"), "{errors}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn another_master_key_than_the_databases_own_keeps_it_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    build_in(folder.path());
    let start = |key: &str| {
        let serve = ["serve", "--listen", "127.0.0.1:0", "--master-key-file", key];
        let mut child = command(folder.path())
            .args(serve)
            .env("MAXIO_LINK_RELOAD_ASSETS", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map(Running)
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if !line.is_empty() {
            return Ok(line);
        }
        let mut errors = String::new();
        child.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        Err(errors)
    };
    for key in ["first", "second"] {
        out(&run(folder.path(), &["master-key", "generate", "--out", key]));
    }
    assert!(start("first").is_ok());
    let refused = start("second").unwrap_err();
    assert!(refused.starts_with("error: this is not the master key"), "{refused}");
    assert!(start("first").is_ok(), "the refused one has changed nothing");
}

#[test]
fn a_master_key_is_never_overwritten_and_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    out(&run(folder.path(), &["master-key", "generate", "--out", "key"]));
    let key = std::fs::read(folder.path().join("key")).unwrap();
    assert!(!run(folder.path(), &["master-key", "generate", "--out", "key"]).status.success());
    assert_eq!(std::fs::read(folder.path().join("key")).unwrap(), key);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn the_master_key_is_rotated_by_a_command_that_says_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    for key in ["key", "other"] {
        out(&run(folder.path(), &["master-key", "generate", "--out", key]));
    }
    out(&run(folder.path(), &["migrate", "--database", "sqlite://a.db"]));
    let before = std::fs::read_to_string(folder.path().join("key")).unwrap();
    let rotate = |more: &[&str]| {
        run(folder.path(), &[&["rotate-master-key", "--database", "sqlite://a.db"], more].concat())
    };
    let done = out(&rotate(&["--master-key-file", "key"]));
    assert_eq!(done, "1 secrets are under the new master key.\n", "the server's own");
    let after = std::fs::read_to_string(folder.path().join("key")).unwrap();
    assert!(after.ends_with(&before) && after.lines().count() == 2);
    let says = |output: Output| {
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(says(rotate(&[])).contains("no master key"));
    assert!(says(rotate(&["--master-key-file", "other"])).contains("not the master key"));
    let other = std::fs::read_to_string(folder.path().join("other")).unwrap();
    assert_eq!(other.lines().count(), 1, "nothing was changed");
    let in_environment = |more: &[&str]| {
        let mut command = command(folder.path());
        command.args(["rotate-master-key", "--database", "sqlite://a.db"]).args(more);
        command.env("MAXIO_LINK_MASTER_KEY", format!("{other}{after}")).output().unwrap()
    };
    assert!(says(in_environment(&[])).contains("--rewrap-only"));
    assert_eq!(out(&in_environment(&["--rewrap-only"])), done);
}
