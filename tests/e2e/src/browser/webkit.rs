//! WebKitGTK.

use super::console::Line;
use crate::process::Process;
use anyhow::{Result, bail};
use thirtyfour::WebDriver;

pub struct WebKit {
    _process: Process,
}

impl WebKit {
    pub async fn start() -> Result<(WebDriver, Self)> {
        bail!("not yet")
    }

    pub async fn console(&self, _driver: &WebDriver) -> Result<Vec<Line>> {
        bail!("not yet")
    }
}

pub async fn history(_driver: &WebDriver) -> Result<Vec<String>> {
    bail!("not yet")
}
