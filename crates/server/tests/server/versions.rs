//! The versions of the widget, over the upgrades of a server.

use std::{fs, path::PathBuf};

use axum::http::Method;
use maxio_link_server::widget::{Build, Keep, KeepError, Versions};

use crate::support::{Server, Setup, build_in, build_of, log};

/// The builds of several servers, one after the other, and the folder that outlives them.
struct Upgrades {
    folder: tempfile::TempDir,
}

impl Upgrades {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn keep(&self) -> Keep {
        Keep { folder: self.folder.path().join("versions"), required: true }
    }

    fn kept(&self, version: &str) -> PathBuf {
        self.keep().folder.join(version)
    }

    fn build(&self, version: &str, loader: &str) -> Build {
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap().keep();
        Build::read(&build_of(&folder, version, loader)).unwrap()
    }

    fn start(&self, version: &str, loader: &str) -> Result<Versions, KeepError> {
        Versions::kept(&self.build(version, loader), &self.keep())
    }
}

fn exact(versions: &Versions) -> Vec<String> {
    versions.exact().iter().map(ToString::to_string).collect()
}

/// The loader that `/embed/v{major}/` leads to.
fn newest(versions: &Versions, major: u64) -> Option<String> {
    let version = versions.newest(&format!("v{major}"))?;
    let folder = versions.folder(&version.to_string())?;
    Some(fs::read_to_string(folder.join("maxio-link.js")).unwrap())
}

