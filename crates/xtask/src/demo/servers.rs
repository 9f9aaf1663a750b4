//! The demo's servers: started one after the other, watched, and stopped together.

use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a server prints when it takes requests.
const READY: &str = "listening on ";
const READY_WITHIN: Duration = Duration::from_secs(60);
const STOP_WITHIN: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(50);
const SHOWN_LINES: usize = 15;

/// Whether someone asked us to stop.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asked for by Ctrl-C, SIGTERM, or a terminal that closes.
    pub fn on_signals() -> Result<Self> {
        let stop = Self::default();
        let on_signal = stop.clone();
        ctrlc::set_handler(move || on_signal.0.store(true, Ordering::Relaxed))
            .context("could not listen for Ctrl-C")?;
        Ok(stop)
    }

    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Running servers; they stop when this is dropped.
pub struct Servers {
    logs: PathBuf,
    running: Vec<Server>,
}

impl Servers {
    /// Their output goes to one file each in the directory `logs`.
    pub fn new(logs: PathBuf) -> Self {
        Self { logs, running: Vec::new() }
    }

    /// Returns when it takes requests.
    pub fn start(&mut self, name: &'static str, mut command: Command, stop: &Stop) -> Result<()> {
        let log = self.logs.join(format!("{name}.log"));
        let file = File::create(&log).with_context(|| format!("could not write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Ctrl-C in a terminal goes to its whole group: ours alone should get it, and then stop the servers.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().with_context(|| format!("could not start the {name}"))?;
        let output = Arc::new(Mutex::new(Output { file, last: VecDeque::new(), ready: false }));
        let readers = [
            child.stdout.take().map(|stream| read(stream, Arc::clone(&output))),
            child.stderr.take().map(|stream| read(stream, Arc::clone(&output))),
        ];
        let readers = readers.into_iter().flatten().collect();
        self.running.push(Server { name, child, output, readers });

        let start = Instant::now();
        while !self.running.last().is_some_and(Server::is_ready) {
            self.fail_if_one_ended()?;
            if stop.is_asked() {
                bail!("stopped before the {name} was ready");
            }
            if start.elapsed() > READY_WITHIN {
                bail!("the {name} was not ready within {} s: see {}", READY_WITHIN.as_secs(), log.display());
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// Returns when asked to stop, with an error if a server ends by itself.
    pub fn run_until(mut self, stop: &Stop) -> Result<()> {
        while !stop.is_asked() {
            self.fail_if_one_ended()?;
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// An error if a server has ended by itself.
    pub fn fail_if_one_ended(&mut self) -> Result<()> {
        for server in &mut self.running {
            if let Some(status) = server.child.try_wait()? {
                let (name, lines) = (server.name, server.last_lines());
                bail!("the {name} ended by itself ({status}); its last lines:\n{lines}");
            }
        }
        Ok(())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for server in &mut self.running {
            server.ask_to_stop();
        }
        let start = Instant::now();
        for server in &mut self.running {
            server.stop_by(start + STOP_WITHIN);
        }
    }
}

struct Server {
    name: &'static str,
    child: Child,
    output: Arc<Mutex<Output>>,
    readers: Vec<JoinHandle<()>>,
}

impl Server {
    fn is_ready(&self) -> bool {
        lock(&self.output).ready
    }

    /// What it said last; only of one that has ended, as it waits for the end of its output.
    fn last_lines(&mut self) -> String {
        for reader in self.readers.drain(..) {
            // A reader that panicked has read all that it could.
            let _ = reader.join();
        }
        lock(&self.output).last.iter().map(|line| format!("  {line}\n")).collect()
    }

    #[cfg(unix)]
    fn ask_to_stop(&mut self) {
        use nix::sys::signal::{Signal, kill};
        use nix::unistd::Pid;
        // The id of one that has ended may be another program's by now.
        if self.ended().is_none()
            && let Ok(id) = i32::try_from(self.child.id())
        {
            // Fails only if it ended this very moment.
            let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
        }
    }

    #[cfg(not(unix))]
    fn ask_to_stop(&mut self) {}

    /// Waits for its end, and forces it when the time is over.
    fn stop_by(&mut self, end: Instant) {
        while self.ended().is_none() && Instant::now() < end {
            std::thread::sleep(LOOK_EVERY);
        }
        if self.ended().is_none() {
            // Both fail only for a process that is gone, and that is what is wanted.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }
}

struct Output {
    file: File,
    last: VecDeque<String>,
    ready: bool,
}

fn read(stream: impl Read + Send + 'static, output: Arc<Mutex<Output>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            let mut output = lock(&output);
            // A full disk must not stop the demo.
            let _ = writeln!(output.file, "{line}");
            output.ready |= line.contains(READY);
            output.last.push_back(line);
            if output.last.len() > SHOWN_LINES {
                output.last.pop_front();
            }
        }
    })
}

fn lock(output: &Mutex<Output>) -> std::sync::MutexGuard<'_, Output> {
    output.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn servers() -> (Servers, TempDir) {
        let logs = tempfile::tempdir().unwrap();
        (Servers::new(logs.path().to_path_buf()), logs)
    }

    fn script(text: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", text]);
        command
    }

    #[test]
    fn a_server_that_dies_is_named_with_its_last_words() {
        let (mut servers, _logs) = servers();
        let stop = Stop::default();
        servers.start("sandbox", script("echo listening on x; exec tail -f /dev/null"), &stop).unwrap();
        servers.start("server", script("echo listening on x; echo no more memory >&2; exit 4"), &stop).ok();
        let text = servers.run_until(&stop).unwrap_err().to_string();
        assert!(text.contains("the server ended") && text.contains("no more memory"), "{text}");
    }

    #[test]
    fn a_server_that_never_gets_ready_is_an_error() {
        let (mut servers, _logs) = servers();
        let error =
            servers.start("server", script("echo cannot bind; exit 1"), &Stop::default()).unwrap_err();
        assert!(error.to_string().contains("cannot bind"), "{error}");
    }

    #[test]
    fn when_asked_to_stop_servers_get_the_time_to_finish() {
        let (mut servers, logs) = servers();
        let done = logs.path().join("done");
        let text = format!(
            "trap 'echo > {}; exit' TERM; echo listening on x; while :; do sleep 0.05; done",
            done.display()
        );
        let stop = Stop::default();
        servers.start("server", script(&text), &stop).unwrap();
        stop.0.store(true, Ordering::Relaxed);
        servers.run_until(&stop).unwrap();
        assert!(done.exists());
    }
}
