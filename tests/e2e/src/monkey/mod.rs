//! Random sequences of what merchants, pages and networks do to Link, and what must hold after each act.
//!
//! They are made and played by `tests/pages/monkey`, in the page, so that thousands are played in minutes: the code of Link,
//! the browser, the network and the server are the real ones, the page's clock is not. A sequence is made of its seed
//! and its number alone; one that fails is made shorter and printed with the command that plays it again.

mod proxy;

use crate::{Complaint, Scenario, scenario::key, wait};
use anyhow::{Result, bail, ensure};
use proxy::Proxy;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

/// Which sequences.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Where they come from.
    pub seed: u32,
    /// The number of the first.
    pub first: u32,
    /// How many.
    pub count: u32,
    /// Whether to note every act, and where it led.
    pub trace: bool,
}

/// What became of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Sequences.
    pub played: u32,
    /// Acts in them.
    pub acts: u32,
    /// Requests to the endpoint.
    pub requests: u32,
    /// Which acts, screens, events, exits and errors, and how often.
    pub reached: BTreeMap<String, u32>,
    /// The acts one by one, where that was asked for.
    pub at: String,
    failures: Vec<Value>,
    is_over: bool,
    error: Option<String>,
}

/// A sequence takes less than a second, one that fails and is made shorter a minute.
const PATIENCE: Duration = Duration::from_secs(120);

/// Keys that Maxio's stand-in answers at once.
const KEYS: [&str; 12] = [
    "admin",
    "admin2",
    "globex-admin",
    "no-admin",
    "read-none",
    "wrong",
    "rate-limited",
    "rate-limited-no-header",
    "down",
    "cut-off",
    "garbage",
    "flaky",
];

/// In its page, with a proxy before the server of this test.
pub struct Monkey<'a> {
    t: &'a Scenario,
    proxy: Proxy,
    keys: BTreeMap<&'static str, &'static str>,
}

impl<'a> Monkey<'a> {
    /// Lets it in.
    pub async fn start(t: &'a Scenario) -> Result<Self> {
        let proxy = Proxy::start(&t.api).await?;
        allow_what_browsers_say(t);
        let mut keys = BTreeMap::new();
        for name in KEYS {
            t.secrets.note("Maxio API key", key(name)?);
            keys.insert(name, key(name)?);
        }
        t.merchant.open(&format!("{}/monkey/index.html", t.page.origin)).await?;
        let is_there =
            async || t.merchant.browser.script::<bool>("return window.monkey !== undefined", []).await;
        wait::for_value("monkey", true, is_there).await?;
        Ok(Self { t, proxy, keys })
    }

    /// Plays these sequences; an error if anything did not hold. `tell` is called as they are played; what it is told,
    /// and what comes back, is the sum over all that was played so far.
    pub async fn play(&self, plan: Plan, mut tell: impl FnMut(&Progress)) -> Result<Progress> {
        let Plan { seed, first, count, trace } = plan;
        let given = json!({
            "proxy": self.proxy.origin, "keys": self.keys, "seed": seed, "first": first, "count": count, "trace": trace,
        });
        self.t.merchant.browser.script::<Value>("monkey.start(arguments[0]); return null", [given]).await?;
        let progress = self.watch(&mut tell).await?;
        if let Some(error) = &progress.error {
            bail!(
                "the monkey broke down after {} sequences: {error}\n{}",
                progress.played,
                self.proxy.troubles()
            );
        }
        if !progress.failures.is_empty() {
            let failures: Vec<_> =
                progress.failures.iter().map(|failure| self.words(seed, failure)).collect();
            let (count, failures, troubles) = (failures.len(), failures.join("\n"), self.proxy.troubles());
            bail!("{count} sequences failed:\n{failures}\n{troubles}\n{}", progress.at);
        }
        let troubles = self.proxy.troubles();
        ensure!(troubles.is_empty(), "{troubles}");
        let redirected = self.proxy.redirected();
        ensure!(redirected == 0, "a redirect was followed {redirected} times");
        Ok(progress)
    }

    /// Until they are over. They may take as long as they like, as long as something happens.
    async fn watch(&self, tell: &mut impl FnMut(&Progress)) -> Result<Progress> {
        let mut last = (0, 0);
        loop {
            let progress = wait::within(PATIENCE, "the monkey to go on", async || {
                let progress: Progress = self.t.merchant.browser.script("return monkey.progress", []).await?;
                let now = (progress.played, progress.acts);
                Ok(Some(progress).filter(|progress| progress.is_over || now != last))
            })
            .await?;
            if progress.is_over {
                return Ok(progress);
            }
            last = (progress.played, progress.acts);
            tell(&progress);
        }
    }

    /// A failure, and how to see it again.
    fn words(&self, seed: u32, failure: &Value) -> String {
        let number = failure.get("number").and_then(Value::as_u64).unwrap_or_default();
        let engine = self.t.engine();
        format!(
            "sequence {number}: {failure}\n\
             again: cargo xtask soak --engine {engine} --seed {seed} --first {number} --sequences 1 --trace"
        )
    }
}

/// Of faults that are played on purpose. What Link itself says is judged in the page.
fn allow_what_browsers_say(t: &Scenario) {
    let faults =
        [Complaint::CutOff, Complaint::Broken, Complaint::Redirected, Complaint::Offline, Complaint::Cors];
    for fault in faults {
        let wording = fault.wording(t.engine());
        wording.always.iter().chain(&wording.at_times).for_each(|words| t.allow_in_console(words));
    }
    t.allow_in_console("the server responded with a status of");
}

/// What must have been put to the test in so many sequences.
pub fn is_thorough(progress: &Progress) -> Result<()> {
    let wanted = [
        "SELECT_INTEGRATION",
        "CONSENT",
        "CREDENTIAL",
        "LOADING",
        "CONNECTED",
        "OPEN",
        "SUBMIT_CREDENTIALS",
        "RETRY",
        "SUCCESS",
        "ERROR",
        "requires_selection",
        "requires_consent",
        "requires_credentials",
        "connected",
        "failed",
        "INVALID_RESPONSE",
        "NETWORK_FAILED",
    ];
    let missing: Vec<_> = wanted.iter().filter(|name| !progress.reached.contains_key(**name)).collect();
    ensure!(missing.is_empty(), "never reached: {missing:?}");
    Ok(())
}
