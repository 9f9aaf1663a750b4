//! Chromium and its driver, from the system's packages: tests run in the browser that the system keeps up to date.

use super::version::Version;
use super::{Requirement, State, directory, version};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

const CHROME_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const APT_PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// A browser and the WebDriver server that drives it.
pub struct Browser {
    /// Given to tests as `CHROME`.
    pub chrome: PathBuf,
    /// Given to tests as `CHROMEDRIVER`.
    pub chromedriver: PathBuf,
}

impl Browser {
    /// WebDriver capabilities of a browser that also runs as root and in a container, and calls nobody.
    pub fn capabilities(&self) -> serde_json::Value {
        serde_json::json!({
            "goog:chromeOptions": {
                "binary": self.chrome,
                "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
            }
        })
    }
}

pub fn check() -> Vec<Requirement> {
    let (chrome, driver) = (found(chrome()), found(chromedriver()));
    let remedy = format!("{}, or set CHROME and CHROMEDRIVER to their paths", apt_command().join(" "));
    let wanted =
        chrome.as_ref().map_or("any".into(), |chrome| format!("{}.x, as the browser", chrome.major()));
    let driver_state = match (&driver, &chrome) {
        (Some(driver), Some(chrome)) if driver.major() != chrome.major() => State::Unfit(driver.to_string()),
        (Some(driver), _) => State::Present(driver.to_string()),
        (None, _) => State::Missing,
    };
    let chrome_state = chrome.map_or(State::Missing, |version| State::Present(version.to_string()));
    let needed_for = "component and end-to-end tests";
    vec![
        Requirement {
            name: "chromium",
            state: chrome_state,
            wanted: "any".into(),
            needed_for,
            remedy: remedy.clone(),
            optional: false,
        },
        Requirement {
            name: "chromedriver",
            state: driver_state,
            wanted,
            needed_for,
            remedy,
            optional: false,
        },
    ]
}

pub fn ensure(workspace: &Workspace) -> Result<Browser> {
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    let _lock = directory::lock("chromium")?;
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    install(workspace)?;
    installed().context("Chromium was installed, but it or its driver is not on PATH")
}

fn install(workspace: &Workspace) -> Result<()> {
    let command = apt_command();
    if !is_debian() || which::which("apt-get").is_err() {
        bail!(
            "the browser tests need Chromium and chromedriver: install them with your system's packages (Debian: `{}`), \
             or set CHROME and CHROMEDRIVER to their paths",
            command.join(" ")
        );
    }
    let root = is_root();
    if !root && process::output(Command::new("sudo").args(["-n", "true"])).is_err() {
        bail!(
            "the browser tests need Chromium and chromedriver, and installing them needs root: sudo {}",
            command.join(" ")
        );
    }
    let tools = directory::tools()?;
    let run = |arguments: &[&str], what: &str, log: &str| {
        let mut command = workspace.command(if root { "env" } else { "sudo" });
        if !root {
            command.args(["-n", "env"]);
        }
        command.arg("DEBIAN_FRONTEND=noninteractive").args(arguments);
        process::run_with_clock(&mut command, what, &tools.join(log))
    };
    run(
        &["apt-get", "update"],
        "Reading Debian's package lists (to install Chromium; under a minute)",
        "apt-update.log",
    )?;
    let what = "Installing Chromium and its driver (browser tests; a few minutes, 100 MB)";
    run(&command.iter().map(String::as_str).collect::<Vec<_>>(), what, "apt-install.log")
}

fn apt_command() -> Vec<String> {
    let words = ["apt-get", "install", "--yes", "--no-install-recommends"];
    words.into_iter().chain(APT_PACKAGES).map(str::to_owned).collect()
}

fn installed() -> Option<Browser> {
    Some(Browser { chrome: chrome()?, chromedriver: chromedriver()? })
}

fn chrome() -> Option<PathBuf> {
    from_variable("CHROME").or_else(|| CHROME_NAMES.iter().find_map(|name| which::which(name).ok()))
}

fn chromedriver() -> Option<PathBuf> {
    from_variable("CHROMEDRIVER").or_else(|| which::which("chromedriver").ok())
}

fn from_variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn found(program: Option<PathBuf>) -> Option<Version> {
    program.and_then(|program| version::of_program(&program))
}

/// Only Debian's own packages are real ones: those of some of its descendants are stubs for another installer.
fn is_debian() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
