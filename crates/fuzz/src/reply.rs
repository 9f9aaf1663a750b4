//! Any answer of any endpoint.

use maxio_link_flow::{Body, Kind, Outcome, Problem, Reply, json, reply::read};

/// Characters of a server's words that are kept.
const MOST: usize = 300;
/// The longest countdown. Seconds.
const LONGEST_WAIT_S: u32 = 3_600;

/// Bytes as an answer: two of status, one of flags, four of `Retry-After`, the length of a correlation id, that id, and
/// the body.
pub fn reply(data: &[u8]) {
    let Some((&[high, low, flags, a, b, c, d, length], rest)) = data.split_first_chunk() else { return };
    let (id, body) = rest.split_at(usize::from(length).min(rest.len()));
    let has = |bit: u8| flags & (1 << bit) != 0;
    let body = match str::from_utf8(body) {
        Ok(text) if !has(0) => Body::Whole(text),
        _ => Body::Unreadable,
    };
    answer(&Reply {
        status: u16::from_be_bytes([high, low]),
        retry_after_s: has(1).then_some(u32::from_be_bytes([a, b, c, d])),
        correlation_id: has(2).then(|| String::from_utf8_lossy(id).into_owned()),
        body,
        token_sent: has(3),
        site_sent: has(4),
    });
}

/// It comes to something sensible.
pub fn answer(reply: &Reply<'_>) {
    let succeeded = matches!(reply.status, 200..=299);
    match &read(reply, json::parse) {
        Outcome::Linked(connection) => assert!(succeeded && is_id(&connection.id)),
        Outcome::Pending { id, .. } => assert!(succeeded && is_id(id)),
        Outcome::AlreadyLinked | Outcome::InFlight { .. } => assert!(!succeeded),
        Outcome::Failed(problem) => failed(succeeded, problem),
    }
}

fn is_id(id: &str) -> bool {
    !id.trim().is_empty() && id.len() <= MOST
}

fn failed(succeeded: bool, problem: &Problem) {
    let sensible = matches!(
        problem.kind,
        Kind::InvalidResponse
            | Kind::KeyRefused
            | Kind::AdminMissing
            | Kind::SiteNotFound
            | Kind::AccountBlocked
            | Kind::ProviderDown
    );
    assert!(!succeeded || sensible, "{:?} for a success", problem.kind);
    assert!(!problem.kind.is_local(), "an answer is never found here: {:?}", problem.kind);
    for words in [&problem.detail, &problem.reference].into_iter().flatten() {
        assert!(words.chars().count() <= MOST && !words.trim().is_empty(), "{words:?}");
    }
    let waits = matches!(problem.kind, Kind::RateLimited | Kind::ProviderDown);
    assert_eq!(waits, problem.wait_s > 0, "{:?} waits {} s", problem.kind, problem.wait_s);
    assert!(problem.wait_s <= LONGEST_WAIT_S, "{} s", problem.wait_s);
}