#[tokio::test]
async fn a_pinned_page_survives_an_upgrade_of_the_server() {
    let upgrades = Upgrades::new();
    upgrades.start("1.0.0", "the loader of before").unwrap();
    let server =
        Server::with(Setup { versions: Some(upgrades.keep()), version: "1.1.0", ..Setup::default() }).await;
    let get = |path: &'static str| server.call(Method::GET, path, &[], None);
    let pinned = get("/embed/1.0.0/maxio-link.js").await;
    assert_eq!((pinned.status, pinned.body.as_str()), (200, "the loader of before"));
    assert_eq!(pinned.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(get("/embed/1.1.0/maxio-link.js").await.body, "the loader");
    assert_eq!(get("/embed/v1/a/b.json").await.header("location"), Some("/embed/1.1.0/a/b.json"));
    assert_eq!(get("/embed/1.0.0/manifest.json").await.header("content-type"), Some("application/json"));
    assert!(get("/frame").await.body.contains(r#"<base href="/embed/1.1.0/" />"#));
    for path in [
        "/embed/1.0.1/maxio-link.js",
        "/embed/v2/maxio-link.js",
        "/embed/v01/maxio-link.js",
        "/embed/v/maxio-link.js",
        "/embed/1.0/maxio-link.js",
        "/embed/1%2e0.0/maxio-link.js",
        "/embed/1.0.0",
        "/embed/1.0.0/",
        "/embed/1.0.0/index.html",
        "/embed/1.0.0/../../link.db",
        "/embed/1.0.0/%2e%2e%2f1.1.0/maxio-link.js",
        "/embed/1.0.0/..%5c1.1.0/maxio-link.js",
        "/embed/../link.db",
        "/embed/%2e%2e/maxio-link.js",
        "/embed//maxio-link.js",
    ] {
        assert_eq!(get(path).await.status, 404, "{path}");
    }
}

#[test]
fn versions_are_ordered_as_versions_and_not_as_words() {
    let upgrades = Upgrades::new();
    for version in ["1.9.0", "1.10.0", "2.0.0-beta.1", "1.11.0-rc.1"] {
        upgrades.start(version, version).unwrap();
    }
    let versions = upgrades.start("1.2.0", "an older server once more").unwrap();
    assert_eq!(exact(&versions), ["1.2.0", "1.9.0", "1.10.0", "1.11.0-rc.1", "2.0.0-beta.1"]);
    assert_eq!(newest(&versions, 1).as_deref(), Some("1.10.0"), "a preview is for those who name it");
    assert_eq!(newest(&versions, 2).as_deref(), Some("2.0.0-beta.1"), "where there is nothing else");
    assert_eq!(newest(&versions, 3), None);
}

#[test]
fn one_version_never_has_two_contents() {
    let upgrades = Upgrades::new();
    upgrades.start("1.0.0", "first").unwrap();
    upgrades.start("1.0.0", "first").unwrap();
    let error = upgrades.start("1.0.0", "second").unwrap_err();
    assert!(matches!(error, KeepError::OtherContent { .. }), "{error}");
    assert!(error.to_string().contains("1.0.0") && error.to_string().contains("--reload-assets"), "{error}");
    assert_eq!(fs::read_to_string(upgrades.kept("1.0.0").join("maxio-link.js")).unwrap(), "first");
}

#[test]
fn a_damaged_copy_of_this_build_is_replaced_and_said_so() {
    let upgrades = Upgrades::new();
    upgrades.start("1.0.0", "whole").unwrap();
    for file in ["maxio-link.js", "maxio-link.js.br", "manifest.json", "frame.css"] {
        fs::write(upgrades.kept("1.0.0").join(file), "cut o").unwrap();
        upgrades.start("1.0.0", "whole").unwrap();
        let versions = upgrades.start("1.0.0", "whole").unwrap();
        assert_eq!(newest(&versions, 1).as_deref(), Some("whole"), "{file}");
    }
    fs::remove_file(upgrades.kept("1.0.0").join("maxio-link.wasm")).unwrap();
    assert_eq!(exact(&upgrades.start("1.0.0", "whole").unwrap()), ["1.0.0"]);
    assert!(upgrades.kept("1.0.0").join("maxio-link.wasm").exists());
    let left: Vec<_> = fs::read_dir(upgrades.keep().folder).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_damaged_copy_of_another_version_is_not_served() {
    let upgrades = Upgrades::new();
    for version in ["1.0.0", "1.1.0", "1.2.0", "1.3.0"] {
        upgrades.start(version, version).unwrap();
    }
    fs::write(upgrades.kept("1.3.0").join("maxio-link.js"), "console.log('planted')").unwrap();
    fs::remove_file(upgrades.kept("1.2.0").join("manifest.json")).unwrap();
    fs::rename(upgrades.kept("1.1.0"), upgrades.kept("1.9.0")).unwrap();
    fs::create_dir(upgrades.kept(".being-made-x")).unwrap();
    fs::write(upgrades.kept("1.8.0"), "a file").unwrap();
    let versions = upgrades.start("1.0.1", "1.0.1").unwrap();
    assert_eq!(exact(&versions), ["1.0.0", "1.0.1"]);
    assert_eq!(newest(&versions, 1).as_deref(), Some("1.0.1"));
}

#[test]
fn a_manifest_cannot_reach_out_of_its_folder() {
    for outside in ["../key", "/etc/hostname", "a/../../key"] {
        let folder = tempfile::tempdir().unwrap();
        let build = build_in(folder.path());
        let manifest = fs::read_to_string(build.join("manifest.json")).unwrap();
        fs::write(build.join("manifest.json"), manifest.replace("page.js", outside)).unwrap();
        let error = Build::read(&build).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
    }
}

#[test]
fn a_damaged_build_is_not_kept() {
    let upgrades = Upgrades::new();
    let build = upgrades.build("1.0.0", "whole");
    fs::write(build.folder().join("maxio-link.js"), "changed by hand").unwrap();
    let error = Versions::kept(&build, &upgrades.keep()).unwrap_err().to_string();
    assert!(error.contains("maxio-link.js is damaged"), "{error}");
    assert!(!upgrades.kept("1.0.0").exists());
}

#[test]
fn where_nothing_can_be_kept_the_log_says_what_that_means() {
    let upgrades = Upgrades::new();
    let build = upgrades.build("1.0.0", "whole");
    let folder = upgrades.folder.path().join("a file");
    fs::write(&folder, "").unwrap();
    let required = Keep { folder: folder.clone(), required: true };
    assert!(matches!(Versions::kept(&build, &required), Err(KeepError::Folder { .. })));

    let _ = log();
    let versions = Versions::kept(&build, &Keep { folder, required: false }).unwrap();
    assert_eq!(exact(&versions), ["1.0.0"]);
    assert_eq!(newest(&versions, 1).as_deref(), Some("whole"), "served from where it was built");
    let log = String::from_utf8(log()).unwrap();
    assert!(log.contains("Pages that pin version 1.0.0 will break"), "{log}");
}

#[test]
fn several_servers_may_start_at_once() {
    let upgrades = Upgrades::new();
    let build = upgrades.build("1.0.0", "whole");
    std::thread::scope(|scope| {
        let starting: Vec<_> =
            (0..8).map(|_| scope.spawn(|| Versions::kept(&build, &upgrades.keep()))).collect();
        for server in starting {
            assert_eq!(exact(&server.join().unwrap().unwrap()), ["1.0.0"]);
        }
    });
    assert_eq!(fs::read_dir(upgrades.keep().folder).unwrap().count(), 1);
}

#[tokio::test]
async fn a_page_of_a_newer_server_has_its_files_from_an_older_one_beside_it() {
    let upgrades = Upgrades::new();
    let older = Server::with(Setup { versions: Some(upgrades.keep()), ..Setup::default() }).await;
    upgrades.start("1.1.0", "the loader of after").unwrap();
    let file = older.call(Method::GET, "/embed/1.1.0/maxio-link.js", &[], None).await;
    assert_eq!((file.status, file.body.as_str()), (200, "the loader of after"));
    assert!(older.call(Method::GET, "/frame", &[], None).await.body.contains(r#""/embed/1.0.0/""#));
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_for_versions_that_there_are_not_makes_the_disk_busy_once_a_second() {
    let upgrades = Upgrades::new();
    let versions = upgrades.start("1.0.0", "1.0.0").unwrap();
    let begun = tokio::time::Instant::now();
    let passed = || begun.elapsed().as_secs();
    for name in ["v2", "1.0", "latest", "..", ".being-made-x", "v1.1.0", "01.0.0"] {
        assert_eq!((versions.find(name).await, versions.newest(name)), (None, None), "{name}");
    }
    for second in 0..3 {
        assert_eq!(versions.find("9.9.9").await, None);
        assert_eq!(passed(), second, "the first is not kept waiting, nor are names that no version can have");
    }
    for version in ["1.1.0", "1.2.0", "1.3.0"] {
        upgrades.start(version, version).unwrap();
    }
    fs::write(upgrades.kept("1.2.0").join("maxio-link.js"), "console.log('planted')").unwrap();
    fs::rename(upgrades.kept("1.3.0"), upgrades.kept("1.4.0")).unwrap();
    let asked = ["9.9.9", "1.1.0", "1.2.0", "1.4.0", "1.1.0"].map(|name| versions.find(name));
    let found = futures_util::future::join_all(asked).await;
    let there = Some(upgrades.kept("1.1.0"));
    assert_eq!(found, [None, there.clone(), None, None, there], "checked as at the start");
    assert_eq!(passed(), 3, "one look for all of them");
    assert_eq!(exact(&versions), ["1.0.0", "1.1.0"]);
    assert_eq!(versions.find("1.0.0").await, Some(upgrades.kept("1.0.0")));
    assert_eq!(passed(), 3, "what is known is not looked for");
}
