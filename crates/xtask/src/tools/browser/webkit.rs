//! WebKitGTK: its driver, an X server for its window, and the Python with which the tests build a browser around it.

use super::{Variables, program};
use crate::process;
use crate::tools::{Requirement, State, packages::Packages};
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGES: Packages = Packages {
    program: "WebKitGTK",
    needed_for: "browser tests",
    names: &["webkit2gtk-driver", "gir1.2-webkit2-4.1", "python3-gi", "xvfb"],
    otherwise: "set WEBKITWEBDRIVER, and PYTHON to one that knows WebKit2 4.1, \
        or leave WebKitGTK out: `--engine chromium --engine firefox`",
};

pub fn check() -> Vec<Requirement> {
    let state =
        |program: Option<PathBuf>| program.map_or(State::Missing, |_| State::Present("installed".into()));
    let requirement = |name, state| Requirement {
        name,
        state,
        wanted: "any".into(),
        needed_for: "end-to-end tests in WebKitGTK",
        remedy: PACKAGES.remedy(),
        optional: false,
    };
    vec![
        requirement("webkitwebdriver", state(driver())),
        requirement(
            "webkitgtk, for python",
            python().and_then(|python| webkit_version(&python)).map_or(State::Missing, State::Present),
        ),
        requirement("xvfb", state(xvfb())),
    ]
}

pub fn ensure(workspace: &Workspace) -> Result<Variables> {
    PACKAGES.ensure(workspace, || {
        let (driver, python, _) = (driver()?, python()?, xvfb()?);
        webkit_version(&python)?;
        Some(vec![("WEBKITWEBDRIVER", driver), ("PYTHON", python)])
    })
}

fn driver() -> Option<PathBuf> {
    program("WEBKITWEBDRIVER", &["WebKitWebDriver"])
}

fn xvfb() -> Option<PathBuf> {
    which::which("Xvfb").ok()
}

/// The system's own: another that stands before it on the search path does not see the system's packages.
fn python() -> Option<PathBuf> {
    program("PYTHON", &["/usr/bin/python3"])
}

fn webkit_version(python: &Path) -> Option<String> {
    let script = "import gi; gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2 as w; \
        print(w.get_major_version(), w.get_minor_version(), w.get_micro_version(), sep='.')";
    process::output(Command::new(python).args(["-c", script])).ok().map(|version| version.trim().to_owned())
}
