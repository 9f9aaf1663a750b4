//! Every state of Link, one after the other: what `tests/gallery` shows to people, shown to tests.

use crate::{OwnCopy, Scenario, browser::LONGEST_SCRIPT, process::Process, programs};
use anyhow::Result;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::process::Command;

impl Scenario {
    /// Opens the gallery, as its own server serves it, with these filters.
    pub async fn open_gallery(&self, filters: &str) -> Result<()> {
        let mut command = Command::new("node");
        command.arg(programs::gallery().join("serve.mjs")).args(["--port", "0"]);
        let (process, origin) = Process::start("gallery", &mut command, "listening on ").await?;
        self.keep(process);
        self.merchant.open(&format!("{origin}/gallery/index.html?{filters}")).await
    }

    /// Opens the page in which they can be shown, with a copy of the widget.
    pub async fn open_states(&self, copy: OwnCopy) -> Result<()> {
        self.merchant.open(&self.page.states(copy)).await?;
        Ok(self.merchant.browser.driver.set_script_timeout(LONGEST_SCRIPT).await?)
    }

    /// Makes the window so wide and high, in CSS pixels: narrower than any browser's own window may be.
    pub async fn in_window(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.merchant.browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
    }

    /// Runs the body of an asynchronous function there, with `box` and what `state.js` hands over.
    pub async fn in_states<T: DeserializeOwned>(
        &self,
        body: &str,
        arguments: impl Into<Vec<Value>>,
    ) -> Result<T> {
        let script = format!(
            "return (async () => {{
                // An option that is wrong on purpose, and a widget that does not come.
                console.error = () => {{}};
                const {{ STATES, show, states, repaint, judge }} = await window.gallery;
                const box = document.getElementById('box');
                {body}
            }}).apply(null, arguments)"
        );
        self.merchant.browser.script(&script, arguments).await
    }
}
