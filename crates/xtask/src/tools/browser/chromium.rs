//! Chromium and its driver.

use super::{Variables, program, version_of};
use crate::tools::{Requirement, State, packages::Packages};
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;

const PACKAGES: Packages = Packages {
    program: "Chromium",
    needed_for: "browser tests",
    names: &["chromium", "chromium-driver", "chromium-headless-shell"],
    otherwise: "set CHROME and CHROMEDRIVER to their paths",
};

const HEADLESS_SHELL: &str = "chromium-headless-shell";

/// Debian's `chromium-headless-shell` is a shell script that waits for this program. chromedriver can end the script alone,
/// and the browser then goes on.
const DEBIANS_HEADLESS_SHELL: &str = "/usr/lib/chromium/chromium-headless-shell";

/// A browser and the WebDriver server that drives it.
pub struct Chromium {
    chrome: PathBuf,
    pub chromedriver: PathBuf,
}

impl Chromium {
    /// WebDriver capabilities of a browser that also runs as root and in a container, and calls nobody.
    pub fn capabilities(&self) -> serde_json::Value {
        serde_json::json!({
            "goog:chromeOptions": {
                "binary": self.chrome,
                "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
            }
        })
    }

    pub fn variables(self) -> Variables {
        vec![("CHROME", self.chrome), ("CHROMEDRIVER", self.chromedriver)]
    }
}

pub fn check() -> Vec<Requirement> {
    let (chrome, driver) = (version_of(chrome()), version_of(chromedriver()));
    let wanted =
        chrome.as_ref().map_or("any".into(), |chrome| format!("{}.x, as the browser", chrome.major()));
    let driver_state = match (&driver, &chrome) {
        (Some(driver), Some(chrome)) if driver.major() != chrome.major() => State::Unfit(driver.to_string()),
        (Some(driver), _) => State::Present(driver.to_string()),
        (None, _) => State::Missing,
    };
    let chrome_state = chrome.map_or(State::Missing, |version| State::Present(version.to_string()));
    let requirement = |name, state, wanted| Requirement {
        name,
        state,
        wanted,
        needed_for: "component and end-to-end tests",
        remedy: PACKAGES.remedy(),
        optional: false,
    };
    let shell = version_of(which::which(HEADLESS_SHELL).ok());
    let shell_state = shell.map_or(State::Missing, |version| State::Present(version.to_string()));
    vec![
        requirement("chromium", chrome_state, "any".into()),
        requirement("chromedriver", driver_state, wanted),
        Requirement {
            needed_for: "the same tests in half the time",
            optional: true,
            ..requirement(HEADLESS_SHELL, shell_state, "any".into())
        },
    ]
}

/// The browser that people use: for measurements and pictures.
pub fn ensure(workspace: &Workspace) -> Result<Chromium> {
    PACKAGES.ensure(workspace, || Some(Chromium { chrome: chrome()?, chromedriver: chromedriver()? }))
}

/// Chromium's headless shell where there is one: the same engine without tabs, toolbar and what else belongs to the
/// window, which halves the time that tests take.
pub fn ensure_for_tests(workspace: &Workspace) -> Result<Chromium> {
    let whole = ensure(workspace)?;
    let chrome = program("CHROME", &[DEBIANS_HEADLESS_SHELL, HEADLESS_SHELL]).unwrap_or(whole.chrome);
    Ok(Chromium { chrome, ..whole })
}

fn chrome() -> Option<PathBuf> {
    program("CHROME", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
}

fn chromedriver() -> Option<PathBuf> {
    program("CHROMEDRIVER", &["chromedriver"])
}
