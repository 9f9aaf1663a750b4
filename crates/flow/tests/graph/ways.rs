//! No dead end: from each node there is a way on and a way out, computed backwards from where it leads.

use crate::{
    Check,
    events::Actor::{self, Clock, Merchant, Server},
    explore::Graph,
};
use maxio_link_flow::State;

/// A way that must be there.
struct Way {
    /// Said where it is missing.
    missing: &'static str,
    from: fn(&State) -> bool,
    to: fn(&State) -> bool,
    /// Whose events it may take.
    by: &'static [Actor],
}

const WAYS: [Way; 5] = [
    Way {
        // `Leave`, which the page can force, is left out: buttons alone must do.
        missing: "the merchant cannot get out",
        from: State::is_open,
        to: |state| !state.is_open(),
        by: &[Merchant],
    },
    Way {
        missing: "the merchant cannot get to sending, not even by waiting",
        from: |state| state.draft().is_some() && !is_connecting(state),
        to: is_connecting,
        by: &[Merchant, Clock],
    },
    Way {
        missing: "waiting does not end by itself",
        from: is_connecting,
        to: |state| !is_connecting(state),
        by: &[Clock],
    },
    Way {
        missing: "a countdown does not end by itself",
        from: |state| state.draft().is_some() && wait_s(state) > 0,
        to: |state| wait_s(state) == 0,
        by: &[Clock],
    },
    Way {
        missing: "success is out of reach",
        from: |state| state.draft().is_some(),
        to: |state| matches!(state, State::Connected(Some(_))),
        by: &[Merchant, Clock, Server],
    },
];

/// Every node has every way that starts there.
pub fn check(graph: &Graph<'_>) -> Check {
    for way in &WAYS {
        let leads = leading(graph, way);
        // Nodes are in the order of their distance, so the first has the shortest path.
        let lost = graph.nodes.iter().zip(leads).position(|(node, leads)| (way.from)(&node.state) && !leads);
        if let Some(lost) = lost {
            return Err(graph.path(lost, None, way.missing));
        }
    }
    Ok(())
}

/// For each node, whether a way leads from it to the end.
#[expect(clippy::indexing_slicing, reason = "indices of this graph's own nodes, in a test")]
fn leading(graph: &Graph<'_>, way: &Way) -> Vec<bool> {
    let mut leads: Vec<bool> = graph.nodes.iter().map(|node| (way.to)(&node.state)).collect();
    let mut open: Vec<usize> = (0..leads.len()).filter(|at| leads[*at]).collect();
    while let Some(at) = open.pop() {
        for (before, by) in &graph.nodes[at].into {
            if way.by.contains(by) && !leads[*before] {
                leads[*before] = true;
                open.push(*before);
            }
        }
    }
    leads
}

fn wait_s(state: &State) -> u32 {
    state.problem().map_or(0, |problem| problem.wait_s)
}

fn is_connecting(state: &State) -> bool {
    matches!(state, State::Connecting(..))
}
