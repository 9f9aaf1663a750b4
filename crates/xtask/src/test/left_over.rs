//! Programs that a suite started and left running: a browser nobody sees makes every later suite slower.

use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// In the environment of all that a suite starts, and of all that those start.
const SUITE: &str = "MAXIO_LINK_SUITE";

/// A browser ends a moment after its driver.
const ENDS_WITHIN: Duration = Duration::from_secs(20);

/// Lets the programs of this command be found later; the mark.
pub fn mark(command: &mut Command) -> String {
    let id = std::process::id().to_string();
    command.env(SUITE, &id);
    format!("{SUITE}={id}")
}

/// An error that names the programs that still run. Nothing is found on systems without `/proc`.
pub fn check(mark: &str) -> Result<()> {
    let deadline = Instant::now() + ENDS_WITHIN;
    loop {
        let running = running_with(mark);
        if running.is_empty() {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("the suite left programs running: {}", running.join(", "));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn running_with(mark: &str) -> Vec<String> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    processes.flatten().filter_map(|process| name_of_marked(&process.path(), mark)).collect()
}

fn name_of_marked(process: &Path, mark: &str) -> Option<String> {
    let environment = std::fs::read(process.join("environ")).ok()?;
    let is_marked = environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes());
    let name = || std::fs::read_to_string(process.join("comm")).map(|name| name.trim().to_owned());
    is_marked.then(name)?.ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_goes_on_is_found_and_one_that_ended_is_not() {
        let mut command = Command::new("sleep");
        let mark = format!("{SUITE}=of this test");
        let mut child = command.env(SUITE, "of this test").arg("600").spawn().unwrap();
        assert_eq!(running_with(&mark), ["sleep"]);
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(running_with(&mark), [""; 0]);
    }
}
