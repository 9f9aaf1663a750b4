//! WebKitGTK, in a browser of our own (`webkit.py`), on an X server of its own: nothing is shared between tests, the
//! keyboard's focus least of all.

use super::console::{Level, Line};
use crate::{process::Process, programs, wait};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    ops::Range,
    path::Path,
    process,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, AtomicU32, Ordering},
    },
};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver, WebElement};
use tokio::process::Command;

/// As Firefox, WebKit does not take a preload for a request with an integrity, and then finds the file in its cache.
const UNUSED_PRELOAD: &str = "was preloaded using link preload but not used";

/// Where to click on an element, from the corner of its frame; nothing where the click would not reach it.
const PLACE: &str = "
    const [element] = arguments;
    const root = element.getRootNode();
    element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return element.contains(root.elementFromPoint(x, y)) ? [x, y] : null;";

/// Where the inside of a frame begins, after a scroll of the page to a height within it.
const PLACE_OF_FRAME: &str = "
    const [frame, y] = arguments;
    const place = () => {
      const { left, top } = frame.getBoundingClientRect();
      return [left + frame.clientLeft, top + frame.clientTop];
    };
    const seen = place()[1] + y;
    if (seen < 0 || seen > innerHeight) scrollBy({ top: seen - innerHeight / 2, behavior: 'instant' });
    return place();";

pub struct WebKit {
    /// How many there were.
    clicks: AtomicU8,
    /// Which one the driver is in.
    frame: Mutex<Option<WebElement>>,
    /// Its profile, and what `webkit.py` writes.
    folder: TempDir,
    _driver: Process,
    _display: Process,
}

impl WebKit {
    pub async fn start() -> Result<(WebDriver, Self)> {
        let folder = tempfile::tempdir()?;
        let (display, number) = start_display().await?;
        let (process, url) = start_driver(&number, folder.path()).await?;
        let driver =
            super::session(url, capabilities(folder.path())?).await.with_context(|| process.log.tail(20))?;
        Ok((
            driver,
            Self {
                clicks: AtomicU8::default(),
                frame: Mutex::default(),
                folder,
                _driver: process,
                _display: display,
            },
        ))
    }

    pub async fn console(&self, driver: &WebDriver) -> Result<Vec<Line>> {
        settle(driver).await?;
        let text = fs::read(self.folder.path().join("console"))?;
        let mut lines = Vec::<Line>::new();
        for text in String::from_utf8_lossy(&text).lines() {
            match (line(text), lines.last_mut()) {
                (None, Some(message)) => message.text = format!("{}\n{text}", message.text),
                (None, None) => lines.push(Line { level: Level::Info, text: text.to_owned() }),
                (Some(line), _) => lines.push(line),
            }
        }
        Ok(lines)
    }

    /// The network is really away. That pages are told so is done by script, as it is the desktop that tells WebKitGTK.
    pub async fn set_offline(&self, driver: &WebDriver, offline: bool) -> Result<()> {
        let [wanted, reached] = ["offline", "is-offline"].map(|name| self.folder.path().join(name));
        if offline {
            fs::write(wanted, "")?;
        } else {
            fs::remove_file(wanted)?;
        }
        wait::for_value("network to be away", offline, async || Ok(reached.exists())).await?;
        let script = "const [offline] = arguments;
            Object.defineProperty(Navigator.prototype, 'onLine', { configurable: true, get: () => !offline });
            window.dispatchEvent(new Event(offline ? 'offline' : 'online'));
            return null;";
        driver.execute(script, vec![json!(offline)]).await?;
        Ok(())
    }

    /// As WebDriver's own click, which takes the inside of a field in a shadow root for something in its way, and the
    /// place of an element in a frame for its place in the window.
    pub async fn click(&self, driver: &WebDriver, element: &WebElement) -> Result<()> {
        let place: Option<(f64, f64)> = super::run(driver, PLACE, vec![element.to_json()?]).await?;
        let (x, y) = place.context("something is in the way of the click")?;
        let frame = self.lock_frame().clone();
        let (mut left, mut top) = (0.0, 0.0);
        if let Some(frame) = &frame {
            driver.enter_default_frame().await?;
            (left, top) = super::run(driver, PLACE_OF_FRAME, vec![frame.to_json()?, json!(y)]).await?;
        }
        // Two within five pixels, soon after one another, are a double click to GTK, whatever was there at each.
        let aside = 8 * (i64::from(self.clicks.fetch_add(1, Ordering::Relaxed) % 3) - 1);
        driver.action_chain().move_to((left + x) as i64 + aside, (top + y) as i64).click().perform().await?;
        if let Some(frame) = frame {
            frame.enter_frame().await?;
        }
        Ok(())
    }

