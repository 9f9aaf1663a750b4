//! How soon Link can be used, beside a form without any script and a peer. The measuring is in `tests/e2e/benches/widget`;
//! here is what it needs, and what becomes of its results.

mod chart;
mod results;
mod table;

use crate::build;
use crate::process;
use crate::test::{self, Target};
use crate::tools::Engine;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use results::Results;
use std::path::{Path, PathBuf};

const PEER: &str = "tests/e2e/benches/widget/peer";
const PEER_SCRIPT: &str = "node_modules/@stackone/hub/dist/webcomponent.js";
const DOCUMENT: &str = "docs/PERFORMANCE.md";
const CHART: &str = "docs/images/performance.svg";
/// Between these two lines of the document stand the tables of the last run that was published.
const MARKS: [&str; 2] =
    ["<!-- tables of `cargo xtask bench widget --publish` -->\n", "<!-- end of the tables -->"];

pub fn run(workspace: &mut Workspace, runs: u32, publish: bool) -> Result<()> {
    let browser = Engine::Chromium.ensure(workspace)?;
    let built = test::under_test(workspace)?;
    let peer = peer(workspace)?;
    let folder = workspace.target.join("bench");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("widget.json");

    let variables = browser.iter().chain(&built);
    let mut bench = test::end_to_end(workspace, Engine::Chromium, Target::Bench("widget"), variables);
    bench.env("MAXIO_LINK_PEER", peer).env("MAXIO_LINK_RESULTS", &file);
    bench.env("MAXIO_LINK_TAG", build::tag(workspace)?).env("MAXIO_LINK_RUNS", runs.to_string());
    process::run(&mut bench)?;

    let results = Results::read(&file)?;
    print!("\n{}", table::text(&results));
    println!("\nAll figures of all runs: {}", file.display());
    let chart = file.with_extension("svg");
    std::fs::write(&chart, chart::draw(&results))?;
    println!("Chart: {}", chart.display());
    if publish {
        std::fs::copy(&chart, workspace.root.join(CHART)).context("the chart could not be published")?;
        publish_tables(&workspace.root.join(DOCUMENT), &table::markdown(&results))?;
        println!("Published in {DOCUMENT}");
    }
    Ok(())
}

/// Installs what Link is compared with, and compresses it as a server would; its folder.
fn peer(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join(PEER);
    let script = folder.join(PEER_SCRIPT);
    let installed = std::fs::read(folder.join("node_modules/.package-lock.json")).unwrap_or_default();
    if !script.with_added_extension("br").is_file() || installed.is_empty() {
        let npm = which::which("npm").context("npm is missing, which installs the peer")?;
        process::run(workspace.command(npm).args(["ci", "--no-progress"]).current_dir(&folder))?;
        build::compress(workspace, &[script])?;
    }
    Ok(folder)
}

fn publish_tables(document: &Path, tables: &str) -> Result<()> {
    let text = std::fs::read_to_string(document)?;
    let [begin, end] = MARKS;
    let parts = text.split_once(begin).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let Some((before, after)) = parts else { bail!("{} has no place for the tables", document.display()) };
    std::fs::write(document, [before, begin, tables, end, after].concat())?;
    Ok(())
}
