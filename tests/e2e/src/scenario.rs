//! What one test gets, and the checks that no test can forget.

use crate::{
    api::{Api, Company},
    browser::{self, Browser, Complaint, Engine, Line},
    durations::Durations,
    evidence,
    leaks::{self, Secrets},
    limits,
    merchant::Merchant,
    operator::{self, Operator},
    partner_page::{Page, PartnerPage},
    process::Process,
    programs, runtime,
    stack::{PARTNER, Stack},
    wait,
};
use anyhow::{Context, Result, anyhow, ensure};
use futures_util::FutureExt;
use maxio_sandbox::demo;
use serde_json::{Map, Value};
use std::{
    any::Any,
    env,
    io::{self, Write},
    panic::AssertUnwindSafe,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A server, a sandbox, a partner's page and a merchant, for one test alone.
pub struct Scenario {
    /// The server's API.
    pub api: Api,
    /// The partner's page.
    pub page: PartnerPage,
    /// The merchant.
    pub merchant: Merchant,
    /// What must not be left anywhere.
    pub secrets: Secrets,
    stack: Stack,
    others: Mutex<Vec<Merchant>>,
    running: Mutex<Vec<Process>>,
    engine: Engine,
    expected_in_console: Mutex<Vec<Complaint>>,
    allowed_in_console: Mutex<Vec<String>>,
}

/// Runs a test in every browser: what it protects depends on the engine.
///
/// Whatever the test is about, it also fails if a secret is left behind anywhere, or if the console has an error or a
/// warning that the test did not expect.
///
/// # Panics
/// When the test fails; the message shows the page, the console and the logs.
pub fn in_every_engine(test: impl AsyncFnOnce(&Scenario) -> Result<()>) {
    run(Scope::EveryEngine, Keep::Sqlite, test);
}

/// Runs a test in Chromium: what it protects is decided by code that is the same in every engine. `cargo xtask test
/// --every-engine` runs it in the others too. It fails like [`in_every_engine`].
///
/// # Panics
/// As [`in_every_engine`].
pub fn in_chromium(test: impl AsyncFnOnce(&Scenario) -> Result<()>) {
    run(Scope::Chromium, Keep::Sqlite, test);
}

/// As [`in_chromium`], with a server that keeps its data in PostgreSQL.
///
/// # Panics
/// As [`in_every_engine`].
pub fn in_chromium_on_postgres(test: impl AsyncFnOnce(&Scenario) -> Result<()>) {
    run(Scope::Chromium, Keep::Postgres, test);
}

/// Runs a test that needs programs and no browser, once in a run of all engines.
///
/// # Panics
/// When the test fails.
pub fn without_browser(test: impl Future<Output = Result<()>>) {
    let name = std::thread::current().name().unwrap_or("test").to_owned();
    if !is_left_out(&name, Scope::Chromium) {
        report(runtime::block_on(test));
    }
}

/// Where a test runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    EveryEngine,
    Chromium,
}

/// The server's database.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Sqlite,
    Postgres,
}

fn run(scope: Scope, keep: Keep, test: impl AsyncFnOnce(&Scenario) -> Result<()>) {
    let name = std::thread::current().name().unwrap_or("test").to_owned();
    if is_left_out(&name, scope) {
        return;
    }
    report(runtime::block_on(run_in_browser(&name, scope, keep, test)));
}

fn report(outcome: Result<()>) {
    assert!(outcome.is_ok(), "{}", outcome.err().map(|error| format!("{error:#}")).unwrap_or_default());
}

/// Whether the test does not run in this engine. `cargo xtask test` reads these lines, and counts.
fn is_left_out(test: &str, scope: Scope) -> bool {
    let Ok(engine) = Engine::of_this_run() else { return false };
    if let Some(limit) = limits::of(engine, test) {
        say(&format!("skipped in {engine}: {test}: {}", limit.reason));
        return true;
    }
    let everywhere = scope == Scope::EveryEngine || env::var_os(EVERY_ENGINE).is_some();
    if engine != Engine::Chromium && !everywhere {
        say(&format!("in chromium alone: {test}"));
        return true;
    }
    false
}

/// Set by `cargo xtask test --every-engine`.
const EVERY_ENGINE: &str = "MAXIO_LINK_EVERY_ENGINE";

/// Not `println!`, of which nobody sees anything unless the test fails.
fn say(line: &str) {
    let _ = io::stdout().write_all(format!("{line}\n").as_bytes());
}

