//! Firefox. What pages write to the console comes through WebDriver BiDi; what Firefox itself has to say of a page, and
//! the history, only its own privileged scripts can see, which geckodriver runs when it is told to.

use super::console::{Level, Line};
use crate::{process::Process, programs, wait};
use anyhow::{Context, Result};
use futures_util::StreamExt;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    fmt::Write,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use thirtyfour::{
    Capabilities, WebDriver,
    bidi::{RawEvent, UserContextId},
    common::command::{Command, ExtensionCommand},
};
use tokio::process;

/// What Firefox says of how busy it is, and not of the page: a script that still ran in a frame as that was taken away, and
/// a look at a page (these tests do nothing else) that is not wholly there.
const OF_NOTHING: [&str; 2] =
    ["Script terminated by timeout", "Layout was forced before the page was fully loaded"];

/// Ends the line of the console up to which all was heard.
const MARK: &str = "maxio-link-e2e: everything before this was heard: ";

pub struct Firefox {
    /// What pages wrote to the console.
    written: Arc<Mutex<Vec<Line>>>,
    marks: AtomicUsize,
    _process: Process,
}

impl Firefox {
    pub async fn start() -> Result<(WebDriver, Self)> {
        let mut command = process::Command::new(programs::geckodriver());
        command.args(["--port", "0", "--websocket-port", "0", "--allow-system-access"]);
        let (process, address) = Process::start("geckodriver", &mut command, "Listening on ").await?;
        let url = format!("http://{address}");
        let driver = super::session(url, capabilities()?).await.with_context(|| process.log.tail(20))?;
        let written = Arc::default();
        collect(&driver, Arc::clone(&written)).await?;
        Ok((driver, Self { written, marks: AtomicUsize::default(), _process: process }))
    }

    /// Makes a profile, and a window in it; their ids.
    pub async fn open_profile(&self, driver: &WebDriver) -> Result<(String, String)> {
        let bidi = driver.bidi().await?;
        let profile = bidi.browser().create_user_context().await?.user_context.to_string();
        let window = json!({"type": "window", "userContext": profile});
        let window = bidi.send_raw("browsingContext.create", window).await?;
        let window = window.get("context").and_then(Value::as_str).context("there is no new window")?;
        Ok((profile, window.to_owned()))
    }

    /// Closes its windows, and forgets what was kept in it.
    pub async fn close_profile(&self, driver: &WebDriver, profile: &str) -> Result<()> {
        privileged::<Value>(driver, "window.maxioLinkStop(); return null").await?;
        let bidi = driver.bidi().await?;
        Ok(bidi.browser().remove_user_context(UserContextId::from(profile)).await.map(drop)?)
    }

    /// Forgets what was said to an earlier test, and collects what Firefox has to say of the present window.
    pub async fn listen(&self, driver: &WebDriver) -> Result<()> {
        privileged::<Value>(driver, COLLECT_ERRORS).await?;
        self.written.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    pub async fn console(&self, driver: &WebDriver) -> Result<Vec<Line>> {
        self.hear_everything(driver).await?;
        let mut lines = self.lines();
        lines.retain(|line| !line.text.starts_with(MARK));
        let errors: Vec<ScriptError> = privileged(driver, "return window.maxioLinkErrors").await?;
        lines.extend(errors.into_iter().map(Line::from));
        lines.retain(|line| OF_NOTHING.iter().all(|words| !line.text.contains(words)));
        Ok(lines)
    }

    /// Lines come later than what a script sees of the page: waits until those of every frame have come.
    async fn hear_everything(&self, driver: &WebDriver) -> Result<()> {
        let bidi = driver.bidi().await?;
        let tree = bidi.send_raw("browsingContext.getTree", json!({})).await?;
        for context in contexts(&tree) {
            let mark = format!("{MARK}{}", self.marks.fetch_add(1, Ordering::Relaxed));
            // In a sandbox, which has the console that the page had before it could change it.
            let target = json!({"context": context, "sandbox": "maxio-link-e2e"});
            let expression = format!("console.debug({})", json!(mark));
            let script = json!({"expression": expression, "target": target, "awaitPromise": false});
            bidi.send_raw("script.evaluate", script).await?;
            wait::for_some("what was written to the console", async || {
                Ok(self.lines().iter().any(|line| line.text == mark).then_some(()))
            })
            .await?;
        }
        Ok(())
    }

    fn lines(&self) -> Vec<Line> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub async fn history(driver: &WebDriver) -> Result<Vec<String>> {
    let script = "
        const addresses = [];
        for (const { browsingContext } of gBrowser.browsers) {
          const { sessionHistory } = browsingContext;
          for (let index = 0; index < sessionHistory.count; index += 1) {
            addresses.push(sessionHistory.getEntryAtIndex(index).URI.spec);
          }
        }
        return addresses;";
    privileged(driver, script).await
}

pub async fn set_offline(driver: &WebDriver, offline: bool) -> Result<()> {
    let bidi = driver.bidi().await?;
    let context = driver.window().await?;
    let conditions = if offline { json!({"type": "offline"}) } else { Value::Null };
    let parameters = json!({"contexts": [context.to_string()], "networkConditions": conditions});
    bidi.send_raw("emulation.setNetworkConditions", parameters).await?;
    Ok(())
}

fn capabilities() -> Result<Capabilities> {
    let mut capabilities = Capabilities::new();
    capabilities.set("browserName", "firefox")?;
    capabilities.set("webSocketUrl", true)?;
    let arguments = ["-headless", "--width=1100", "--height=900"];
    let preferences = json!({
        // It asks for a picture of the site by itself, also where the page's policy forbids it, and then complains.
        "browser.chrome.site_icons": false,
        // Less motion, as a person can choose: painting it without graphics hardware takes much of the tests' time.
        "ui.prefersReducedMotion": 1,
        // On a busy machine it ends scripts in their middle, and this or what is called next says so in the console: of
        // pages that are left, of frames that are removed (with their process), and of slow ones.
        "dom.abort_script_on_child_shutdown": false,
        "dom.ipc.cancel_content_js_when_navigating": false,
        "dom.max_script_run_time": 0,
    });
    let options = json!({"binary": programs::firefox(), "args": arguments, "prefs": preferences});
    capabilities.set("moz:firefoxOptions", options)?;
    Ok(capabilities)
}

/// Keeps what pages write, from now on.
async fn collect(driver: &WebDriver, written: Arc<Mutex<Vec<Line>>>) -> Result<()> {
    let bidi = driver.bidi().await?;
    let mut events = bidi.subscribe_raw();
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            written.lock().unwrap_or_else(PoisonError::into_inner).extend(line(&event));
        }
    });
    bidi.session().subscribe("log.entryAdded").await?;
    Ok(())
}

