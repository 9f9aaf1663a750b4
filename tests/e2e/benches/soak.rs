//! Thousands of random sequences: `cargo xtask soak`, which says in the environment which.
//!
//! Every few hundred there is another server, browser and page, and a search for keys in all of them; so memory stays small
//! and what leaks is found near to where it does.

#![expect(clippy::print_stdout, reason = "it runs for long, and tells how far it is")]

use anyhow::{Context, Result, ensure};
use maxio_link_e2e::{
    Scenario, in_every_engine,
    monkey::{self, Monkey, Plan, Progress},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env,
    time::{Duration, Instant},
};

/// Sequences in one page.
const TOGETHER: u32 = 250;
/// The first ones pay for what is made once: compiled code, style sheets, caches.
const WARM_UP: u32 = 25;
/// Nodes of the document that a sequence may leave behind on average, after a garbage collection. A screen has more.
const NODES: i64 = 5;
const TELL_EVERY: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Sum {
    played: u32,
    acts: u32,
    requests: u32,
    reached: BTreeMap<String, u32>,
}

fn main() {
    // `cargo test` calls it too, to see that it compiles.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let (seed, first) = (number("SEED", 1), number("FIRST", 0));
    let (count, trace) = (number("SEQUENCES", 1_000), env::var_os("MAXIO_LINK_SOAK_TRACE").is_some());
    let start = Instant::now();
    let mut sum = Sum::default();
    for begin in (0..count).step_by(TOGETHER as usize) {
        let plan = Plan { seed, first: first + begin, count: TOGETHER.min(count - begin), trace };
        in_every_engine(async |t| {
            let progress = together(t, plan, sum.played, count, start).await?;
            sum.played += progress.played;
            sum.acts += progress.acts;
            sum.requests += progress.requests;
            for (name, times) in progress.reached {
                *sum.reached.entry(name).or_default() += times;
            }
            Ok(())
        });
    }
    println!(
        "\n{} sequences of seed {seed} from {first} on: {} acts, {} requests, {} s, nothing wrong. Reached:",
        sum.played,
        sum.acts,
        sum.requests,
        start.elapsed().as_secs()
    );
    let reached: Vec<_> = sum.reached.iter().map(|(name, times)| format!("{name} {times}")).collect();
    println!("{}", reached.join(", "));
}

async fn together(t: &Scenario, plan: Plan, before: u32, count: u32, start: Instant) -> Result<Progress> {
    let monkey = Monkey::start(t).await?;
    let mut told = Instant::now();
    let mut tell = |progress: &Progress| {
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            let (played, seconds) = (before + progress.played, start.elapsed().as_secs());
            println!("{played} of {count} sequences in {seconds} s");
        }
    };
    let warm_up = Plan { count: WARM_UP.min(plan.count), ..plan };
    let progress = monkey.play(warm_up, &mut tell).await?;
    let rest = Plan { first: plan.first + warm_up.count, count: plan.count - warm_up.count, ..plan };
    if rest.count == 0 {
        println!("{}", progress.at);
        return Ok(progress);
    }
    let nodes = nodes(t).await?;
    let progress = monkey.play(rest, &mut tell).await?;
    if let (Some(before), Some(after)) = (nodes, self::nodes(t).await?) {
        let left = after - before;
        println!("{left} nodes left by {} sequences", rest.count);
        ensure!(left < NODES * i64::from(rest.count.max(50)), "{left} nodes were left behind");
    }
    if plan.count == TOGETHER {
        monkey::is_thorough(&progress)?;
    }
    Ok(progress)
}

/// All nodes that the browser holds, after a garbage collection. Chromium alone can be asked.
async fn nodes(t: &Scenario) -> Result<Option<i64>> {
    if env::var("MAXIO_LINK_ENGINE").is_ok_and(|engine| engine != "chromium") {
        return Ok(None);
    }
    let cdp = t.merchant.browser.driver.cdp();
    // Twice: what the first one finalises, the second one frees.
    for _ in 0..2 {
        cdp.send_raw("HeapProfiler.collectGarbage", json!({})).await?;
    }
    let counters = cdp.send_raw("Memory.getDOMCounters", json!({})).await?;
    let nodes = counters.get("nodes").and_then(Value::as_i64);
    Ok(Some(nodes.with_context(|| format!("no nodes in {counters}"))?))
}

fn number(name: &str, otherwise: u32) -> u32 {
    env::var(format!("MAXIO_LINK_SOAK_{name}")).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}