async fn run_in_browser(
    name: &str,
    scope: Scope,
    keep: Keep,
    test: impl AsyncFnOnce(&Scenario) -> Result<()>,
) -> Result<()> {
    let mut durations = Durations::start(name);
    let scenario = Scenario::start(keep == Keep::Postgres).await.context("the test could not be set up")?;
    durations.end("start");
    let test = async {
        if scope == Scope::Chromium {
            scenario.merchant.browser.want_less_motion().await?;
        }
        test(&scenario).await
    };
    let result = AssertUnwindSafe(test).catch_unwind().await;
    durations.end("test");
    let result = match result {
        Ok(Ok(())) => scenario.check().await,
        Ok(Err(error)) => Err(error),
        Err(panic) => Err(anyhow!(words(&*panic))),
    };
    durations.end("check");
    let result = match result {
        Ok(()) => Ok(()),
        Err(error) => {
            let evidence =
                evidence::of(name, scenario.engine, &scenario.stack, &scenario.merchant.browser).await;
            Err(anyhow!("{error:#}\n{evidence}"))
        }
    };
    for browser in scenario.browsers() {
        browser::give_back(&browser, result.is_ok()).await?;
    }
    durations.end("quit");
    durations.write(scenario.engine);
    result
}

impl Scenario {
    async fn start(postgres: bool) -> Result<Self> {
        let engine = Engine::of_this_run()?;
        let secrets = Secrets::default();
        let page = PartnerPage::start().await?;
        let stack = Stack::start(&page.origin, postgres).await?;
        page.take_widget_from(&stack.url);
        let api = Api::of(&stack, &secrets);
        api.enable_integration(true).await?;
        // Last, because whoever takes a browser must give it back.
        let browser = browser::take(engine).await?;
        let merchant = Merchant::new(browser, &secrets);
        Ok(Self {
            api,
            page,
            merchant,
            secrets,
            stack,
            engine,
            others: Mutex::default(),
            running: Mutex::default(),
            expected_in_console: Mutex::default(),
            allowed_in_console: Mutex::default(),
        })
    }

    /// Another merchant, in a browser of their own.
    pub async fn another_merchant(&self) -> Result<Merchant> {
        let merchant = Merchant::new(browser::take(self.engine).await?, &self.secrets);
        lock(&self.others).push(merchant.clone());
        Ok(merchant)
    }

    /// An operator of this name, in a browser of their own, not signed in yet.
    pub async fn operator(&self, name: &str) -> Result<Operator> {
        self.stack.make_operator(name, operator::PASSWORD).await?;
        Ok(Operator::new(self.another_merchant().await?, &self.stack.url, &self.secrets))
    }

    /// Opens a partner's page that embeds Link for a company of this server, with the company's token.
    pub async fn embed(&self, page: Page, company: &Company, more: Value) -> Result<()> {
        self.page.give_tokens(vec![self.api.token(company).await?]);
        self.embed_with(page, &company.endpoint, more).await
    }

    /// Opens a partner's page that embeds Link for any endpoint, with whatever tokens the page was given.
    pub async fn embed_with(&self, page: Page, endpoint: &str, more: Value) -> Result<()> {
        let mut options = Map::new();
        options.insert("endpoint".into(), endpoint.into());
        options.insert("companyName".into(), PARTNER.into());
        options.extend(more.as_object().cloned().unwrap_or_default());
        self.open(page, options).await
    }

    /// Opens a partner's page that embeds Link in a frame of this server, which knows the rest by the company's token.
    pub async fn embed_isolated(&self, page: Page, company: &Company, more: Value) -> Result<()> {
        self.embed_isolated_with(page, vec![self.api.token(company).await?], more).await
    }

    /// With these tokens, one after the other.
    pub async fn embed_isolated_with(&self, page: Page, tokens: Vec<String>, more: Value) -> Result<()> {
        self.page.give_tokens(tokens);
        let mut options = Map::new();
        options.insert("mode".into(), "isolated".into());
        options.insert("hostedUrl".into(), self.api.origin().into());
        options.extend(more.as_object().cloned().unwrap_or_default());
        self.open(page, options).await
    }

    /// Opens a partner's page, and Link where that takes a button.
    async fn open(&self, page: Page, options: Map<String, Value>) -> Result<()> {
        self.merchant.open(&self.page.with_options(page, options)).await?;
        if page == Page::Inline { Ok(()) } else { self.merchant.press("Connect billing").await }
    }

    /// The server ends, and comes back at the same address with this build of the widget.
    pub async fn upgrade_server(&self, assets: &Path) -> Result<()> {
        self.stack.stop().await?;
        self.stack.start_again(assets).await
    }

    /// The server ends.
    pub async fn stop_server(&self) -> Result<()> {
        self.stack.stop().await
    }

    /// And comes back.
    pub async fn start_server(&self) -> Result<()> {
        self.stack.start_again(&programs::dist()?).await
    }

