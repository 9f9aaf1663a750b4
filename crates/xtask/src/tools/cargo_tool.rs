//! Programs that cargo compiles: each version has a directory of its own, so that other projects' versions stay.

use super::{Requirement, State, directory, pins, version};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A crate that is installed in one exact version.
pub struct CargoTool {
    name: &'static str,
    version: &'static str,
    /// All of these must be there.
    programs: &'static [&'static str],
    /// Passed to `cargo install`: leaves out what the build does not use.
    features: &'static [&'static str],
    needed_for: &'static str,
    /// The command that installs it when it is missing.
    installed_by: &'static str,
    /// How long compiling it takes.
    duration: &'static str,
}

pub const TRUNK: CargoTool = CargoTool {
    name: "trunk",
    version: pins::TRUNK,
    programs: &["trunk"],
    // Without TLS and the check for a newer Trunk: the build downloads nothing.
    features: &["--no-default-features"],
    needed_for: "builds the hosted page and the widget",
    installed_by: "cargo xtask build",
    duration: "about four minutes on two cores",
};

pub const WASM_BINDGEN: CargoTool = CargoTool {
    name: "wasm-bindgen-cli",
    version: pins::WASM_BINDGEN,
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    features: &[],
    needed_for: "joins WebAssembly with JavaScript, runs tests in a browser",
    installed_by: "cargo xtask build",
    duration: "about a minute on two cores",
};

pub const GECKODRIVER: CargoTool = CargoTool {
    name: "geckodriver",
    version: pins::GECKODRIVER,
    programs: &["geckodriver"],
    features: &[],
    needed_for: "end-to-end tests in Firefox",
    installed_by: "cargo xtask test",
    duration: "about a minute on two cores",
};

pub const CARGO_FUZZ: CargoTool = CargoTool {
    name: "cargo-fuzz",
    version: pins::CARGO_FUZZ,
    programs: &["cargo-fuzz"],
    features: &[],
    needed_for: "lets libFuzzer look for input that breaks something",
    installed_by: "cargo xtask fuzz",
    duration: "about two minutes on two cores",
};

/// Never installed by itself: what it checks is checked by the hosted workflow anyway.
const CARGO_DENY: CargoTool = CargoTool {
    name: "cargo-deny",
    version: pins::CARGO_DENY,
    programs: &["cargo-deny"],
    features: &[],
    needed_for: "licences and sources, in cargo xtask lint",
    installed_by: "nothing",
    duration: "about ten minutes on two cores",
};

/// The program that checks licences and sources, where it is installed, in whatever version.
pub fn cargo_deny(workspace: &Workspace) -> Option<PathBuf> {
    let pinned = CARGO_DENY.locate(workspace.path()).map(|directory| directory.join(CARGO_DENY.name));
    pinned.or_else(|| which::which(CARGO_DENY.name).ok())
}

pub fn check_cargo_deny(workspace: &Workspace) -> Requirement {
    let version = cargo_deny(workspace).and_then(|program| version::of_program(&program));
    Requirement {
        name: CARGO_DENY.name,
        state: version.map_or(State::Missing, |version| State::Present(version.to_string())),
        wanted: "any".into(),
        needed_for: CARGO_DENY.needed_for,
        remedy: format!("cargo install --locked {}@{}", CARGO_DENY.name, CARGO_DENY.version),
        optional: true,
    }
}

impl CargoTool {
    /// Only looks.
    pub fn check(&self, workspace: &Workspace) -> Requirement {
        let state = match self.locate(workspace.path()) {
            Some(_) => State::Present(self.version.to_owned()),
            None => self.other_version(workspace.path()),
        };
        Requirement {
            name: self.name,
            state,
            wanted: self.version.to_owned(),
            needed_for: self.needed_for,
            remedy: format!(
                "`{}` installs it ({}), or: cargo install --locked {}@{}",
                self.installed_by, self.duration, self.name, self.version
            ),
            optional: false,
        }
    }

    /// Installs it unless this very version is there; returns the directory of its programs.
    pub fn ensure(&self, workspace: &Workspace) -> Result<PathBuf> {
        if let Some(directory) = self.locate(workspace.path()) {
            return Ok(directory);
        }
        let _lock = directory::lock("cargo-tools")?;
        if let Some(installed_meanwhile) = self.locate(workspace.path()) {
            return Ok(installed_meanwhile);
        }
        self.install(workspace)?;
        self.locate(workspace.path())
            .with_context(|| format!("{} was installed but does not start", self.label()))
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        if let Ok(binstall) = which::which("cargo-binstall")
            && self.download(workspace, &binstall).is_ok()
        {
            return Ok(());
        }
        self.compile(workspace)
    }

    /// Takes the program that the tool's authors published, where the developer has `cargo binstall`.
    fn download(&self, workspace: &Workspace, binstall: &Path) -> Result<()> {
        let tools = directory::tools()?;
        let mut command = workspace.command(binstall);
        command.args(["--no-confirm", "--disable-strategies", "compile", "--root"]);
        command.arg(tools.join(self.label())).arg(format!("{}@{}", self.name, self.version));
        command.current_dir(&tools);
        let what = format!("Downloading {} {} ({})", self.name, self.version, self.needed_for);
        process::run_with_clock(&mut command, &what, &self.log()?)
    }

