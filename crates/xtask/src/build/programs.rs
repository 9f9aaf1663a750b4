//! The server and the sandbox, compiled natively for tests and demos.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Stdio;

const PROGRAMS: [&str; 2] = ["maxio-link-server", "maxio-sandbox"];

/// Builds them in cargo's dev profile, which tests share, the server with the widget of `dist/` inside; returns the paths
/// of server and sandbox.
pub fn programs(workspace: &Workspace) -> Result<[PathBuf; 2]> {
    eprintln!("Building {} (the first time takes some minutes) …", PROGRAMS.join(" and "));
    let mut cargo = workspace.cargo(["build", "--message-format", "json-render-diagnostics"]);
    for program in PROGRAMS {
        cargo.args(["--package", program]);
    }
    cargo.args(["--features", "maxio-link-server/widget"]);
    // Progress and warnings go to the terminal as they come.
    let output = cargo.stderr(Stdio::inherit()).output().context("could not start cargo")?;
    if !output.status.success() {
        bail!("`{}` failed ({})", process::describe(&cargo), output.status);
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
