//! One visit to one page, in a browser that has never been anywhere.

use super::network::{Line, Shape};
use super::renderers;
use anyhow::{Context, Result, bail, ensure};
use maxio_link_e2e::{
    browser::{Browser, Engine},
    wait,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

const WATCH: &str = include_str!("watch.js");
/// For so long nothing goes over the line before what is there is taken for all.
const QUIET: Duration = Duration::from_millis(700);
/// Slowest page, slowest profile.
const PATIENCE: Duration = Duration::from_secs(60);

/// What stands between merchant and page.
#[derive(Clone, Copy)]
pub struct Profile {
    pub name: &'static str,
    /// How many times slower the processor is.
    pub cpu: u32,
    pub network: Shape,
}

/// What a visit cost. Times are milliseconds, since the address was opened or of one task; sizes are bytes.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Anything at all.
    pub first_paint: f64,
    /// A button or field that can be used.
    pub first_control: f64,
    /// The key's field, every screen before it having been left as soon as that could be done.
    pub key_field: f64,
    /// To the browser, over the network.
    pub bytes: f64,
    pub requests: f64,
    pub connections: f64,
    /// JavaScript's own objects, after a garbage collection.
    pub js_heap: f64,
    /// WebAssembly's memory.
    pub wasm_memory: f64,
    /// The longest task of the main thread, of those over 50 ms; 0 if there is none.
    pub longest_task: f64,
    /// Of those that began when the key's field could be used already.
    pub longest_task_after: f64,
    /// The slowest answer to a key or click until the next frame, in steps of 8; 16 stands for less as well.
    pub typing: f64,
    /// The same for the click on "Continue".
    pub submit: f64,
    /// Clicks that nothing came of.
    pub lost_clicks: f64,
}

/// What a page holds when nobody does anything: bytes.
#[derive(Clone, Debug, Serialize)]
pub struct Memory {
    /// Of JavaScript, DOM and buffers, WebAssembly's among them.
    pub objects: f64,
    /// Of the processes that show pages: what they share with nobody.
    pub processes: f64,
}

/// What `watch.js` saw.
#[derive(Deserialize)]
struct Seen {
    paint: Option<f64>,
    control: f64,
    key: f64,
    first_byte: f64,
    memory: f64,
    lost: f64,
    tasks: Vec<Task>,
    interactions: Vec<Interaction>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    start_time: f64,
    duration: f64,
}

#[derive(Deserialize)]
struct Interaction {
    duration: f64,
}

const SEEN: &str = "
    const { control, key, memory, lost, tasks, interactions } = window.bench;
    const paint = performance.getEntriesByName('first-paint')[0]?.startTime ?? null;
    const first_byte = performance.getEntriesByType('navigation')[0].responseStart;
    return { paint, control, key, lost, tasks, interactions, first_byte, memory: memory?.buffer.byteLength ?? 0 };";

/// A browser on one page.
pub struct Visit<'a> {
    browser: Browser,
    line: &'a Line,
    profile: Profile,
}

impl<'a> Visit<'a> {
    pub async fn begin(line: &'a Line, profile: Profile) -> Result<Self> {
        let browser = Browser::start(Engine::Chromium).await?;
        browser.driver.set_script_timeout(PATIENCE).await?;
        let visit = Self { browser, line, profile };
        visit.slow_down(profile.cpu).await?;
        Ok(visit)
    }

