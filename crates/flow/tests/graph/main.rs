//! Every state that Link can reach, explored breadth-first: each node and each edge of the graph is checked.
//!
//! | file | what |
//! |---|---|
//! | `events` | what can happen at a node |
//! | `model` | what the runtime and the page know, kept from the effects alone |
//! | `rules` | what each edge must keep, whatever came before |
//! | `key` | which nodes count as one, and why that hides nothing |
//! | `explore` | the search, and the shortest path to what is wrong |
//! | `ways` | from each node there is a way on and a way out |
//! | `reached` | what the graph must contain, so that it cannot become empty unnoticed |
//!
//! The search is written out here and not taken from `stateright`. That crate always brings a web server and some
//! forty packages. It checks states, and most promises here are about edges. Its `eventually` is documented to miss
//! violations where paths join or run in circles, and it has no property "from here there is a way to".

/// Ends the function with a complaint unless something holds.
macro_rules! check {
    ($holds:expr, $($complaint:tt)+) => {
        if !$holds {
            return Err(format!($($complaint)+));
        }
    };
}

mod events;
mod explore;
mod key;
mod model;
mod reached;
mod rules;
mod ways;

use explore::Graph;
use maxio_link_flow::{Config, Event, KeyShape, Outcome, Site, SiteField, State, Timer};
use maxio_link_wire::Environment;
use model::Model;
use reached::Reached;
use std::{sync::Mutex, thread};

/// Nothing, or what does not hold.
type Check<T = ()> = Result<T, String>;

#[test]
fn every_reachable_state_keeps_every_promise() {
    let configs = configs();
    let queue = Mutex::new(configs.iter());
    let next = || queue.lock().unwrap().next();
    let work = || {
        let mut reached = Reached::default();
        let mut failures = vec![];
        while let Some(config) = next() {
            failures.extend(explored(config, &mut reached).err());
        }
        (reached, failures)
    };
    let workers = thread::available_parallelism().map_or(1, |count| count.get());
    let results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });

    let mut reached = Reached::default();
    let mut failures = vec![];
    for (some, complaints) in results {
        reached.join(some);
        failures.extend(complaints);
    }
    // One fault shows with many configs. The shortest path says most.
    failures.sort_by_key(|failure| failure.lines().count());
    assert!(failures.is_empty(), "{} of {} configs: {}", failures.len(), configs.len(), failures[0]);
    // A promise that was never put to the test proves nothing.
    assert_eq!(reached.missing(), Vec::<&str>::new());
}

/// Nothing is hidden by what counts as one node: the graph is the same when it is explored from far into an opening,
/// where all numbers are others. The two configs count differently, see `key`. No select screen: it has no numbers.
#[test]
fn nodes_that_count_as_one_behave_as_one() {
    for site_field in [SiteField::Auto, SiteField::Hide] {
        let config = Config { site_field, skip_select: true, ..Config::default() };
        let failure = compared(&config).err();
        assert!(failure.is_none(), "{}", failure.unwrap_or_default());
    }
}

fn compared(config: &Config) -> Check {
    let mut reached = Reached::default();
    let graph = Graph::explore(State::Closed, Model::closed(config), &mut reached)?;
    let (state, model) = far_into_an_opening(config)?;
    let later = Graph::explore(state, model, &mut reached)?;
    let (differ, all) = (graph.check_same(&later)?, graph.nodes.len());
    println!("{differ:>6} of {all} nodes compared with other numbers: {:?}", config.site_field);
    check!(differ > all * 3 / 4, "only {differ} of {all} nodes came with other numbers");
    Ok(())
}

/// After some attempts, and in the last after more questions than `key` counts.
fn far_into_an_opening(config: &Config) -> Check<(State, Model<'_>)> {
    let submitted = Event::Submitted(KeyShape::Present(None));
    let consented = Event::Consented { at: "2026-11-22T11:00:00Z".to_owned() };
    let mut events = vec![Event::Open, consented];
    for _ in 0..5 {
        events.extend([submitted.clone(), Event::Cancelled, Event::SiteEdited(String::new())]);
    }
    events.push(submitted);
    let (mut state, mut model) = (State::Closed, Model::closed(config));
    for event in &events {
        (state, _, model) = explore::follow(&state, &model, event)?;
    }
    for _ in 0..30 {
        let outcome = Outcome::InFlight { again_in_s: None };
        for event in [Event::Answered { request: model.request, outcome }, Event::Elapsed(Timer::Again)] {
            (state, _, model) = explore::follow(&state, &model, &event)?;
        }
    }
    let asked = if let State::Connecting(_, attempt) = &state { attempt.asked } else { 0 };
    check!(asked > 30, "asking again and again ended at {state:?}");
    Ok((state, model))
}

fn explored(config: &Config, reached: &mut Reached) -> Check {
    let graph = Graph::explore(State::Closed, Model::closed(config), reached)?;
    ways::check(&graph)?;
    let Config { site, site_field, connection_id, skip_select, .. } = config;
    println!(
        "{:>6} nodes, {:>7} edges: {} site, {site_field:?}, {}, {}",
        graph.nodes.len(),
        graph.edges,
        if site.is_some() { "fixed" } else { "no" },
        if connection_id.is_some() { "reconnect" } else { "connect" },
        if *skip_select { "skip select" } else { "select" },
    );
    Ok(())
}

/// Each combination of options that the flow tells apart. The timeout is one: the flow only hands it on and caps a
/// pause by it, and `transitions` has the cap.
fn configs() -> Vec<Config> {
    let fixed = Site { subdomain: "fixed".to_owned(), environment: Environment::Eu };
    let mut configs = vec![];
    for site in [None, Some(fixed)] {
        for site_field in [SiteField::Auto, SiteField::Show, SiteField::Hide] {
            for connection_id in [None, Some("c-1".to_owned())] {
                for skip_select in [false, true] {
                    let site = site.clone();
                    let connection_id = connection_id.clone();
                    configs.push(Config {
                        site,
                        site_field,
                        connection_id,
                        skip_select,
                        ..Config::default()
                    });
                }
            }
        }
    }
    configs
}
