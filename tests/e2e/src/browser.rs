//! A browser under WebDriver.

use crate::{process::Process, programs};
use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Mutex;
use thirtyfour::{BrowserLogEntry, Capabilities, WebDriver, WebElement};
use tokio::process::Command;

const LOOK: &str = include_str!("look.js");

/// Which browser. All that differs between browsers is in this file, under the name of its engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, with chromedriver.
    Chromium,
}

impl Engine {
    async fn start_driver(self) -> Result<(Process, String)> {
        match self {
            Self::Chromium => {
                let mut command = Command::new(programs::chromedriver());
                let (process, port) =
                    Process::start("chromedriver", command.arg("--port=0"), "started successfully on port ")
                        .await?;
                Ok((process, format!("http://127.0.0.1:{}", port.trim_end_matches('.'))))
            }
        }
    }

    fn capabilities(self) -> Result<Capabilities> {
        let mut capabilities = Capabilities::new();
        match self {
            Self::Chromium => {
                capabilities.set("browserName", "chrome")?;
                // Each session has a profile of its own. Root, as in a container, cannot use the browser's sandbox.
                let arguments = [
                    "--headless=new",
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
            }
        }
        Ok(capabilities)
    }
}

/// One browser with an empty profile.
pub struct Browser {
    /// The session.
    pub driver: WebDriver,
    engine: Engine,
    console: Mutex<Vec<String>>,
    _process: Process,
}

impl Browser {
    /// Starts it.
    pub async fn start(engine: Engine) -> Result<Self> {
        let (process, url) = engine.start_driver().await?;
        let driver =
            WebDriver::new(url, engine.capabilities()?).await.with_context(|| process.log.tail(20))?;
        Ok(Self { driver, engine, console: Mutex::default(), _process: process })
    }

    /// Runs a script, with the functions of `look.js` at hand.
    pub async fn script<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: impl Into<Vec<Value>>,
    ) -> Result<T> {
        let returned = self.driver.execute(format!("{LOOK}\n{script}"), arguments.into()).await?;
        Ok(returned.convert()?)
    }

    /// The element that a script returns, if it returns one.
    pub async fn element(
        &self,
        script: &str,
        arguments: impl Into<Vec<Value>>,
    ) -> Result<Option<WebElement>> {
        let returned = self.driver.execute(format!("{LOOK}\n{script}"), arguments.into()).await?;
        if returned.json().is_null() { Ok(None) } else { Ok(Some(returned.element()?)) }
    }

    /// Everything in the console since the start, as `LEVEL message`.
    pub async fn console(&self) -> Result<Vec<String>> {
        match self.engine {
            // Each asking empties the browser's list.
            Engine::Chromium => {
                let line = |entry: BrowserLogEntry| format!("{} {}", entry.level, entry.message);
                let new: Vec<_> = self.driver.browser_log().await?.into_iter().map(line).collect();
                let mut console = self.console.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                console.extend(new);
                Ok(console.clone())
            }
        }
    }

    /// Every address that the Back button could lead to, and the present one.
    pub async fn history(&self) -> Result<Vec<String>> {
        match self.engine {
            Engine::Chromium => {
                let history = self.driver.cdp().send_raw("Page.getNavigationHistory", json!({})).await?;
                let entries = history.get("entries").and_then(Value::as_array).context("no history")?;
                Ok(entries.iter().filter_map(|entry| entry.get("url")?.as_str().map(str::to_owned)).collect())
            }
        }
    }

    /// Takes the network away, or gives it back.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        match self.engine {
            Engine::Chromium => {
                let conditions = json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
                self.driver.cdp().send_raw("Network.enable", json!({})).await?;
                self.driver.cdp().send_raw("Network.emulateNetworkConditions", conditions).await?;
                Ok(())
            }
        }
    }

    /// Closes it.
    pub async fn quit(&self) -> Result<()> {
        Ok(self.driver.clone().quit().await?)
    }
}
