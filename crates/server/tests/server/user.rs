//! `maxio-link-server user`: operators, made where the database is.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use maxio_link_server::store::Store;

fn user(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_maxio-link-server"))
        .current_dir(folder)
        .env_clear()
        .arg("user")
        .args(arguments)
        .args(["--database", "sqlite://a.db"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Refused before it is read, where the arguments are wrong.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn refused(output: &Output, why: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains(why), "{output:?}");
    assert!(!said.contains("horse"), "{said}");
}

#[tokio::test]
async fn operators_are_made_given_other_passwords_listed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let store = Store::open(&format!("sqlite://{}", folder.join("a.db").display())).await.unwrap();
    refused(&user(folder, &["create", "--name", "ada"], "short horse\n"), "at least 12 characters");
    refused(&user(folder, &["create", "--name", "ada lovelace"], ""), "letters, digits");
    refused(
        &user(folder, &["password", "--name", "ada"], "correct horse battery\n"),
        "there is no operator ada",
    );
    let made = user(folder, &["create", "--name", "Ada"], "correct horse battery\r\n");
    assert!(made.status.success() && made.stdout.is_empty(), "{made:?}");
    refused(
        &user(folder, &["create", "--name", "ada"], "another horse battery\n"),
        "there is an operator ada already",
    );

    let kept = store.password_of("ada").await.unwrap();
    let is = |password: &'static str, kept| maxio_link_server::auth::password::verify(password.into(), kept);
    assert!(is("correct horse battery", kept.clone()).await.unwrap(), "without the end of the line");
    assert!(user(folder, &["password", "--name", "ada"], "another horse battery").status.success());
    let changed = store.password_of("ada").await.unwrap();
    assert!(is("another horse battery", changed).await.unwrap());

    let listed = String::from_utf8(user(folder, &["list"], "").stdout).unwrap();
    assert!(listed.starts_with("ada 20") && listed.lines().count() == 1, "{listed}");
    assert!(user(folder, &["delete", "--name", "ada"], "").status.success());
    refused(&user(folder, &["delete", "--name", "ada"], ""), "there is no operator ada");
    let (entries, _) = store.audit(None, 9, 0).await.unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| (entry.actor.as_str(), entry.action.as_str())).collect();
    assert_eq!(
        actions,
        [
            ("command line", "user.deleted"),
            ("command line", "user.password_set"),
            ("command line", "user.created")
        ]
    );
}
