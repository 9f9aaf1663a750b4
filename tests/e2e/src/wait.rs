//! Waiting for something to become true.

use anyhow::{Result, bail};
use std::{
    backtrace::Backtrace,
    fmt::Debug,
    time::{Duration, Instant},
};

/// A test that passes never waits this long.
pub const TIMEOUT: Duration = Duration::from_secs(25);
/// The pause after the first look. It grows to the longest, so that waiting does not slow down what is waited for.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// No wait ends before so many looks. A look takes longer on a busy machine, and so does everything that is waited for:
/// this many take 25 s on a machine that has nothing else to do, and minutes on one that has far too much.
const MIN_LOOKS: u32 = 200;

/// Looks until there is something to see. The error says what was waited for.
pub async fn for_some<T>(what: &str, look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    within(TIMEOUT, what, look).await
}

/// As [`for_some`], with another timeout.
pub async fn within<T>(
    timeout: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    let mut looks = 0;
    let mut pause = FIRST_PAUSE;
    loop {
        looks += 1;
        let error = match look().await {
            Ok(Some(seen)) => return Ok(seen),
            Ok(None) => None,
            // A page that is being replaced answers with errors; the last one is told if it stays so.
            Err(error) => Some(error),
        };
        if start.elapsed() > timeout && looks >= MIN_LOOKS {
            let why = error.map(|error| format!(" (last error: {error:#})")).unwrap_or_default();
            bail!(
                "waited {} s, and looked {looks} times, in vain for {what}{why}{}",
                start.elapsed().as_secs(),
                place()
            );
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

/// Looks until it sees the expected value. The error tells what it saw last.
pub async fn for_value<T: PartialEq + Debug>(
    what: &str,
    expected: T,
    mut look: impl AsyncFnMut() -> Result<T>,
) -> Result<()> {
    let mut seen = None;
    let found = for_some(what, async || {
        let value = look().await?;
        let fits = value == expected;
        seen = Some(value);
        Ok(fits.then_some(()))
    })
    .await;
    found.map_err(|error| error.context(format!("{what}: expected {expected:?}, saw {seen:?}")))
}

/// Which line of which test waits: nothing else in the message tells.
fn place() -> String {
    let trace = Backtrace::force_capture().to_string();
    let lines =
        trace.lines().map(str::trim).filter(|line| line.starts_with("at ") && line.contains("tests/e2e/"));
    lines.map(|line| format!("\n  {line}")).collect()
}
