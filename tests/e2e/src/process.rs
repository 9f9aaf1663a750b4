//! A program that runs for a test, and what it said.

use crate::wait;
use anyhow::{Context, Result, bail};
use std::{
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{Child, Command},
};

/// Browsers, their drivers and bundlers are long in coming where several begin at once.
const STARTS_WITHIN: Duration = Duration::from_secs(120);

/// All that a program printed, as raw bytes.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Everything so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everything so far, to be read.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    /// The last lines.
    pub fn tail(&self, lines: usize) -> String {
        let text = self.text();
        let all: Vec<_> = text.lines().collect();
        all.iter().skip(all.len().saturating_sub(lines)).map(|line| format!("  {line}\n")).collect()
    }

    fn follow(&self, mut stream: impl AsyncRead + Unpin + Send + 'static) {
        let log = Arc::clone(&self.0);
        tokio::spawn(async move {
            let mut bytes = Vec::with_capacity(8192);
            while stream.read_buf(&mut bytes).await.is_ok_and(|count| count > 0) {
                log.lock().unwrap_or_else(PoisonError::into_inner).append(&mut bytes);
            }
        });
    }
}

/// A running program; it ends when this is dropped.
pub struct Process {
    /// What it printed.
    pub log: Log,
    child: Child,
}

impl Process {
    /// Starts it and waits for the line that begins with, or contains, `ready`. The second value is what follows it.
    pub async fn start(name: &str, command: &mut Command, ready: &str) -> Result<(Self, String)> {
        Self::start_until(name, command, |log| {
            let (_, rest) = log.split_once(ready)?;
            rest.split_once(['\n', ' ']).map(|(address, _)| address.to_owned())
        })
        .await
    }

    /// Starts it and looks, at its log or elsewhere, until it can be used.
    pub async fn start_until(
        name: &str,
        command: &mut Command,
        look: impl Fn(&str) -> Option<String>,
    ) -> Result<(Self, String)> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("could not start {}", command.as_std().get_program().display()))?;
        let log = Log::default();
        if let (Some(out), Some(err)) = (child.stdout.take(), child.stderr.take()) {
            log.follow(out);
            log.follow(err);
        }
        let mut ended = None;
        let address = wait::within(STARTS_WITHIN, &format!("the {name} to be ready"), async || {
            ended = child.try_wait()?;
            let found = look(&log.text());
            Ok(found.map(Some).or_else(|| ended.map(|_| None)))
        })
        .await
        .with_context(|| log.tail(20))?;
        match address {
            Some(address) => Ok((Self { log, child }, address)),
            None => bail!("the {name} ended by itself ({ended:?}):\n{}", log.tail(20)),
        }
    }
}

impl Process {
    /// Ends it at once, as a power cut would; what it printed.
    pub async fn kill(&mut self) -> Result<Log> {
        self.child.kill().await?;
        Ok(self.log.clone())
    }
}

/// Runs a program to its end; its first line.
pub async fn first_line(command: &mut Command) -> Result<String> {
    let output = command.output().await.context("could not start a program")?;
    if !output.status.success() {
        bail!("{:?} failed: {}", command.as_std(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?.lines().next().unwrap_or_default().trim().to_owned())
}