    /// The whole way to the key, and past "Continue".
    pub async fn measure(self, url: &str, key: &str) -> Result<Figures> {
        self.open(url, WATCH).await?;
        self.click("key").await?;
        self.type_text(key).await?;
        self.settle().await?;
        let value: Option<String> = self.browser.script("return window.bench.value()", []).await?;
        ensure!(
            value.as_deref() == Some(key),
            "of what was typed, {} characters are there",
            value.map_or(0, |text| text.len())
        );
        let counted = self.line.counted();
        let js_heap = self.heap().await?.0;
        let _: Value = self.browser.script("return window.bench.painted().then(() => null)", []).await?;
        let typing = self.seen().await?.interactions;
        self.click("submit").await?;
        let _: Value = self.browser.script("return window.bench.painted().then(() => null)", []).await?;
        let seen = self.seen().await?;
        self.browser.quit().await?;

        let paint = seen.paint.context("nothing was painted")?;
        let expected = self.profile.network.round_trip.as_secs_f64() * 2_000.0;
        ensure!(
            seen.first_byte >= expected,
            "the network is faster than it should be: {} ms",
            seen.first_byte
        );
        let slowest =
            |interactions: &[Interaction]| interactions.iter().map(|one| one.duration).fold(16.0, f64::max);
        let longest = |since: f64| {
            seen.tasks
                .iter()
                .filter(|task| task.start_time >= since)
                .map(|task| task.duration)
                .fold(0.0, f64::max)
        };
        let after_typing = seen.interactions.get(typing.len()..).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "counts and sizes")]
        let [bytes, requests, connections] =
            [counted.bytes, counted.requests, counted.connections].map(|count| count as f64);
        Ok(Figures {
            first_paint: paint,
            first_control: seen.control.max(paint),
            key_field: seen.key.max(paint),
            bytes,
            requests,
            connections,
            js_heap,
            wasm_memory: seen.memory,
            longest_task: longest(0.0),
            longest_task_after: longest(seen.key),
            typing: slowest(&typing),
            submit: slowest(after_typing),
            lost_clicks: seen.lost,
        })
    }

    /// What is there when the first screen is, and nobody does anything.
    pub async fn rest(self, url: &str, has_widget: bool) -> Result<Memory> {
        if has_widget {
            self.open(url, &format!("globalThis.looksOn = true; {WATCH}")).await?;
            self.settle().await?;
        } else {
            self.line.reshape(self.profile.network);
            self.browser.driver.goto(url).await?;
            self.quiet().await?;
        }
        let (js, others) = self.heap().await?;
        let processes = renderers::private_memory()?;
        self.browser.quit().await?;
        Ok(Memory { objects: js + others, processes })
    }

    async fn open(&self, url: &str, watch: &str) -> Result<()> {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": watch})).await?;
        self.line.reshape(self.profile.network);
        self.browser.driver.goto(url).await?;
        let arrived: Result<Value> =
            self.browser.script("return window.bench.isThere.then(() => null)", []).await;
        if let Err(error) = arrived {
            let text: String =
                self.browser.script("return document.body.innerText + window.bench.title()", []).await?;
            // Not the address: a Link URL has a one-time password in it.
            bail!("it never came to the key's field: {error:#}; on the page: {text}");
        }
        Ok(())
    }

    /// Until all has been loaded and put in its place.
    async fn settle(&self) -> Result<()> {
        wait::within(PATIENCE, "the page to be whole", async || {
            let is_whole: bool = self.browser.script("return window.bench.isWhole()", []).await?;
            Ok(is_whole.then_some(()))
        })
        .await?;
        self.quiet().await
    }

    async fn quiet(&self) -> Result<()> {
        wait::within(PATIENCE, "the network to be quiet", async || {
            Ok((self.line.quiet_for() > QUIET).then_some(()))
        })
        .await
    }

    async fn seen(&self) -> Result<Seen> {
        self.browser.script(SEEN, []).await
    }

    /// With the mouse.
    async fn click(&self, name: &str) -> Result<()> {
        let [x, y]: [f64; 2] =
            self.browser.script("return window.bench.place(arguments[0])", [json!(name)]).await?;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
            self.cdp("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// One key after the other; each is answered by the page before the next one comes.
    async fn type_text(&self, text: &str) -> Result<()> {
        for letter in text.chars() {
            let letter = letter.to_string();
            for (kind, text) in [("keyDown", letter.as_str()), ("keyUp", "")] {
                let event = json!({"type": kind, "key": letter, "text": text});
                self.cdp("Input.dispatchKeyEvent", event).await?;
            }
        }
        Ok(())
    }

    /// After garbage collections: JavaScript's objects; DOM and buffers.
    async fn heap(&self) -> Result<(f64, f64)> {
        // Twice: what the first one finalises, the second one frees.
        for _ in 0..2 {
            self.cdp("HeapProfiler.collectGarbage", json!({})).await?;
        }
        let usage = self.cdp("Runtime.getHeapUsage", json!({})).await?;
        let number = |name: &str| {
            usage.get(name).and_then(Value::as_f64).with_context(|| format!("no {name} in {usage}"))
        };
        Ok((number("usedSize")?, number("embedderHeapUsedSize")? + number("backingStorageSize")?))
    }

    async fn slow_down(&self, times: u32) -> Result<()> {
        self.cdp("Emulation.setCPUThrottlingRate", json!({"rate": times})).await.map(drop)
    }

    async fn cdp(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self.browser.driver.cdp().send_raw(method, parameters).await?)
    }

    /// That the processor is as slow as it was told to be: without this, a profile could be one in name only.
    pub async fn check_slowness(self, url: &str) -> Result<()> {
        const COUNT: &str = "const start = performance.now(); let sum = 0;
            for (let turn = 0; turn < 2e7; turn++) sum += turn % 7;
            return [performance.now() - start, sum][0]";
        self.line.reshape(Shape::default());
        self.browser.driver.goto(url).await?;
        let slow: f64 = self.browser.script(COUNT, []).await?;
        self.slow_down(1).await?;
        let fast: f64 = self.browser.script(COUNT, []).await?;
        self.browser.quit().await?;
        let (times, expected) = (slow / fast, f64::from(self.profile.cpu));
        ensure!(times > expected / 2.0, "the processor is {times:.1} times slower, and not {expected}");
        Ok(())
    }
}
