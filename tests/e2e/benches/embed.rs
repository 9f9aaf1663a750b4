//! What Link leaves behind in a page: `cargo xtask bench embed`.
//!
//! Five things are opened and destroyed 200 times each, in one page of one browser: nothing but a native dialog in a
//! shadow root (what the browser itself leaves), Link as a modal, the same as far as a connection, Link as an element,
//! and Link in a frame. After the garbage collection it is counted what is there that was not there before, and looked
//! whether scroll position, focus and overflow of the page are as before. Chromium alone can be asked for all of it.
//!
//! Times are not measured: what grows is.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use anyhow::{Context, Result, ensure};
use maxio_link_e2e::{Answer, Endpoint, Page, Scenario, in_every_engine};
use serde_json::{Value, json};
use std::iter::repeat_n;

/// The first ones pay for what is made once: compiled code, style sheets, caches.
const WARM_UP: u32 = 20;
const CYCLES: u32 = 200;

/// In the page; `cycles(kind, count)` opens and destroys.
const CYCLES_SCRIPT: &str = r##"
    const settle = () => new Promise((done) => setTimeout(done, 0));
    const shown = async (root, selector) => {
        while (!root()?.querySelector(selector)) await settle();
    };
    const kinds = {
        async dialog() {
            const host = document.createElement("section");
            const root = host.attachShadow({ mode: "open" });
            const dialog = root.appendChild(document.createElement("dialog"));
            dialog.append(...Array.from({ length: 40 }, () => document.createElement("p")));
            dialog.addEventListener("close", () => undefined);
            document.body.append(host);
            dialog.showModal();
            await settle();
            dialog.close();
            host.remove();
        },
        async modal() {
            const link = MaxioLink.create(window.options);
            link.open();
            const root = () => document.body.lastElementChild.shadowRoot;
            await shown(root, "dialog[open] .tile");
            link.destroy();
        },
        async connected() {
            const link = MaxioLink.create(window.options);
            link.open();
            const root = () => document.body.lastElementChild.shadowRoot;
            const goOn = async (screen) => {
                await shown(root, `[data-screen="${screen}"]`);
                const key = root().querySelector("#key");
                if (key) {
                    key.value = "a-key-of-nobody";
                    key.dispatchEvent(new InputEvent("input", { bubbles: true }));
                }
                root().querySelector(".primary").click();
            };
            for (const screen of ["SELECT_INTEGRATION", "CONSENT", "CREDENTIAL"]) await goOn(screen);
            await shown(root, '[data-screen="CONNECTED"]');
            link.destroy();
        },
        async element() {
            const link = Object.assign(document.createElement("maxio-link"), window.options);
            document.body.append(link);
            await shown(() => link.shadowRoot, ".tile");
            link.remove();
        },
        async isolated() {
            let link;
            await new Promise((opened) => {
                const onEvent = (name) => name === "OPEN" && opened();
                link = MaxioLink.create({ ...window.isolated, onEvent });
                link.open();
            });
            link.destroy();
        },
    };
    const [kind, count, done] = arguments;
    (async () => {
        for (let cycle = 0; cycle < count; cycle++) {
            await kinds[kind]();
            await settle();
            // What the page itself notes of events.
            window.seen.length = 0;
        }
    })().then(() => done(null), (reason) => done(String(reason)));
"##;

/// Nothing else shows how large the widget's memory is.
const KEEP_MEMORY: &str = "<script src='counting.js'></script><script>
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
        const made = await instantiate(...given);
        // Under whatever name: the build shortens them.
        const { exports } = made.instance ?? made;
        window.wasmMemory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
        return made;
    };
</script>";

/// What must be as before.
const PAGE: &str = "
    const { documentElement: html, body } = document;
    const looks = ({ attributes }) => [...attributes].map(({ name, value }) => `${name}=${value}`);
    const overflow = (element) => getComputedStyle(element).overflow;
    const focus = document.activeElement.id;
    return JSON.stringify([scrollX, scrollY, focus, looks(html), looks(body), overflow(html), overflow(body)])";

/// What is there, after a garbage collection.
const COUNTED: [&str; 7] = ["nodes", "listeners", "timers", "requests", "URLs", "heap, bytes", "wasm, pages"];

type Count = [i64; COUNTED.len()];

