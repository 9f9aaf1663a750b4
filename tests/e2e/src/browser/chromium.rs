//! Chromium: chromedriver has an endpoint for the console, and passes on the commands of its developer tools.

use super::{
    console::{Level, Line},
    devtools::Devtools,
};
use crate::{process::Process, programs};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};
use thirtyfour::{Capabilities, WebDriver};
use tokio::{process::Command, sync::OnceCell};

pub struct Chromium {
    console: Mutex<Vec<Line>>,
    /// There once it is needed: a benchmark's browser has nobody else who listens.
    devtools: OnceCell<Devtools>,
    _process: Process,
}

impl Chromium {
    pub async fn start() -> Result<(WebDriver, Self)> {
        let (process, port) = start_driver().await?;
        let url = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
        let driver = super::session(url, capabilities()?).await.with_context(|| process.log.tail(20))?;
        Ok((driver, Self { console: Mutex::default(), devtools: OnceCell::new(), _process: process }))
    }

    /// Makes a profile, and a window in it; their ids.
    pub async fn open_profile(&self, driver: &WebDriver) -> Result<(String, String)> {
        let devtools = self.devtools(driver).await?;
        let profile = devtools.send("Target.createBrowserContext", json!({})).await?;
        let profile = text(&profile, "browserContextId")?;
        let window = json!({"url": "about:blank", "browserContextId": profile, "newWindow": true});
        let window = devtools.send("Target.createTarget", window).await?;
        Ok((profile, text(&window, "targetId")?))
    }

    /// Closes its windows, and forgets what was kept in it.
    pub async fn close_profile(&self, driver: &WebDriver, profile: &str) -> Result<()> {
        let devtools = self.devtools(driver).await?;
        devtools.send("Target.disposeBrowserContext", json!({"browserContextId": profile})).await.map(drop)
    }

    async fn devtools(&self, driver: &WebDriver) -> Result<&Devtools> {
        self.devtools.get_or_try_init(|| Devtools::connect(driver)).await
    }

    /// Forgets what the console said to an earlier test.
    pub async fn clear_console(&self, driver: &WebDriver) -> Result<()> {
        driver.browser_log().await?;
        self.console.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    pub async fn console(&self, driver: &WebDriver) -> Result<Vec<Line>> {
        // Each asking empties the browser's list.
        let new = driver.browser_log().await?.into_iter().map(|entry| {
            let level = match entry.level.as_str() {
                "SEVERE" => Level::Error,
                "WARNING" => Level::Warning,
                _ => Level::Info,
            };
            Line { level, text: entry.message }
        });
        let mut console = self.console.lock().unwrap_or_else(PoisonError::into_inner);
        console.extend(new);
        Ok(console.clone())
    }
}

fn text(of: &Value, member: &str) -> Result<String> {
    let text = of.get(member).and_then(Value::as_str).map(str::to_owned);
    text.with_context(|| format!("no {member} in {of}"))
}

/// It takes a free port for IPv6 and then wants the same for IPv4, which another test may have been given meanwhile.
async fn start_driver() -> Result<(Process, String)> {
    let mut tries = 0;
    loop {
        let mut command = Command::new(programs::chromedriver());
        match Process::start("chromedriver", command.arg("--port=0"), "started successfully on port ").await {
            Err(error) if tries < 5 && format!("{error:#}").contains("Address already in use") => tries += 1,
            result => return result,
        }
    }
}

pub async fn history(driver: &WebDriver) -> Result<Vec<String>> {
    let history = driver.cdp().send_raw("Page.getNavigationHistory", json!({})).await?;
    let entries = history.get("entries").and_then(Value::as_array).context("no entries")?;
    Ok(entries.iter().filter_map(|entry| entry.get("url")?.as_str().map(str::to_owned)).collect())
}

pub async fn set_offline(driver: &WebDriver, offline: bool) -> Result<()> {
    let conditions =
        json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    driver.cdp().send_raw("Network.enable", json!({})).await?;
    driver.cdp().send_raw("Network.emulateNetworkConditions", conditions).await?;
    Ok(())
}

fn capabilities() -> Result<Capabilities> {
    let mut capabilities = Capabilities::new();
    capabilities.set("browserName", "chrome")?;
    // Each session has a profile of its own. Root, as in a container, cannot use the browser's sandbox.
    let arguments = [
        "--headless=new",
        // A frame of another site is in a process of its own, as in every desktop browser.
        "--site-per-process",
        // Nor is a process started for a page that nobody may open.
        "--disable-features=SpareRendererForSitePerProcess",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1100,900",
    ];
    let options = json!({"binary": programs::chrome(), "args": arguments});
    capabilities.set("goog:chromeOptions", options)?;
    capabilities.set("goog:loggingPrefs", json!({"browser": "ALL"}))?;
    Ok(capabilities)
}
