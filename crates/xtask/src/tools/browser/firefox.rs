//! Firefox, and geckodriver, which Debian does not have.

use super::{Variables, program, version_of};
use crate::tools::{Requirement, State};
use crate::tools::{cargo_tool::GECKODRIVER, packages::Packages};
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;

const PACKAGES: Packages = Packages {
    program: "Firefox",
    needed_for: "browser tests",
    names: &["firefox-esr"],
    otherwise: "set FIREFOX to its path, or leave Firefox out: `--engine chromium`",
};

pub fn check(workspace: &Workspace) -> Vec<Requirement> {
    let firefox = Requirement {
        name: "firefox",
        state: version_of(firefox()).map_or(State::Missing, |version| State::Present(version.to_string())),
        wanted: "any".into(),
        needed_for: "end-to-end tests in Firefox",
        remedy: PACKAGES.remedy(),
        optional: false,
    };
    vec![firefox, geckodriver(workspace)]
}

fn geckodriver(workspace: &Workspace) -> Requirement {
    let pinned = GECKODRIVER.check(workspace);
    match program("GECKODRIVER", &[]) {
        Some(own) => Requirement {
            state: version_of(Some(own))
                .map_or(State::Missing, |version| State::Present(version.to_string())),
            wanted: "any, as GECKODRIVER says".into(),
            ..pinned
        },
        None => pinned,
    }
}

pub fn ensure(workspace: &Workspace) -> Result<Variables> {
    let firefox = PACKAGES.ensure(workspace, firefox)?;
    let geckodriver = match program("GECKODRIVER", &[]) {
        Some(own) => own,
        None => GECKODRIVER.ensure(workspace)?.join("geckodriver"),
    };
    Ok(vec![("FIREFOX", firefox), ("GECKODRIVER", geckodriver)])
}

fn firefox() -> Option<PathBuf> {
    program("FIREFOX", &["firefox-esr", "firefox"])
}
