//! How soon a merchant can enter the key, and what that costs: `cargo xtask bench widget`.
//!
//! Four pages take turns, each time in a new browser with an empty profile, in three profiles of processor and network:
//! a hand-written form without any script (the floor), the hosted page of the real server, Link embedded in a page of
//! another origin, and a peer. What it sees goes to the file that `MAXIO_LINK_RESULTS` names, and `cargo xtask` makes a
//! table of it. `docs/PERFORMANCE.md` explains the method.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod network;
mod renderers;
mod site;
mod visit;

use anyhow::{Context, Result};
use maxio_link_e2e::{api::Api, leaks::Secrets, runtime, scenario, stack::Stack};
use network::{Line, Shape};
use serde::Serialize;
use serde_json::{Value, json};
use site::Site;
use std::{collections::BTreeMap, env, path::PathBuf, sync::Arc, time::Duration};
use visit::{Figures, Memory, Profile, Visit};

/// 1.6 Mbit/s to the browser and 750 kbit/s from it, in bytes.
const SLOW: Shape =
    Shape { round_trip: Duration::from_millis(150), rates: Some((1_600_000.0 / 8.0, 750_000.0 / 8.0)) };
const FAST: Shape = Shape { round_trip: Duration::ZERO, rates: None };
const PROFILES: [Profile; 3] = [
    Profile { name: "desktop", cpu: 1, network: FAST },
    Profile { name: "CPU ÷ 4", cpu: 4, network: FAST },
    Profile { name: "CPU ÷ 4, 150 ms, 1.6 Mbit/s", cpu: 4, network: SLOW },
];

/// What is compared. The first is what the others are compared with.
const PAGES: [Page; 4] = [Page::Floor, Page::Hosted, Page::Embedded, Page::Peer];
/// What is left open.
const RESTING: [Page; 3] = [Page::Alone, Page::Embedded, Page::Peer];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    /// The partner's page with nothing in it.
    Alone,
    Floor,
    Hosted,
    Embedded,
    Peer,
}

impl Page {
    const fn name(self) -> &'static str {
        match self {
            Self::Alone => "page alone",
            Self::Floor => "floor",
            Self::Hosted => "hosted",
            Self::Embedded => "embedded",
            Self::Peer => "peer",
        }
    }
}

fn main() -> Result<()> {
    // `cargo test` calls a benchmark too, to see that it compiles.
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    runtime::block_on(run())
}

async fn run() -> Result<()> {
    let runs: u32 = env::var("MAXIO_LINK_RUNS").context("MAXIO_LINK_RUNS is not set")?.parse()?;
    let results = env::var_os("MAXIO_LINK_RESULTS").map(PathBuf::from);
    let results = results.context("MAXIO_LINK_RESULTS is not set")?;
    let pages = Pages::start().await?;
    for profile in PROFILES.into_iter().filter(|profile| profile.cpu > 1) {
        Visit::begin(&pages.line, profile).await?.check_slowness(&pages.url(Page::Alone).await?).await?;
    }

    let mut seen: Vec<Vec<Vec<Figures>>> = vec![vec![Vec::new(); PAGES.len()]; PROFILES.len()];
    let mut rested: Vec<Vec<Memory>> = vec![Vec::new(); RESTING.len()];
    for run in 1..=runs {
        for (profile, seen) in PROFILES.into_iter().zip(&mut seen) {
            for (page, seen) in PAGES.into_iter().zip(seen) {
                println!("{run} of {runs}: {}, {}", profile.name, page.name());
                let url = pages.url(page).await?;
                let visit = Visit::begin(&pages.line, profile).await?;
                let figures = visit.measure(&url, scenario::key("admin")?).await;
                seen.push(figures.with_context(|| format!("{}, {}", profile.name, page.name()))?);
            }
        }
        for (page, rested) in RESTING.into_iter().zip(&mut rested) {
            println!("{run} of {runs}: at rest, {}", page.name());
            let (url, [desktop, ..]) = (pages.url(page).await?, PROFILES);
            let visit = Visit::begin(&pages.line, desktop).await?;
            rested.push(visit.rest(&url, page != Page::Alone).await?);
        }
    }

    let profiles: Vec<_> = PROFILES
        .iter()
        .zip(&seen)
        .map(|(profile, seen)| Ok(json!({"name": profile.name, "pages": by_name(&PAGES, seen)?})))
        .collect::<Result<_>>()?;
    let text =
        json!({"runs": runs, "profiles": profiles, "resting": by_name(&RESTING, &rested)?}).to_string();
    std::fs::write(&results, text).with_context(|| format!("could not write {}", results.display()))
}

