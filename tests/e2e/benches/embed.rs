//! What Link leaves behind in a page: `cargo xtask bench embed`.
//!
//! Three things are opened and destroyed 200 times each, in one page of one browser: nothing but a native dialog in a
//! shadow root (what the browser itself leaves), Link as a modal, and Link as an element. After the garbage collection
//! it is counted what is there that was not there before. Chromium alone can be asked for all of it.
//!
//! Times are not measured: what grows is.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use anyhow::{Context, Result, ensure};
use maxio_link_e2e::{Endpoint, Page, Scenario, scenario};
use serde_json::{Value, json};

/// The first ones pay for what is made once: compiled code, style sheets, caches.
const WARM_UP: u32 = 20;
const CYCLES: u32 = 200;

/// In the page; `cycles(kind, count)` opens and destroys.
const CYCLES_SCRIPT: &str = r#"
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
        async element() {
            const link = Object.assign(document.createElement("maxio-link"), window.options);
            document.body.append(link);
            await shown(() => link.shadowRoot, ".tile");
            link.remove();
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
"#;

/// Nothing else shows how large the widget's memory is.
const KEEP_MEMORY: &str = "<script>
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
        const made = await instantiate(...given);
        // Under whatever name: the build shortens them.
        const { exports } = made.instance ?? made;
        window.wasmMemory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
        return made;
    };
</script>";

/// What is there, after a garbage collection.
#[derive(Clone, Copy, Debug)]
struct Count {
    nodes: i64,
    listeners: i64,
    /// Bytes.
    heap: i64,
    /// 64 KiB each.
    wasm_pages: i64,
}

fn main() {
    // `cargo test` calls a benchmark too, to see that it compiles.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    scenario(async |t| {
        let endpoint = Endpoint::start([]).await?;
        t.page.add_to_head(KEEP_MEMORY);
        t.embed_with(Page::Modal, &endpoint.url, json!({})).await?;
        let options = json!({"endpoint": endpoint.url, "companyName": "Northwind Lending"});
        t.merchant
            .browser
            .script::<Value>("window.link.destroy(); window.options = arguments[0]; return null", [options])
            .await?;

        println!("What {CYCLES} times open and destroy leave in a page, after {WARM_UP} to warm up:\n");
        println!("{:<26}{:>8}{:>12}{:>14}{:>14}", "", "nodes", "listeners", "heap, bytes", "wasm, pages");
        let mut grown = Vec::new();
        for (kind, what) in
            [("dialog", "native dialog, no Link"), ("modal", "Link, modal"), ("element", "Link, element")]
        {
            cycle(t, kind, WARM_UP).await?;
            let before = count(t).await?;
            cycle(t, kind, CYCLES).await?;
            let after = count(t).await?;
            let left = Count {
                nodes: after.nodes - before.nodes,
                listeners: after.listeners - before.listeners,
                heap: after.heap - before.heap,
                wasm_pages: after.wasm_pages - before.wasm_pages,
            };
            println!(
                "{what:<26}{:>8}{:>12}{:>14}{:>14}",
                left.nodes, left.listeners, left.heap, left.wasm_pages
            );
            grown.push(left);
        }
        // One node or listener that stays behind each time would be 200.
        let leaks = grown.iter().any(|left| left.nodes.max(left.listeners) >= i64::from(CYCLES));
        ensure!(!leaks, "something stays behind each time: {grown:?}");
        Ok(())
    });
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
    let wasm_pages =
        t.merchant.browser.script("return (window.wasmMemory?.buffer.byteLength ?? 0) / 65536", []).await?;
    Ok(Count {
        nodes: number(&counters, "nodes")?,
        listeners: number(&counters, "jsEventListeners")?,
        heap: number(&heap, "usedSize")?,
        wasm_pages,
    })
}
