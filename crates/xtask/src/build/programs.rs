//! The server and the sandbox, compiled natively for tests and demos.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const PROGRAMS: [&str; 2] = ["maxio-link-server", "maxio-sandbox"];

/// Builds them in cargo's dev profile as quickly as possible; returns the paths of server and sandbox. This server has no
/// widget inside: it is given one with `--assets`.
pub fn programs(workspace: &Workspace) -> Result<[PathBuf; 2]> {
    eprintln!("Building {} (the first time takes some minutes) …", PROGRAMS.join(" and "));
    let packages = PROGRAMS.map(|program| ["--package", program]).concat();
    build(workspace.cargo(["build"]).args(packages))
}

/// As [`programs`], for tests: the server has the widget of `dist/` inside.
pub fn programs_under_test(workspace: &Workspace) -> Result<[PathBuf; 2]> {
    let mut cargo = workspace.cargo(["build", "--workspace", "--features", "maxio-link-server/widget"]);
    cargo.args(PROGRAMS.map(|program| ["--bin", program]).concat());
    // With an example of the server, cargo takes the features of its tests. The libraries are then those that
    // `cargo test --workspace` compiles too, and only the server itself is compiled twice.
    build(cargo.args(["--example", "bare"]))
}

fn build(cargo: &mut Command) -> Result<[PathBuf; 2]> {
    cargo.args(["--message-format", "json-render-diagnostics"]);
    // Progress and warnings go to the terminal as they come.
    let output = cargo.stderr(Stdio::inherit()).output().context("could not start cargo")?;
    if !output.status.success() {
        bail!("`{}` failed ({})", process::describe(cargo), output.status);
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let path = |program| executable(&messages, program).with_context(|| format!("cargo built no {program}"));
    let [server, sandbox] = PROGRAMS;
    Ok([path(server)?, path(sandbox)?])
}

/// Cargo knows where it puts programs, whatever its configuration; one message a line.
fn executable(messages: &str, program: &str) -> Option<PathBuf> {
    messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
        let name = message.pointer("/target/name")?.as_str()?;
        let path = message.get("executable")?.as_str()?;
        (name == program).then(|| PathBuf::from(path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_among_libraries_of_the_same_name() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"app","kind":["lib"]},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"app","kind":["bin"]},"executable":"/t/debug/app"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#
        );
        assert_eq!(executable(messages, "app"), Some(PathBuf::from("/t/debug/app")));
        assert_eq!(executable(messages, "other"), None);
    }
}
