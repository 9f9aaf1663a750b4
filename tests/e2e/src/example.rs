//! A partner's app from `examples/`, as a program: with the packed package installed, on another origin than the server.

use crate::{
    api::Company,
    process::{Log, Process},
    programs,
    scenario::Scenario,
};
use anyhow::{Result, ensure};
use std::path::Path;
use tokio::process::Command;

/// How Vite serves an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// As it is deployed: what `vite build` made.
    Built,
    /// As it is developed: module by module.
    Dev,
}

/// An app, running for as long as the test.
pub struct Example {
    /// Its origin.
    pub origin: String,
    /// What its server printed.
    pub log: Log,
}

impl Example {
    /// One of the apps that are built with Vite; its merchant belongs to `company`.
    pub async fn vite(t: &Scenario, name: &str, served: Served, company: &Company) -> Result<Self> {
        let folder = programs::example(name)?;
        let mut command = Command::new("node");
        command.arg(folder.join("node_modules/vite/bin/vite.js"));
        command.args(match served {
            Served::Built => ["preview", "--clearScreen=false"],
            Served::Dev => ["dev", "--clearScreen=false"],
        });
        Self::start(t, command, &folder, "Local:   ", company).await
    }

    /// The page without a bundler, and its server.
    pub async fn plain(t: &Scenario, company: &Company) -> Result<Self> {
        let folder = programs::plain_example();
        let mut command = Command::new("node");
        command.arg(folder.join("server.mjs"));
        Self::start(t, command, &folder, "listening on ", company).await
    }

    /// The app in Leptos, and its server.
    pub async fn leptos(t: &Scenario, company: &Company) -> Result<Self> {
        let folder = programs::example("leptos")?;
        let mut command = Command::new("node");
        command.arg(folder.join("server.mjs"));
        Self::start(t, command, &folder, "listening on ", company).await
    }

    async fn start(
        t: &Scenario,
        mut command: Command,
        folder: &Path,
        ready: &str,
        company: &Company,
    ) -> Result<Self> {
        command
            .current_dir(folder)
            .env("NO_COLOR", "1")
            // Any that is free: tests run side by side.
            .env("PORT", "0")
            .env("LINK_ORIGIN", t.api.origin())
            .env("LINK_API_KEY", t.api.key())
            .env("LINK_COMPANY_ID", &company.id);
        let (process, address) = Process::start("example", &mut command, ready).await?;
        let origin = address.trim_end_matches('/').to_owned();
        t.api.allow_origins(&[&origin]).await?;
        let log = process.log.clone();
        t.keep(process);
        Ok(Self { origin, log })
    }
}

/// Runs a script of Node's in the folder of an example, where its packages are found; what it printed.
pub async fn node(name: &str, script: &[&str]) -> Result<String> {
    let output = Command::new("node").args(script).current_dir(programs::example(name)?).output().await?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && errors.is_empty(), "{script:?} said: {errors}");
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
