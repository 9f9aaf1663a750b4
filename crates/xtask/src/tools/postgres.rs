//! A PostgreSQL of one's own, for as long as a command runs.

use super::packages::{Packages, is_root};
use super::{Requirement, State};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PACKAGES: Packages = Packages {
    program: "PostgreSQL",
    needed_for: "tests of the server",
    names: &["postgresql"],
    otherwise: "set PG_CONFIG to the path of its pg_config",
};
const PATIENCE: Duration = Duration::from_secs(30);
/// Whom PostgreSQL runs as where we are root, as which it refuses to.
const NOBODY: [&str; 3] = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"];

/// A running server with an empty folder of its own. It forgets everything when it is dropped.
pub struct Postgres {
    server: Child,
    port: u16,
    folder: PathBuf,
}

pub fn check() -> Requirement {
    let version = programs()
        .and_then(|programs| process::output(Command::new(programs.join("postgres")).arg("--version")).ok());
    let number = version.and_then(|text| text.split_whitespace().nth(2).map(str::to_owned));
    Requirement {
        name: "postgresql",
        state: number.map_or(State::Missing, State::Present),
        wanted: "13 or newer".into(),
        needed_for: "tests of the server",
        remedy: PACKAGES.remedy(),
        optional: false,
    }
}

impl Postgres {
    /// Installs it if it must be, and starts it.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let programs = PACKAGES.ensure(workspace, programs)?;
        let folder = std::env::temp_dir().join(format!("maxio-link-postgres-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        if is_root() {
            process::run(Command::new("chown").arg("nobody:nogroup").arg(&folder))?;
        }
        let data = folder.join("data");
        let mut initdb = unprivileged(&programs.join("initdb"));
        initdb.arg("--pgdata").arg(&data);
        process::output(initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        ]))?;
        // Free at this moment. Nobody else takes ports of this range in the milliseconds until it is taken.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = File::create(folder.join("log"))?;
        let mut server = unprivileged(&programs.join("postgres"));
        server.arg("-D").arg(&data).arg("-c").arg(format!("port={port}"));
        server.arg("-c").arg(format!("unix_socket_directories={}", folder.display()));
        // Nothing of it is to survive a power cut. Each test has a database and a pool of its own.
        for setting in ["listen_addresses=127.0.0.1", "fsync=off", "max_connections=500"] {
            server.args(["-c", setting]);
        }
        let server = server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn();
        let mut postgres = Self { server: server.context("could not start PostgreSQL")?, port, folder };
        postgres.wait(&programs)?;
        Ok(postgres)
    }

    /// With a user who may make databases.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self, programs: &Path) -> Result<()> {
        let started = Instant::now();
        let port = self.port.to_string();
        let is_ready = || {
            let mut command = Command::new(programs.join("pg_isready"));
            process::output(command.args(["--host", "127.0.0.1", "--port", &port])).is_ok()
        };
        while !is_ready() {
            if self.server.try_wait()?.is_some() || started.elapsed() > PATIENCE {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL did not start: {log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // "Immediate": there is nothing to be saved.
        #[cfg(unix)]
        if let Ok(pid) = i32::try_from(self.server.id()) {
            let _ =
                nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGQUIT);
        }
        #[cfg(not(unix))]
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(NOBODY).arg(program);
    command
}

/// Debian keeps them out of the search path, because several versions may be installed.
fn programs() -> Option<PathBuf> {
    let named = std::env::var_os("PG_CONFIG").filter(|value| !value.is_empty()).map(PathBuf::from);
    let asked = named.or_else(|| which::which("pg_config").ok());
    let told = asked.and_then(|program| process::output(Command::new(program).arg("--bindir")).ok());
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let versions = installed.map(|entry| entry.path().join("bin"));
    let mut all: Vec<PathBuf> =
        told.map(|text| PathBuf::from(text.trim())).into_iter().chain(versions).collect();
    all.retain(|folder| ["postgres", "initdb", "pg_isready"].iter().all(|name| folder.join(name).is_file()));
    all.pop()
}
