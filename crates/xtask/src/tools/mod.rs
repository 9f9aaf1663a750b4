//! What the commands need: whether it is there, in the right version, and how it is installed.
//!
//! One module per origin of tools. Each has `check`, which only looks, and `ensure`, which installs what is missing.

mod browser;
mod cargo_tool;
mod directory;
mod node;
mod packages;
mod pins;
mod postgres;
mod rust;
mod schemathesis;
mod version;

use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;

pub use browser::{Chromium, Engine, Variables};
pub use cargo_tool::cargo_deny;
pub use packages::Packages;
pub use pins::WASM_TARGET;
pub use postgres::Postgres;
pub use schemathesis::ensure as schemathesis;

/// One line of `cargo xtask doctor`.
pub struct Requirement {
    pub name: &'static str,
    pub state: State,
    /// The version or the state that is needed.
    pub wanted: String,
    pub needed_for: &'static str,
    /// How to get it.
    pub remedy: String,
    /// Whether everything else works without it.
    pub optional: bool,
}

/// What was found of a requirement.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// It will do: its version or place.
    Present(String),
    /// Something is there that will not do.
    Unfit(String),
    Missing,
}

impl Requirement {
    pub fn is_met(&self) -> bool {
        matches!(self.state, State::Present(_))
    }
}

/// Everything that any command needs.
pub fn check_all(workspace: &Workspace) -> Vec<Requirement> {
    let mut all = rust::check();
    all.extend(node::check(workspace));
    all.extend([cargo_tool::TRUNK.check(workspace), cargo_tool::WASM_BINDGEN.check(workspace)]);
    all.extend(browser::check(workspace));
    all.push(postgres::check());
    all.push(cargo_tool::check_cargo_deny(workspace));
    all
}

/// What Trunk needs to build the page.
pub fn ensure_for_build(workspace: &mut Workspace) -> Result<()> {
    ensure_for_lint(workspace)?;
    ensure_wasm_bindgen(workspace)?;
    let trunk = cargo_tool::TRUNK.ensure(workspace)?;
    directory::remove_compiled()?;
    workspace.put_first_on_path(&trunk)
}

/// What the checks of WebAssembly and TypeScript need.
pub fn ensure_for_lint(workspace: &mut Workspace) -> Result<()> {
    rust::ensure_target(workspace)?;
    node::ensure(workspace)?;
    workspace.put_first_on_path(&workspace.npm_bin())
}

/// Where the command is that runs fuzz targets.
pub fn cargo_fuzz(workspace: &Workspace) -> Result<PathBuf> {
    cargo_tool::CARGO_FUZZ.ensure(workspace)
}

/// What tests compiled to WebAssembly need in order to run in a browser.
pub fn ensure_for_components(workspace: &mut Workspace) -> Result<Chromium> {
    rust::ensure_target(workspace)?;
    ensure_wasm_bindgen(workspace)?;
    browser::ensure_chromium_for_tests(workspace)
}

fn ensure_wasm_bindgen(workspace: &mut Workspace) -> Result<()> {
    cargo_tool::check_wasm_bindgen_pin(workspace)?;
    let wasm_bindgen = cargo_tool::WASM_BINDGEN.ensure(workspace)?;
    workspace.put_first_on_path(&wasm_bindgen)
}
