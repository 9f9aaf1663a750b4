//! `cargo xtask dev`: shows the gallery and a demo, and rebuilds the widget whenever one of its files changes.

use crate::build;
use crate::demo::{Demo, Ports, Servers, Stop, check_port};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Show the gallery and a demo, and rebuild and reload them after each change
#[derive(clap::Args)]
#[command(
    long_about = "Builds the widget, not optimised, and starts a demo and the gallery: a server (on --port), a sandbox that \
    stands in for Maxio, a partner's page and the gallery (on the three ports after it). Watches src/, js/, style/, \
    crates/flow and crates/wire, rebuilds the widget after each change, and reloads the open pages. A build that fails \
    says why, and the next change starts another one. Runs until Ctrl-C."
)]
pub struct Args {
    /// Only print the gallery's address, do not open it in the browser
    #[arg(long)]
    no_open: bool,
    /// The port of the server; the three ports after it are used as well
    #[arg(long, default_value_t = 8787, value_parser = clap::value_parser!(u16).range(1..=65532))]
    port: u16,
}

/// How often it is checked whether everything still runs.
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    let gallery_port = args.port.saturating_add(3);
    let ports = Ports::from(args.port);
    // Found out before anything is built: the build may take minutes.
    ports.check()?;
    check_port(gallery_port, "gallery")?;
    let watcher = build::watcher(workspace)?;
    let dist = workspace.dist();
    if dist.exists() {
        // The build of an earlier run would look like the first of this one.
        fs::remove_dir_all(&dist).with_context(|| format!("could not empty {}", dist.display()))?;
    }

    let stop = Stop::on_signals()?;
    let mut watcher = Watcher::start(watcher)?;
    while !is_built(&dist) {
        watcher.fail_if_ended()?;
        if stop.is_asked() {
            return Ok(());
        }
        std::thread::sleep(LOOK_EVERY);
    }

    let mut gallery = Servers::new(logs(workspace)?);
    gallery.start("gallery", gallery_command(workspace, gallery_port), &stop)?;
    let gallery_address = format!("http://127.0.0.1:{gallery_port}/");
    println!("\nGallery: {gallery_address}");
    if !args.no_open
        && let Err(error) = open::that_detached(&gallery_address)
    {
        println!("The browser could not be opened ({error}): open the address yourself.");
    }
    let programs = build::programs(workspace)?;
    let mut demo = Demo::start(workspace, &programs, ports, None, &stop)?;
    demo.print_summary();
    println!("Gallery: {gallery_address}");
    println!("Change a file of the widget and save it: the open pages reload. Press Ctrl-C to stop.");

    while !stop.is_asked() {
        watcher.fail_if_ended()?;
        gallery.fail_if_one_ended()?;
        demo.servers.fail_if_one_ended()?;
        std::thread::sleep(LOOK_EVERY);
    }
    println!("\nStopped.");
    Ok(())
}

fn logs(workspace: &Workspace) -> Result<PathBuf> {
    let logs = workspace.target.join("dev");
    fs::create_dir_all(&logs).with_context(|| format!("could not make {}", logs.display()))?;
    Ok(logs)
}

fn gallery_command(workspace: &Workspace, port: u16) -> Command {
    let mut command = workspace.command("node");
    command.args(["tests/gallery/serve.mjs", "--reload", "--port", &port.to_string()]);
    command
}

/// Whether Trunk has put a whole build there. Trunk builds in a folder inside and removes that folder last.
fn is_built(dist: &Path) -> bool {
    dist.join("manifest.json").exists() && !dist.join(".stage").exists()
}

/// Trunk, watching. It stops when this is dropped.
struct Watcher(Child);

impl Watcher {
    /// Its output and the compiler's go to ours.
    fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null());
        // A process group of its own: a compiler that is still running is stopped with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(Self(command.spawn().context("could not start Trunk")?))
    }

    /// A build that fails does not end it.
    fn fail_if_ended(&mut self) -> Result<()> {
        match self.0.try_wait()? {
            Some(status) => bail!("Trunk ended by itself ({status})"),
            None => Ok(()),
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        #[cfg(unix)]
        // The id of one that has ended may be another program's by now.
        if let (Ok(None), Ok(id)) = (self.0.try_wait(), i32::try_from(self.0.id())) {
            use nix::sys::signal::{Signal, killpg};
            // Fails only if it ended this very moment.
            let _ = killpg(nix::unistd::Pid::from_raw(id), Signal::SIGTERM);
        }
        #[cfg(not(unix))]
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_whole_when_its_stage_is_gone() {
        let dist = tempfile::tempdir().unwrap();
        let stage = dist.path().join(".stage");
        assert!(!is_built(dist.path()));
        fs::create_dir(&stage).unwrap();
        fs::write(dist.path().join("manifest.json"), "{}").unwrap();
        assert!(!is_built(dist.path()));
        fs::remove_dir(&stage).unwrap();
        assert!(is_built(dist.path()));
    }

    #[test]
    #[cfg(unix)]
    fn a_watcher_that_ends_is_an_error() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3"]);
        let mut watcher = Watcher::start(command).unwrap();
        watcher.0.wait().unwrap();
        assert!(watcher.fail_if_ended().unwrap_err().to_string().contains('3'));
    }

    #[test]
    #[cfg(unix)]
    fn a_compiler_that_runs_stops_with_the_watcher() {
        use std::io::{BufRead, BufReader, Read};
        let mut command = Command::new("sh");
        command.args(["-c", "sh -c 'echo compiling; exec sleep 600' & wait"]).stdout(Stdio::piped());
        let mut watcher = Watcher::start(command).unwrap();
        assert!(watcher.fail_if_ended().is_ok());
        let mut output = BufReader::new(watcher.0.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line, "compiling\n");
        drop(watcher);
        // The output ends when no process can write to it any more.
        assert_eq!(output.read_to_end(&mut Vec::new()).unwrap(), 0);
    }
}
