//! Maxio works on four requests a site at a time and queues the rest for up to two minutes: we queue them ourselves, with
//! an end, so that one busy site is never the reason for anybody's time-out elsewhere.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::store::Site;

/// At a time.
const AT_ONCE: usize = 4;
/// Waiting for their turn.
const MOST_WAITING: usize = 32;
const PATIENCE: Duration = Duration::from_secs(20);

/// Whose turn it is, for each site. (Each process of several has its own: Maxio's queue is behind ours.)
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<Mutex<HashMap<(String, &'static str), Line>>>);

#[derive(Clone, Debug)]
struct Line {
    turns: Arc<Semaphore>,
    /// Those in turn and those waiting.
    places: Arc<Semaphore>,
}

impl Line {
    fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + MOST_WAITING)),
        }
    }

    fn is_idle(&self) -> bool {
        self.places.available_permits() == AT_ONCE + MOST_WAITING
    }
}

/// A turn: as long as it is held, one of the four is taken.
#[derive(Debug)]
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Turns {
    /// Waits for a turn at this site; `None` if too many wait already, or it took too long.
    pub async fn take(&self, site: &Site) -> Option<Turn> {
        let line = {
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            lines.retain(|_, line| !line.is_idle());
            let name = (site.subdomain.clone(), site.environment.as_str());
            let line = lines.entry(name).or_insert_with(Line::new).clone();
            // Under the lock, so that no line is thrown away between finding it and standing in it.
            line.places.clone().try_acquire_owned().ok().map(|place| (line, place))
        };
        let (line, place) = line?;
        let turn = tokio::time::timeout(PATIENCE, line.turns.acquire_owned()).await.ok()?.ok()?;
        Some(Turn { _turn: turn, _place: place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str) -> Site {
        Site { subdomain: name.into(), environment: Default::default() }
    }

    #[tokio::test(start_paused = true)]
    async fn four_have_a_turn_the_fifth_waits_and_another_site_does_not() {
        let turns = Turns::default();
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(turns.take(&site("a")).await.unwrap());
        }
        assert!(turns.take(&site("b")).await.is_some());
        let fifth = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take(&site("a")).await.is_some() }
        });
        tokio::task::yield_now().await;
        held.pop();
        assert!(fifth.await.unwrap());
        held.push(turns.take(&site("a")).await.unwrap());
        assert!(turns.take(&site("a")).await.is_none(), "nobody waits for ever");
    }

    #[tokio::test(start_paused = true)]
    async fn the_line_has_an_end_and_is_forgotten_when_nobody_stands_in_it() {
        let turns = Turns::default();
        let waiting: Vec<_> = (0..AT_ONCE + MOST_WAITING)
            .map(|_| {
                let turns = turns.clone();
                tokio::spawn(async move {
                    let turn = turns.take(&site("a")).await;
                    tokio::time::sleep(PATIENCE * 2).await;
                    turn.is_some()
                })
            })
            .collect();
        tokio::task::yield_now().await;
        assert!(turns.take(&site("a")).await.is_none());
        for one in waiting {
            one.await.unwrap();
        }
        turns.take(&site("b")).await.unwrap();
        turns.take(&site("c")).await.unwrap();
        assert_eq!(turns.0.lock().unwrap().len(), 1);
    }
}
