//! The browsers that tests run in, from the system's packages: those that the system keeps up to date.

mod chromium;
mod firefox;
mod webkit;

use super::version::Version;
use super::{Requirement, version};
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;

pub use chromium::{Chromium, ensure_for_tests as ensure_chromium_for_tests};

/// What a browser is made of. Each has programs of its own, which tests find through variables of the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// Chromium
    Chromium,
    /// Firefox
    Firefox,
    /// WebKitGTK, the nearest to Safari that Linux has
    Webkit,
}

/// The variables of the environment with which tests find a browser's programs.
pub type Variables = Vec<(&'static str, PathBuf)>;

impl Engine {
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// As on the command line, and in the `MAXIO_LINK_ENGINE` of tests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// Installs what is missing; for tests.
    pub fn ensure_for_tests(self, workspace: &Workspace) -> Result<Variables> {
        match self {
            Self::Chromium => Ok(chromium::ensure_for_tests(workspace)?.variables()),
            Self::Firefox | Self::Webkit => self.ensure(workspace),
        }
    }

    /// Installs what is missing; for measurements and pictures.
    pub fn ensure(self, workspace: &Workspace) -> Result<Variables> {
        match self {
            Self::Chromium => Ok(chromium::ensure(workspace)?.variables()),
            Self::Firefox => firefox::ensure(workspace),
            Self::Webkit => webkit::ensure(workspace),
        }
    }
}

pub fn check(workspace: &Workspace) -> Vec<Requirement> {
    let mut all = chromium::check();
    all.extend(firefox::check(workspace));
    all.extend(webkit::check());
    all
}

/// What the variable names, or the first of the programs that is there.
fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let named = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(|| names.iter().find_map(|name| which::which(name).ok()))
}

fn version_of(program: Option<PathBuf>) -> Option<Version> {
    program.and_then(|program| version::of_program(&program))
}