    /// The search for secrets that also ends every test.
    pub async fn leaves_no_secret(&self) -> Result<()> {
        leaks::leaves_no_secret(&self.secrets, &self.stack, &self.browsers()).await
    }

    /// All that the server logged so far.
    pub async fn server_log(&self) -> String {
        self.stack.server_log().await
    }

    /// Lets a program run until the test is over: a page complains when its server goes away.
    pub(crate) fn keep(&self, process: Process) {
        lock(&self.running).push(process);
    }

    /// Announces an error in the console: the check at the end fails if it is missing, or if there are others.
    pub fn expect_in_console(&self, complaint: impl Into<Complaint>) {
        lock(&self.expected_in_console).push(complaint.into());
    }

    /// Lines of the console that contain this are nothing to wonder about.
    pub fn allow_in_console(&self, words: &str) {
        lock(&self.allowed_in_console).push(words.to_owned());
    }

    /// Whether this is a run of every test in every engine, which may take its time.
    pub fn is_thorough(&self) -> bool {
        env::var_os(EVERY_ENGINE).is_some()
    }

    /// Of all states, every how many are looked at: all in Chromium, every third in the other engines, in which hardly
    /// anything differs. A thorough run looks at all.
    pub fn stride(&self) -> usize {
        if self.is_thorough() || self.engine == Engine::Chromium { 1 } else { 3 }
    }

    /// Which browser this is.
    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// All that the partner's page was told so far: `{"kind","name","values"}`.
    pub async fn seen(&self) -> Result<Vec<Value>> {
        self.merchant.browser.script("return window.seen", []).await
    }

    /// The first values of all calls of a callback.
    pub async fn calls(&self, callback: &str) -> Result<Vec<Vec<Value>>> {
        let of = |seen: &Value| {
            let fits = seen.get("kind")? == "callback" && seen.get("name")? == callback;
            fits.then(|| seen.get("values").and_then(Value::as_array).cloned().unwrap_or_default())
        };
        Ok(self.seen().await?.iter().filter_map(of).collect())
    }

    /// The names of all events so far, in order.
    pub async fn events(&self) -> Result<Vec<String>> {
        let name =
            |values: &Vec<Value>| values.first().and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(self.calls("onEvent").await?.iter().map(name).collect())
    }

    /// Waits for `onExit`: the code of its error, if there is one, and its status. Link leaves once only.
    pub async fn exit(&self) -> Result<(Option<String>, String)> {
        let calls = wait::for_some("onExit", async || {
            Ok(Some(self.calls("onExit").await?).filter(|calls| !calls.is_empty()))
        })
        .await?;
        ensure!(calls.len() == 1, "onExit was called {} times", calls.len());
        let text = |pointer: &str| {
            let values = Value::Array(calls.concat());
            values.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
        };
        Ok((text("/0/error_code"), text("/1/status").context("onExit without a status")?))
    }

    /// Says something to whoever runs the tests: what was counted, for one.
    pub fn tell(&self, line: &str) {
        say(&format!("{}: {line}", self.engine));
    }

    /// The browsers of this test.
    fn browsers(&self) -> Vec<Arc<Browser>> {
        let others = lock(&self.others);
        [&self.merchant]
            .into_iter()
            .chain(others.iter())
            .map(|merchant| Arc::clone(&merchant.browser))
            .collect()
    }

    async fn check(&self) -> Result<()> {
        self.leaves_no_secret().await?;
        let mut errors = Vec::new();
        for browser in self.browsers() {
            errors.extend(browser.console().await?.into_iter().filter(Line::is_complaint));
        }
        let expected: Vec<_> =
            lock(&self.expected_in_console).iter().map(|complaint| complaint.wording(self.engine)).collect();
        for words in expected.iter().flat_map(|wording| &wording.always) {
            let said = errors.iter().any(|error| error.text.contains(words));
            ensure!(said, "no error in the console says {words:?}");
        }
        errors.retain(|error| !expected.iter().any(|wording| wording.covers(error)));
        let allowed = lock(&self.allowed_in_console).clone();
        errors.retain(|error| !allowed.iter().any(|words| error.text.contains(words)));
        let errors: Vec<_> = errors.iter().map(Line::to_string).collect();
        ensure!(errors.is_empty(), "the console has errors that nobody expected:\n  {}", errors.join("\n  "));
        Ok(())
    }
}

/// The sandbox's key of this name. It must exist: a misspelt name would silently be an unknown key.
pub fn key(name: &str) -> Result<&'static str> {
    Ok(demo::by_name(name).with_context(|| format!("the sandbox has no key {name}"))?.value)
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()))
        .unwrap_or_else(|| "panicked".into())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
