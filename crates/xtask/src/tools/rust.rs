//! What comes with Rust: the compiler itself, its components, and its WebAssembly target.

use super::{Requirement, State, WASM_TARGET, directory, version};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

pub fn check() -> Vec<Requirement> {
    let component = |name, program: &str| Requirement {
        name,
        state: found(program),
        wanted: "any".into(),
        needed_for: "cargo xtask lint",
        remedy: format!("rustup component add {name}"),
        optional: false,
    };
    // Cargo has compared the compiler with the workspace's rust-version before this program could start.
    let compiler = Requirement {
        name: "rustc",
        state: found("rustc"),
        wanted: format!("{} or newer", env!("CARGO_PKG_RUST_VERSION")),
        needed_for: "everything",
        remedy: "rustup update stable".into(),
        optional: false,
    };
    let target = Requirement {
        name: WASM_TARGET,
        state: if target_is_installed() { State::Present("installed".into()) } else { State::Missing },
        wanted: "installed".into(),
        needed_for: "compiles the widget",
        remedy: format!("`cargo xtask build` installs it, or: rustup target add {WASM_TARGET}"),
        optional: false,
    };
    vec![compiler, component("rustfmt", "rustfmt"), component("clippy", "cargo-clippy"), target]
}

pub fn ensure_target(workspace: &Workspace) -> Result<()> {
    if target_is_installed() {
        return Ok(());
    }
    let _lock = directory::lock(WASM_TARGET)?;
    if target_is_installed() {
        return Ok(());
    }
    if which::which("rustup").is_err() {
        bail!(
            "this Rust has no {WASM_TARGET} target and no rustup to add it: install it the way you installed Rust"
        );
    }
    eprintln!("Adding Rust's {WASM_TARGET} target (compiles the widget; seconds) …");
    process::run(workspace.command("rustup").args(["target", "add", WASM_TARGET]))
}

fn target_is_installed() -> bool {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]));
    sysroot
        .is_ok_and(|root| Path::new(root.trim()).join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir())
}

fn found(program: &str) -> State {
    let version = which::which(program).ok().and_then(|program| version::of_program(&program));
    version.map_or(State::Missing, |version| State::Present(version.to_string()))
}