/// Of a call of `console`. What scripts throw is among the errors that the privileged script collects.
fn line(event: &RawEvent) -> Option<Line> {
    let text = |member: &str| event.params.get(member).and_then(Value::as_str);
    if event.method != "log.entryAdded" || text("type") != Some("console") {
        return None;
    }
    let level = match text("level") {
        Some("error") => Level::Error,
        Some("warn") => Level::Warning,
        _ => Level::Info,
    };
    let mut words = text("text").unwrap_or_default().to_owned();
    // An object is only named in the text, and may hold anything.
    let arguments = event.params.get("args").and_then(Value::as_array).into_iter().flatten();
    for object in arguments.filter(|argument| argument.get("value").is_some_and(|value| !value.is_string())) {
        // Writing to a String cannot fail.
        let _ = write!(words, " {object}");
    }
    Some(Line { level, text: words })
}

/// The ids of all frames.
fn contexts(tree: &Value) -> Vec<String> {
    let nodes = tree.get("contexts").or_else(|| tree.get("children")).and_then(Value::as_array);
    let of = |node: &Value| {
        let own = node.get("context").and_then(Value::as_str).map(str::to_owned);
        own.into_iter().chain(contexts(node)).collect::<Vec<_>>()
    };
    nodes.into_iter().flatten().flat_map(of).collect()
}

/// Firefox keeps the last 250 messages alone, so they are collected as they come. Those about its own windows do not count.
const COLLECT_ERRORS: &str = "
    const errors = (window.maxioLinkErrors = []);
    const listener = {
      observe(message) {
        if (!(message instanceof Ci.nsIScriptError) || message.isFromChromeContext) return;
        const { errorMessage, sourceName, lineNumber, category, flags } = message;
        errors.push({ text: errorMessage, source: sourceName, line: lineNumber, category, flags });
      },
    };
    Services.console.registerListener(listener);
    window.maxioLinkStop = () => Services.console.unregisterListener(listener);
    return null;";

/// Firefox does not take a preload for a request with an integrity, and says so; it then finds the file in its cache,
/// so that nothing is wrong with the page (`loading::the_hosted_page_downloads_each_file_once`).
const UNUSED_PRELOAD: &str = "preloaded with link preload was not used";

/// The search for secrets looks into the storage of a frame of another origin, and is told that it is apart.
const PARTITIONED: &str = "cookiePartitionedForeign";

/// An `nsIScriptError`.
#[derive(Deserialize)]
struct ScriptError {
    text: String,
    source: String,
    line: u32,
    category: String,
    flags: u32,
}

impl From<ScriptError> for Line {
    fn from(error: ScriptError) -> Self {
        let level = match error.flags {
            flags if flags & 8 != 0 => Level::Info,
            _ if error.text.contains(UNUSED_PRELOAD) || error.category == PARTITIONED => Level::Info,
            flags if flags & 1 != 0 => Level::Warning,
            _ => Level::Error,
        };
        let ScriptError { text, source, line, category, .. } = error;
        Self { level, text: format!("{category}: {text} ({source}:{line})") }
    }
}

/// Runs a script of the browser's own, not of a page.
async fn privileged<T: DeserializeOwned>(driver: &WebDriver, script: &str) -> Result<T> {
    let enter = |context| Command::ExtensionCommand(Box::new(SetContext(context)));
    driver.handle().cmd(enter("chrome")).await?;
    let returned = driver.execute(script, Vec::new()).await;
    driver.handle().cmd(enter("content")).await?;
    Ok(returned?.convert()?)
}

/// Whether the next commands are about the browser's own window or about the page in it.
#[derive(Debug)]
struct SetContext(&'static str);

impl ExtensionCommand for SetContext {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({"context": self.0}))
    }

    fn method(&self) -> reqwest::Method {
        reqwest::Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        "/moz/context".into()
    }
}
