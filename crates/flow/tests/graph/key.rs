//! Which nodes count as one.
//!
//! A node is a state of the flow together with what the model knows. Its key is the Debug text of both. That text
//! shows every field, so a field that is added later tells nodes apart without being listed here. A few things are
//! renamed or left out, because they would make the graph endless, or show the same thing several times:
//!
//! - **`request`** becomes the distance from the last number that was sent. The flow only compares it with the number
//!   of an answer, and adds one to it. `events` gives answers by their distance too.
//! - **`attempt`** becomes the distance from the last one that was sent; 0 stays 0. The flow only asks whether it is 0,
//!   adds one to it, and copies it into a submission.
//! - **`asked`** stops at [`most_asked`]. Its one reader is the pause before asking again, which stays at five seconds
//!   from the ninth time on.
//! - **The last consent** becomes "the last". The flow copies that text and never reads it, and the next event always
//!   brings another one.
//! - **What the merchant entered** is left out of the model. At every node that has a draft it is what the draft says,
//!   which the model checks; at the others nothing reads it.
//! - **A closed Link** has nothing left in either half. It is the node that the search starts from, so what follows a
//!   second opening is checked as what follows the first.
//!
//! So two nodes with one key have the same edges to nodes with the same keys. This is also tested: the graph is
//! explored once more from a node where all these numbers are others, and every edge is compared
//! ([`Graph::check_same`](crate::explore::Graph::check_same)). A code change that makes the flow read more of them
//! shows there, or as a graph that does not end.

use crate::model::Model;
use maxio_link_flow::{Config, Effect, SiteField, State, Submission, Timer};

/// From this on, the pause before asking again stays the same.
const MOST_ASKED: u32 = 9;

/// Where Link has no site field it is counted as far as it matters. Elsewhere the first time is told from the later
/// ones, and the pause itself is not compared: a field beside the key changes nothing about pauses, and twice as many
/// edges would show nothing more.
fn most_asked(config: &Config) -> u32 {
    if config.site_field == SiteField::Hide { MOST_ASKED } else { 2 }
}

/// The same for all nodes that count as one.
pub fn of(state: &State, model: &Model<'_>) -> String {
    let text = format!("{state:?}");
    let mut key = format!("{:?}", model.opening);
    // A comma inside of a text does no harm: each piece is kept, or renamed as a whole.
    for field in text.split(',') {
        match renamed(field, model) {
            Some(name) => key.push_str(&name),
            None => key.push_str(field),
        }
        key.push(',');
    }
    key
}

/// Another text for a field that would tell nodes apart for nothing.
fn renamed(field: &str, model: &Model<'_>) -> Option<String> {
    let number = |name| field.strip_prefix(name)?.parse::<u32>().ok();
    if let Some(request) = number(" request: ") {
        return Some(format!(" request: {:+}", distance(request, model.request)));
    }
    if let Some(attempt) = number(" attempt: ").filter(|attempt| *attempt > 0) {
        return Some(format!(" attempt: {:+}", distance(attempt, model.attempt)));
    }
    if let Some(asked) = number(" asked: ") {
        return Some(format!(" asked: {}", asked.min(most_asked(model.config))));
    }
    let moment = field.strip_prefix(" consented_at: Some(\"")?.strip_suffix("\")")?;
    (Some(moment) == model.entered.consented_at.as_deref()).then(|| " consented_at: the last".to_owned())
}

fn distance(number: u32, last: u32) -> i64 {
    i64::from(number) - i64::from(last)
}

/// What is done on an edge, in the names of the node that it leads to.
pub fn of_effects(effects: Vec<Effect>, after: &Model<'_>) -> Vec<Effect> {
    let from = |last: u32, number: u32| number.wrapping_sub(last);
    let renamed = |effect| match effect {
        Effect::Poll { request, id } => Effect::Poll { request: from(after.request, request), id },
        Effect::Submit(submission) => Effect::Submit(Submission {
            request: from(after.request, submission.request),
            attempt: from(after.attempt, submission.attempt),
            consented_at: submission
                .consented_at
                .filter(|at| Some(at) != after.entered.consented_at.as_ref()),
            ..submission
        }),
        Effect::Timer(Timer::Again, _) if most_asked(after.config) < MOST_ASKED => {
            Effect::Timer(Timer::Again, 0)
        }
        effect => effect,
    };
    effects.into_iter().map(renamed).collect()
}