fn by_name<T: Serialize>(pages: &[Page], seen: &[Vec<T>]) -> Result<Vec<Value>> {
    let one = |(page, runs): (&Page, &Vec<T>)| Ok(json!({"name": page.name(), "figures": spread(runs)?}));
    pages.iter().zip(seen).map(one).collect()
}

/// Of each figure the middle, the lowest and the highest, and all of them in order.
fn spread<T: Serialize>(runs: &[T]) -> Result<Value> {
    let mut figures: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for run in runs {
        let run: BTreeMap<String, f64> = serde_json::from_value(json!(run))?;
        run.into_iter().for_each(|(name, value)| figures.entry(name).or_default().push(value));
    }
    let spread = figures.into_iter().filter_map(|(name, runs)| {
        let mut sorted = runs.clone();
        sorted.sort_by(f64::total_cmp);
        // Of an even number the two in the middle, which are one otherwise.
        let [below, above] = [(sorted.len() - 1) / 2, sorted.len() / 2].map(|at| sorted.get(at));
        let median = f64::midpoint(*below?, *above?);
        let (low, high) = (sorted.first(), sorted.last());
        Some((name, json!({"median": median, "low": low, "high": high, "runs": runs})))
    });
    Ok(Value::Object(spread.collect()))
}

/// The pages, and the servers behind them.
struct Pages {
    line: Arc<Line>,
    site: Site,
    _stack: Stack,
    api: Api,
    /// Of the partner's pages, and of the peer's servers.
    origins: [String; 2],
    /// As `cargo xtask build` prints it.
    tag: String,
}

impl Pages {
    async fn start() -> Result<Self> {
        let line = Line::new();
        let (partner, maker, server) = (line.door().await?, line.door().await?, line.door().await?);
        let (site, address) = Site::start().await?;
        partner.leads_to(&address);
        maker.leads_to(&address);
        let stack = Stack::start_behind(&server.origin, &partner.origin).await?;
        server.leads_to(&stack.address);
        let api = Api::of(&stack, &Secrets::default());
        api.enable_integration(true).await?;
        let tag = env::var("MAXIO_LINK_TAG").context("MAXIO_LINK_TAG is not set")?;
        let tag = tag.replace("https://link.example.com", &stack.url);
        Ok(Self { line, site, _stack: stack, api, origins: [partner.origin, maker.origin], tag })
    }

    /// A new one each time: a Link URL is good once, and a company that is connected has no form to fill in.
    async fn url(&self, page: Page) -> Result<String> {
        // Making it must not take as long as a merchant's requests do.
        self.line.reshape(FAST);
        let [partner, maker] = &self.origins;
        let path = match page {
            Page::Floor => "/floor".to_owned(),
            Page::Alone => self.site.page("alone", "", ""),
            Page::Hosted => return Ok(self.api.company(Some("acme")).await?.link_url),
            Page::Embedded => {
                let company = self.api.company(Some("acme")).await?;
                let token = self.api.token(&company).await?;
                let body = format!(
                    r#"<maxio-link endpoint="{}" company-name="Northwind Lending"></maxio-link>
                       <script>document.querySelector("maxio-link").token = "{token}";</script>"#,
                    company.endpoint
                );
                self.site.page("embedded", &self.tag, &body)
            }
            Page::Peer => {
                let head = r#"<script src="/peer.js" defer></script>"#;
                let body = format!(r#"<stackone-hub token="token" base-url="{maker}"></stackone-hub>"#);
                self.site.page("peer", head, &body)
            }
        };
        Ok(format!("{partner}{path}"))
    }
}
