//! What holds for any sequence of events whatever: a watcher sees every event, state and effect, and complains.

mod ops;
mod seen;
mod watcher;

use maxio_link_flow::{Event, State, Timer, update};
use ops::{KEY, Op, config, op};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use seen::Seen;
use std::{cell::RefCell, env};
use watcher::Watcher;

/// Link under watch.
#[derive(Clone)]
struct Run {
    state: State,
    watcher: Watcher,
}

impl Run {
    fn send(&mut self, event: &Event) -> Result<(), TestCaseError> {
        let (after, effects) = update(&self.watcher.config, self.state.clone(), event.clone());
        let before = std::mem::replace(&mut self.state, after);
        self.watcher.saw(&before, event, &self.state, &effects)
    }

    /// The event that an operation comes to at this point.
    fn event(&self, op: Op) -> Event {
        match op {
            Op::Event(event) => event,
            Op::Answer { current, outcome } => {
                let in_flight = self.watcher.in_flight.filter(|_| current);
                Event::Answered { request: in_flight.unwrap_or_else(|| self.watcher.stale()), outcome }
            }
        }
    }
}

#[test]
fn no_sequence_of_events_breaks_a_promise() {
    let asked_for = env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    let cases = ProptestConfig {
        cases: asked_for.unwrap_or(512),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let seen = RefCell::new(Seen::default());
    let result = TestRunner::new(cases).run(&(config(), vec(op(), 1..80)), |(config, ops)| {
        let mut run = Run { state: State::Closed, watcher: Watcher::new(config) };
        for op in ops {
            let event = run.event(op);
            run.send(&event)?;
        }
        seen.borrow_mut().add(&run.watcher);
        way_out(&run)?;
        way_on(run)
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
    // A promise that was never put to the test proves nothing.
    assert_eq!(seen.into_inner().missing(), Vec::<&str>::new());
}

/// Never stuck: leaving closes from everywhere, and so does closing twice.
fn way_out(run: &Run) -> Result<(), TestCaseError> {
    for way in [vec![Event::Leave], vec![Event::Close, Event::Close]] {
        let mut run = run.clone();
        for event in &way {
            run.send(event)?;
        }
        prop_assert_eq!(run.state, State::Closed);
    }
    Ok(())
}

/// Never stuck: from the credentials, whatever went wrong before, waiting and entering something good sends it.
fn way_on(mut run: Run) -> Result<(), TestCaseError> {
    let State::Credentials(_, problem) = &run.state else { return Ok(()) };
    for _ in 0..problem.as_ref().map_or(0, |problem| problem.wait_s) {
        run.send(&Event::Elapsed(Timer::Second))?;
    }
    run.send(&Event::SiteEdited("acme".to_owned()))?;
    run.send(&Event::Submitted(KEY))?;
    prop_assert!(matches!(run.state, State::Connecting(..)), "stuck at {:?}", run.state);
    Ok(())
}
