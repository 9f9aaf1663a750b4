//! How long each part of a test took, for `cargo xtask test --durations`.

use crate::browser::Engine;
use std::{
    env,
    fs::File,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

/// A folder, set by `cargo xtask test --durations`. Nothing is measured without it.
const FOLDER: &str = "MAXIO_LINK_DURATIONS";

/// The parts of one test, in order.
pub struct Durations {
    test: String,
    began: Instant,
    parts: Vec<(&'static str, Duration)>,
}

impl Durations {
    /// Of the test that begins now.
    pub fn start(test: &str) -> Self {
        Self { test: test.to_owned(), began: Instant::now(), parts: Vec::new() }
    }

    /// A part is over.
    pub fn end(&mut self, part: &'static str) {
        let before: Duration = self.parts.iter().map(|(_, duration)| duration).sum();
        self.parts.push((part, self.began.elapsed().saturating_sub(before)));
    }

    /// Adds a line to the file of this engine: the test, and the milliseconds of each part, separated by tabs.
    pub fn write(&self, engine: Engine) {
        let Some(folder) = env::var_os(FOLDER) else { return };
        let parts: Vec<_> =
            self.parts.iter().map(|(part, duration)| format!("{part}={}", duration.as_millis())).collect();
        let line = format!("{}\t{}\n", self.test, parts.join("\t"));
        let file =
            File::options().create(true).append(true).open(Path::new(&folder).join(engine.to_string()));
        // A measurement that cannot be written down is no reason for a test to fail.
        let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
    }
}
