//! Any answer of any endpoint comes to the right outcome.

mod envelope;
mod simple;
mod success;

use maxio_link_flow::{Body, Kind, Outcome, Problem, Reply, json, reply};

/// A whole answer to a request that carried a site and no token.
fn answer(status: u16, body: &str) -> Reply<'_> {
    Reply {
        status,
        retry_after_s: None,
        correlation_id: None,
        body: Body::Whole(body),
        token_sent: false,
        site_sent: true,
    }
}

fn read(reply: &Reply<'_>) -> Outcome {
    reply::read(reply, json::parse)
}

/// The problem of an answer that must be one.
#[track_caller]
fn problem(reply: &Reply<'_>) -> Problem {
    let outcome = read(reply);
    assert!(matches!(outcome, Outcome::Failed(_)), "{reply:?} came to {outcome:?}");
    let Outcome::Failed(problem) = outcome else { unreachable!() };
    problem
}

#[track_caller]
fn kind(status: u16, body: &str) -> Kind {
    problem(&answer(status, body)).kind
}