    /// Compiles it as quickly as possible, and so without optimisation: the tools move files, and a `wasm-bindgen` that
    /// takes a second longer costs less than the minutes in which an optimised one is compiled.
    fn compile(&self, workspace: &Workspace) -> Result<()> {
        let tools = directory::tools()?;
        let mut command = workspace.cargo(["install", "--debug", "--locked", "--force"]);
        command.args(["--version", self.version]).args(self.features);
        command.arg("--root").arg(tools.join(self.label()));
        // One for all tools: a crate that two of them need in the same version is compiled once.
        command.arg("--target-dir").arg(directory::compiled()?).arg(self.name);
        command.envs([
            ("CARGO_PROFILE_DEV_DEBUG", "0"),
            ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false"),
            ("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"),
            ("CARGO_INCREMENTAL", "0"),
        ]);
        // Not the workspace: its cargo configuration is none of the tool's business.
        command.current_dir(&tools);
        let what =
            format!("Compiling {} {} ({}; {})", self.name, self.version, self.needed_for, self.duration);
        process::run_with_clock(&mut command, &what, &self.log()?)
    }

    fn log(&self) -> Result<PathBuf> {
        Ok(directory::tools()?.join(format!("{}.log", self.label())))
    }

    fn label(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// The directory that has all its programs in exactly this version.
    fn locate(&self, path: &OsStr) -> Option<PathBuf> {
        let own = directory::tools().ok().map(|tools| tools.join(self.label()).join("bin"));
        let on_path =
            self.programs.first().and_then(|program| which::which_in_global(program, Some(path)).ok());
        let on_path =
            on_path.into_iter().flatten().filter_map(|program| program.parent().map(Path::to_path_buf));
        own.into_iter().chain(on_path).chain(cargo_bin()).find(|directory| self.is_in(directory))
    }

    /// A program that is there and tells its version was installed to its end: cargo moves it into place last.
    fn is_in(&self, directory: &Path) -> bool {
        self.programs.iter().all(|program| {
            let program = directory.join(program).with_extension(std::env::consts::EXE_EXTENSION);
            version::of_program(&program).is_some_and(|found| found.to_string() == self.version)
        })
    }

    fn other_version(&self, path: &OsStr) -> State {
        let program =
            self.programs.first().and_then(|program| which::which_in_global(program, Some(path)).ok());
        let program = program.and_then(|mut found| found.next());
        let version = program.and_then(|program| version::of_program(&program));
        version.map_or(State::Missing, |version| State::Unfit(version.to_string()))
    }
}

fn cargo_bin() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    home.map(|home| home.join("bin"))
}

/// Fails if Cargo.lock has another wasm-bindgen than the tool that is installed for it.
pub fn check_wasm_bindgen_pin(workspace: &Workspace) -> Result<()> {
    let path = workspace.root.join("Cargo.lock");
    let lock =
        std::fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    match locked_version(&lock, "wasm-bindgen") {
        Some(version) if version == pins::WASM_BINDGEN => Ok(()),
        Some(version) => bail!(
            "Cargo.lock has wasm-bindgen {version}, but crates/xtask/src/tools/pins.rs installs wasm-bindgen-cli {}: \
             the two must be the same version",
            pins::WASM_BINDGEN
        ),
        None => bail!("Cargo.lock has no wasm-bindgen: is this the whole workspace?"),
    }
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.76\"\n\n\
            [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.126\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.126"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[cfg(unix)]
    mod a_tool {
        use super::*;
        use std::os::unix::fs::PermissionsExt;
        use tempfile::TempDir;

        const TOOL: CargoTool = CargoTool {
            name: "xtask-no-such-tool",
            version: "1.2.3",
            programs: &["xtask-no-such-tool", "xtask-no-such-tool-runner"],
            features: &[],
            needed_for: "tests",
            installed_by: "nothing",
            duration: "no time",
        };

        /// A directory with programs that print these versions.
        fn programs(versions: &[(&str, &str)]) -> TempDir {
            let directory = tempfile::tempdir().unwrap();
            for (program, version) in versions {
                let path = directory.path().join(program);
                std::fs::write(&path, format!("#!/bin/sh\necho {program} {version}\n")).unwrap();
                std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
            }
            directory
        }

        #[test]
        fn on_the_search_path_in_the_right_version_is_not_installed_again() {
            let versions = [("xtask-no-such-tool", "1.2.3"), ("xtask-no-such-tool-runner", "1.2.3")];
            let directory = programs(&versions);
            assert_eq!(TOOL.locate(directory.path().as_os_str()), Some(directory.path().to_path_buf()));
        }

        #[test]
        fn another_version_is_named_and_does_not_count() {
            let versions = [("xtask-no-such-tool", "1.2.30"), ("xtask-no-such-tool-runner", "1.2.3")];
            let directory = programs(&versions);
            assert_eq!(TOOL.locate(directory.path().as_os_str()), None);
            assert_eq!(TOOL.other_version(directory.path().as_os_str()), State::Unfit("1.2.30".into()));
        }

        #[test]
        fn an_interrupted_installation_does_not_count() {
            let directory = programs(&[("xtask-no-such-tool", "1.2.3")]);
            assert_eq!(TOOL.locate(directory.path().as_os_str()), None);
        }
    }
}
