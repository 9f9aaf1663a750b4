//! The breadth-first search, and the shortest path to what is wrong.

use crate::{
    Check,
    events::{self, Actor},
    key,
    model::{Model, Step},
    reached::Reached,
};
use maxio_link_flow::{Config, Effect, Event, State, update};
use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// More than twice what the largest graph has.
const MOST_NODES: usize = 10_000;

/// Everything that can be reached with one config.
pub struct Graph<'a> {
    pub nodes: Vec<Node<'a>>,
    /// How many edges there are, including those that lead back to where they come from.
    pub edges: usize,
    keys: BTreeMap<String, usize>,
}

/// A state of the flow and what is known besides, as the search first came to it.
pub struct Node<'a> {
    pub state: State,
    pub model: Model<'a>,
    /// The edges from other nodes.
    pub into: Vec<(usize, Actor)>,
    /// On the shortest path: the node before, and what happened there.
    from: Option<(usize, Event)>,
}

impl<'a> Node<'a> {
    fn new(state: State, model: Model<'a>, from: Option<(usize, Event)>) -> Self {
        Self { state, model, into: vec![], from }
    }
}

impl<'a> Graph<'a> {
    /// Explores all that follows from here, or says how to come to the first thing that does not hold.
    pub fn explore(state: State, model: Model<'a>, reached: &mut Reached) -> Check<Self> {
        let keys = BTreeMap::from([(key::of(&state, &model), 0)]);
        let mut graph = Self { nodes: vec![Node::new(state, model, None)], edges: 0, keys };
        let mut at = 0;
        while let Some(Node { state, model, .. }) = graph.nodes.get(at) {
            let (state, model) = (state.clone(), model.clone());
            for event in events::at(&state, &model) {
                let edge = follow(&state, &model, &event);
                let (after, effects, known) = edge.map_err(|what| graph.path(at, Some(&event), &what))?;
                graph.edges += 1;
                reached.note(Step { before: &state, event: &event, after: &after, effects: &effects });
                // Most events change nothing; comparing is quicker than making a key.
                if after != state || known != model {
                    graph.enter(at, &event, events::actor(&event, &model), after, known)?;
                }
            }
            at += 1;
        }
        Ok(graph)
    }

    fn enter(&mut self, from: usize, event: &Event, by: Actor, state: State, model: Model<'a>) -> Check {
        let new = self.nodes.len();
        let to = *self.keys.entry(key::of(&state, &model)).or_insert(new);
        if to == new {
            let node = Node::new(state, model, Some((from, event.clone())));
            self.nodes.push(node);
            let endless = "the graph does not end: is there a new counter? See `key`";
            check!(new < MOST_NODES, "{}", self.path(new, None, endless));
        }
        if let Some(node) = self.nodes.get_mut(to) {
            node.into.push((from, by));
        }
        Ok(())
    }

    /// Each node of another graph is one of this graph, with the same edges: the same is done, and they lead to the
    /// same nodes. Returns how many of them count as one although they differ.
    pub fn check_same(&self, other: &Self) -> Check<usize> {
        let mut differ = 0;
        for (at, node) in other.nodes.iter().enumerate() {
            let same = self.keys.get(&key::of(&node.state, &node.model)).and_then(|at| self.nodes.get(*at));
            let Some(same) = same else { return Err(other.path(at, None, "a node of one graph alone")) };
            differ += usize::from(same.state != node.state);
            let events = events::at(&node.state, &node.model);
            let same_events = events::at(&same.state, &same.model);
            let failed = |event, what: &str| Err(other.path(at, event, &format!("{what}: {:?}", same.state)));
            if events.len() != same_events.len() {
                return failed(None, "other events than at this node, which counts as the same");
            }
            for (event, same_event) in events.iter().zip(&same_events) {
                let here = outlook(&node.state, &node.model, event);
                let there = outlook(&same.state, &same.model, same_event);
                if here != there {
                    return failed(Some(event), "another edge than from this node, which counts as the same");
                }
            }
        }
        Ok(differ)
    }

    /// What is wrong, and the shortest way to it: to a node, and then perhaps one event further.
    pub fn path(&self, to: usize, event: Option<&Event>, complaint: &str) -> String {
        let mut events: Vec<&Event> = event.into_iter().collect();
        let mut at = to;
        while let Some((before, event)) = self.nodes.get(at).and_then(|node| node.from.as_ref()) {
            events.push(event);
            at = *before;
        }
        let Some(Node { state, model: Model { config, .. }, .. }) = self.nodes.get(at) else {
            return String::new();
        };
        let mut text = format!("{complaint}\nwith {config:?}\n");
        let (mut state, mut last) = (state.clone(), vec![]);
        for (number, event) in events.into_iter().rev().enumerate() {
            let _ = write!(text, "{:>3}. {}", number + 1, brief(event));
            let Ok((after, effects)) = run(config, &state, event) else {
                text.push('\n');
                break;
            };
            let screen = after.view_name().map_or("closed", |view| view.as_str());
            let _ = writeln!(text, " → {screen}");
            (state, last) = (after, effects);
        }
        for effect in &last {
            let _ = writeln!(text, "     {}", brief(effect));
        }
        let _ = writeln!(text, "     {state:?}");
        text
    }
}

/// The key of what comes of an event, and what is done about it. `None`: nothing.
fn outlook(state: &State, model: &Model<'_>, event: &Event) -> Check<Option<(String, Vec<Effect>)>> {
    let (after, effects, known) = follow(state, model, event)?;
    let changed = after != *state || known != *model || !effects.is_empty();
    Ok(changed.then(|| (key::of(&after, &known), key::of_effects(effects, &known))))
}

/// One edge, if it keeps every promise.
pub fn follow<'a>(state: &State, model: &Model<'a>, event: &Event) -> Check<(State, Vec<Effect>, Model<'a>)> {
    let (after, effects) = run(model.config, state, event)?;
    let mut model = model.clone();
    model.follow(Step { before: state, event, after: &after, effects: &effects })?;
    Ok((after, effects, model))
}

/// Connections and problems are long, and what tells them apart comes first.
fn brief(what: &impl fmt::Debug) -> String {
    format!("{what:?}").chars().take(120).collect()
}

/// A panic of the flow is one more thing to show the path to.
fn run(config: &Config, state: &State, event: &Event) -> Check<(State, Vec<Effect>)> {
    let (state, event) = (state.clone(), event.clone());
    catch_unwind(AssertUnwindSafe(|| update(config, state, event)))
        .map_err(|_| "the flow panicked".to_owned())
}
