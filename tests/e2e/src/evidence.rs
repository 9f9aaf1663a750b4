//! What is shown when a test fails.

use crate::{
    browser::{Browser, Engine},
    programs,
    stack::Stack,
};
use std::{fmt::Write, fs};

/// Of each log.
const LINES: usize = 20;

/// Everything that may tell why, as text; a screenshot goes to a file.
pub async fn of(test: &str, engine: Engine, stack: &Stack, browser: &Browser) -> String {
    let mut text = String::new();
    let mut add = |what: &str, value: String| {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n── {what} ──\n{value}\n");
    };
    let script = "return location.origin + location.pathname + '\\n' +
        all('.link, body').filter(visible).map((part) => part.innerText).join('\\n──\\n') + '\\n' +
        (window.seen ?? []).filter((seen) => seen.kind !== 'event')
          .map((seen) => seen.name + ' ' + JSON.stringify(seen.values)).join('\\n')";
    add("page", told(browser.script::<String>(script, []).await));
    add(
        "console",
        told(browser.console().await.map(|lines| lines.iter().map(|line| format!("{line}\n")).collect())),
    );
    for (name, log) in stack.logs().await {
        let lines = log.text();
        // What it says for developers of its libraries is in the log for the search for secrets alone.
        let telling: Vec<_> = lines.lines().filter(|line| !line.contains(" DEBUG ")).collect();
        add(
            name,
            telling
                .iter()
                .skip(telling.len().saturating_sub(LINES))
                .map(|line| format!("{line}\n"))
                .collect(),
        );
    }
    let folder = programs::evidence().join(engine.to_string());
    let picture = folder.join(format!("{}.png", test.replace("::", "-")));
    let taken = match fs::create_dir_all(&folder) {
        Ok(()) => browser.driver.screenshot(&picture).await.map_err(anyhow::Error::from),
        Err(error) => Err(error.into()),
    };
    add("screenshot", told(taken.map(|()| picture.display().to_string())));
    text
}

fn told(result: anyhow::Result<String>) -> String {
    result.unwrap_or_else(|error| format!("not to be had: {error:#}"))
}