/// Kinds of the script, and what they are.
const KINDS: [(&str, &str); 5] = [
    ("dialog", "native dialog, no Link"),
    ("modal", "Link, modal"),
    ("connected", "Link, modal, connected"),
    ("element", "Link, element"),
    ("isolated", "Link, isolated"),
];

fn main() {
    // `cargo test` calls a benchmark too, to see that it compiles.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    in_every_engine(async |t| {
        let all = usize::try_from(WARM_UP + CYCLES)?;
        let endpoint = Endpoint::start(repeat_n(Answer::linked(), all)).await?;
        prepare(t, &endpoint).await?;
        let page: String = t.merchant.browser.script(PAGE, []).await?;

        println!("What {CYCLES} times open and destroy leave in a page, after {WARM_UP} to warm up:\n");
        println!("{:<24}{}", "", COUNTED.map(|name| format!("{name:>13}")).concat());
        let mut leaks = Vec::new();
        for (kind, what) in KINDS {
            cycle(t, kind, WARM_UP).await?;
            let before = count(t).await?;
            cycle(t, kind, CYCLES).await?;
            let after = count(t).await?;
            let left: Vec<i64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
            let cells: Vec<_> = left.iter().map(|number| format!("{number:>13}")).collect();
            println!("{what:<24}{}", cells.concat());
            let now: String = t.merchant.browser.script(PAGE, []).await?;
            ensure!(now == page, "{what}: the page was {page}, and is {now}");
            // One that stays behind each time would be 200. The heap, which other things fill as well, is for the eye.
            let grows = left.last() != Some(&0);
            if grows || left.iter().take(5).any(|&number| number >= i64::from(CYCLES)) {
                leaks.push(what);
            }
        }
        ensure!(leaks.is_empty(), "something stays behind each time: {leaks:?}");
        println!("\nScroll position, focus, overflow and attributes of the page: as before, after each.");
        Ok(())
    });
}

/// A page that is scrolled and has a focus, and on which Link has been.
async fn prepare(t: &Scenario, endpoint: &Endpoint) -> Result<()> {
    t.page.add_to_head(KEEP_MEMORY);
    t.page.put_around("<p style='height: 1500px'></p>", "<p style='height: 3000px'></p>");
    t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
    let company = t.api.company(None).await?;
    let options = json!({"endpoint": endpoint.url, "companyName": "Northwind Lending"});
    let isolated =
        json!({"mode": "isolated", "hostedUrl": t.api.origin(), "token": t.api.token(&company).await?});
    let script = "
        [window.options, window.isolated] = arguments;
        window.link.destroy();
        document.getElementById('connect').focus({ preventScroll: true });
        scrollTo(0, 1234);
        return null";
    t.merchant.browser.script::<Value>(script, [options, isolated]).await.map(drop)
}

async fn cycle(t: &Scenario, kind: &str, count: u32) -> Result<()> {
    let driver = &t.merchant.browser.driver;
    driver.set_script_timeout(std::time::Duration::from_secs(120)).await?;
    let failed = driver.execute_async(CYCLES_SCRIPT, vec![json!(kind), json!(count)]).await?;
    ensure!(failed.json().is_null(), "{kind}: {}", failed.json());
    Ok(())
}

async fn count(t: &Scenario) -> Result<Count> {
    let cdp = t.merchant.browser.driver.cdp();
    // Twice: what the first one finalises, the second one frees.
    for _ in 0..2 {
        cdp.send_raw("HeapProfiler.collectGarbage", json!({})).await?;
    }
    let counters = cdp.send_raw("Memory.getDOMCounters", json!({})).await?;
    let heap = cdp.send_raw("Runtime.getHeapUsage", json!({})).await?;
    let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_f64).map(|n| n.round());
    let number = |value: &Value, name: &str| {
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        number(value, name).map(|n| n as i64).with_context(|| format!("no {name} in {value}"))
    };
    let waiting = "const { timers, requests, addresses } = window.waiting;
        return [timers.size, requests, addresses, (window.wasmMemory?.buffer.byteLength ?? 0) / 65536]";
    let [timers, requests, addresses, pages]: [i64; 4] = t.merchant.browser.script(waiting, []).await?;
    let (nodes, listeners) = (number(&counters, "nodes")?, number(&counters, "jsEventListeners")?);
    Ok([nodes, listeners, timers, requests, addresses, number(&heap, "usedSize")?, pages])
}