    /// Which frame the driver is in now.
    pub fn is_in(&self, frame: Option<&WebElement>) {
        *self.lock_frame() = frame.cloned();
    }

    fn lock_frame(&self) -> MutexGuard<'_, Option<WebElement>> {
        self.frame.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub async fn history(&self, driver: &WebDriver) -> Result<Vec<String>> {
        settle(driver).await?;
        Ok(serde_json::from_slice(&fs::read(self.folder.path().join("history"))?)?)
    }
}

/// What a page said before it answers is written down by then.
async fn settle(driver: &WebDriver) -> Result<()> {
    driver.execute("return null", Vec::<Value>::new()).await?;
    Ok(())
}

/// It looks for a free number by itself, and tells it.
async fn start_display() -> Result<(Process, String)> {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1200x1000x24", "-nolisten", "tcp"]);
    let number = |log: &str| {
        let digits = |line: &&str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        // A line that may still grow is none.
        log.rsplit_once('\n').and_then(|(complete, _)| complete.lines().find(digits).map(str::to_owned))
    };
    Process::start_until("Xvfb", &mut command, number).await
}

/// A free one that the system gives to nobody who asks for any, as servers of other tests do: it would be theirs before
/// the driver listens on it.
fn free_port() -> Result<u16> {
    const BELOW_THOSE_GIVEN: Range<u32> = 20_000..30_000;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let count = BELOW_THOSE_GIVEN.end - BELOW_THOSE_GIVEN.start;
    // Two processes with tests begin at different ones.
    let next = || process::id().wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % count;
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let mut ports = (0..count).filter_map(|_| u16::try_from(BELOW_THOSE_GIVEN.start + next()).ok());
    ports.find(is_free).context("there is no free port")
}

/// It does not tell its port, so it is given one.
async fn start_driver(display: &str, folder: &Path) -> Result<(Process, String)> {
    let port = free_port()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut command = Command::new(programs::webkit_driver());
    command.arg(format!("--port={port}"));
    command.env("DISPLAY", format!(":{display}")).env("GDK_BACKEND", "x11");
    for profile in ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"] {
        command.env(profile, folder);
    }
    // No accessibility bus; and, as for Chromium, none of the sandbox that root in a container cannot use.
    command.env("NO_AT_BRIDGE", "1").env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
    let listens = |_: &str| TcpStream::connect(address).ok().map(|_| format!("http://{address}"));
    Process::start_until("WebKitWebDriver", &mut command, listens).await
}

fn capabilities(folder: &Path) -> Result<Capabilities> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/browser/webkit.py");
    let options = json!({"binary": programs::python(), "args": [script, folder]});
    let mut capabilities = Capabilities::new();
    capabilities.set("webkitgtk:browserOptions", options)?;
    Ok(capabilities)
}

/// `{address}:{line}:{column}: CONSOLE {source} {level} {text}`, the place and the source left out where there is none.
fn line(text: &str) -> Option<Line> {
    let (_, message) = text.split_once("CONSOLE ")?;
    let level = message.split(' ').take(2).find_map(|word| match word {
        "ERROR" => Some(Level::Error),
        "WARN" if !message.contains(UNUSED_PRELOAD) => Some(Level::Warning),
        "LOG" | "INFO" | "DEBUG" | "WARN" => Some(Level::Info),
        _ => None,
    })?;
    Some(Line { level, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(text: &str) -> Option<Level> {
        line(text).map(|line| line.level)
    }

    #[test]
    fn messages_are_told_from_the_lines_that_go_on_with_them() {
        assert_eq!(level("http://localhost:1/x.html:2:12: CONSOLE LOG some ERROR"), Some(Level::Info));
        assert_eq!(level("http://localhost:1/x.html:2:39: CONSOLE WARN careful"), Some(Level::Warning));
        assert_eq!(level("CONSOLE JS ERROR Unhandled Promise Rejection: Error: x"), Some(Level::Error));
        assert_eq!(level("CONSOLE SECURITY ERROR no"), Some(Level::Error));
        assert_eq!(level("an ERROR in the second line of a message"), None);
    }
}
