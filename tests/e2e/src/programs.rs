//! Where the programs under test are. `cargo xtask test` builds them and says so in the environment.

use anyhow::{Result, ensure};
use std::{
    env,
    path::{Path, PathBuf},
};

/// The folder of the built widget.
pub fn dist() -> Result<PathBuf> {
    find("MAXIO_LINK_DIST", &workspace().join("dist"), "maxio-link.wasm")
}

/// The server.
pub fn server() -> Result<PathBuf> {
    find("MAXIO_LINK_SERVER", &built("maxio-link-server"), "")
}

/// The stand-in for Maxio.
pub fn sandbox() -> Result<PathBuf> {
    find("MAXIO_LINK_SANDBOX", &built("maxio-sandbox"), "")
}

/// Chromium.
pub fn chrome() -> PathBuf {
    named("CHROME", "/usr/bin/chromium")
}

/// Chromium's WebDriver.
pub fn chromedriver() -> PathBuf {
    named("CHROMEDRIVER", "chromedriver")
}

/// Firefox.
pub fn firefox() -> PathBuf {
    named("FIREFOX", "/usr/bin/firefox-esr")
}

/// Firefox's WebDriver.
pub fn geckodriver() -> PathBuf {
    named("GECKODRIVER", "geckodriver")
}

/// WebKitGTK's WebDriver.
pub fn webkit_driver() -> PathBuf {
    named("WEBKITWEBDRIVER", "WebKitWebDriver")
}

/// A Python that knows GTK and WebKitGTK.
pub fn python() -> PathBuf {
    named("PYTHON", "/usr/bin/python3")
}

/// The folder for screenshots of failed tests.
pub fn evidence() -> PathBuf {
    target().join("e2e")
}

/// The partner's pages.
pub fn pages() -> PathBuf {
    workspace().join("tests/pages")
}

/// The page in which every state can be shown.
pub fn gallery() -> PathBuf {
    workspace().join("tests/gallery")
}

/// The copy of an example that `cargo xtask test` installs the package into, and builds.
pub fn example(name: &str) -> Result<PathBuf> {
    let folder = workspace().join("target").join(name);
    ensure!(
        folder.join("dist/index.html").exists(),
        "{} is not built: run `cargo xtask test --only frameworks`, which does it",
        folder.display()
    );
    Ok(folder)
}

/// The example without a bundler.
pub fn plain_example() -> PathBuf {
    workspace().join("examples/plain")
}

/// The example that reads a merchant's data.
pub fn reading_example() -> PathBuf {
    workspace().join("examples/reading")
}

/// Programs on clients that others publish.
pub fn clients() -> PathBuf {
    workspace().join("tests/clients")
}

/// What the npm package is made of.
pub fn package() -> PathBuf {
    workspace().join("target/npm/package")
}

/// The npm packages that the workspace has locked.
pub fn packages() -> PathBuf {
    workspace().join("node_modules")
}

/// What the environment names, or else what Debian's packages install, by its path or on the search path.
fn named(variable: &str, fallback: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| fallback.into(), PathBuf::from)
}

fn find(variable: &str, fallback: &Path, file: &str) -> Result<PathBuf> {
    let path = env::var_os(variable).map_or_else(|| fallback.to_owned(), PathBuf::from);
    ensure!(
        path.join(file).exists() || path.exists() && file.is_empty(),
        "{} does not exist: run `cargo xtask test --only e2e`, which builds it, or set {variable}",
        path.join(file).display()
    );
    Ok(path)
}

fn built(program: &str) -> PathBuf {
    target().join("debug").join(program)
}

/// Of the test that runs: it is `{target}/{profile}/deps/{test}`.
fn target() -> PathBuf {
    let test = env::current_exe().unwrap_or_default();
    test.ancestors().nth(3).map_or_else(|| workspace().join("target"), Path::to_owned)
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_owned).unwrap_or_default()
}
