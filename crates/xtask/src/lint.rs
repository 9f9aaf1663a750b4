//! `cargo xtask lint`: everything that can be said about the code without running it.

use crate::test::Counts;
use crate::tools::{self, WASM_TARGET};
use crate::workspace::Workspace;
use crate::{fuzz, process, surface};
use anyhow::Result;
use std::process::{Command, ExitCode};

pub fn run(workspace: &mut Workspace) -> Result<ExitCode> {
    let counts = checks(workspace)?;
    println!("\nlint: {} passed, {} failed, {} skipped", counts.passed, counts.failed, counts.ignored);
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs every check, also after one failed.
pub fn checks(workspace: &mut Workspace) -> Result<Counts> {
    tools::ensure_for_lint(workspace)?;
    let mut counts = Counts::default();
    for (name, mut command) in commands(workspace) {
        println!("── {name}");
        match process::run(&mut command) {
            Ok(()) => counts.passed += 1,
            Err(error) => {
                counts.failed += 1;
                eprintln!("error: {name}: {error:#}");
            }
        }
    }
    if tools::cargo_deny(workspace).is_none() {
        counts.ignored += 1;
        println!(
            "── licences and sources: skipped, cargo-deny is not installed (the hosted workflow runs it)"
        );
    }
    Ok(counts)
}

fn commands(workspace: &Workspace) -> Vec<(&'static str, Command)> {
    let clippy = |what: &[&str]| {
        let mut command = workspace.cargo(["clippy", "--quiet"]);
        command.args(what).args(["--", "-D", "warnings"]);
        command
    };
    let in_browsers =
        ["--package", "maxio-link-flow", "--package", "maxio-link-wire", "--target", WASM_TARGET];
    let types = |project: &str| {
        let mut command = workspace.command(workspace.npm_bin().join("tsc"));
        command.args(["--noEmit", "--project", project]);
        command
    };
    let mut scripts = workspace.command(workspace.npm_bin().join("prettier"));
    scripts.args(["--check", "--log-level", "warn", "."]);
    let mut documentation = workspace.cargo(["doc", "--quiet", "--workspace", "--no-deps"]);
    documentation.env("RUSTDOCFLAGS", "-D warnings");
    let mut commands = vec![
        ("format", workspace.cargo(["fmt", "--all", "--check"])),
        ("format, scripts", scripts),
        ("clippy, native", clippy(&["--workspace", "--all-targets"])),
        (
            "clippy, widget",
            clippy(&[
                "--package",
                "maxio-link",
                "--features",
                "element",
                "--all-targets",
                "--target",
                WASM_TARGET,
            ]),
        ),
        ("clippy, what the widget shares", clippy(&in_browsers)),
        ("types", types("js")),
        ("types, npm package", types("js/npm")),
        ("types, as partners use them", types("tests/types")),
        ("options, whatever a page gives", fuzz::script_command(workspace, fuzz::OPTIONS, 2_000)),
        ("messages, whatever is said", fuzz::script_command(workspace, fuzz::MESSAGES, 2_000)),
        ("public surface", surface::command(workspace, surface::Do::Compare)),
        ("documentation", documentation),
    ];
    if let Some(cargo_deny) = tools::cargo_deny(workspace) {
        let mut licences = workspace.command(cargo_deny);
        // Advisories come from a database on the network: the hosted workflow asks for those.
        // Without `--workspace` it looks at the root package alone.
        licences.args(["--workspace", "check", "bans", "licenses", "sources"]);
        commands.push(("licences and sources", licences));
    }
    commands
}
