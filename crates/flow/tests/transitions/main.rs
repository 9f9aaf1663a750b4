//! Every row of the screens and of the error table, and every rule that goes with them.

mod attempts;
mod leaving;
mod problems;
mod screens;
mod waiting;

use maxio_link_flow::{
    Config, Draft, Effect, Event, KeyShape, Kind, LinkedConnection, Notice, Outcome, Problem, Site, State,
    Submission, Timer, update,
};
use maxio_link_wire::{ConnectionInfo, ConnectionStatus, Environment};

const KEY: KeyShape = KeyShape::Present(None);
const NOON: &str = "2026-11-22T12:00:00Z";

/// Link as the runtime drives it, with what it was told to do.
struct Link {
    config: Config,
    state: State,
    /// Everything told to the page since Link was made.
    notices: Vec<Notice>,
    /// The last thing sent.
    sent: Option<Submission>,
    /// The number of the last request, polls included.
    request: u32,
}

impl Link {
    fn closed(config: Config) -> Self {
        Self { config, state: State::Closed, notices: vec![], sent: None, request: 0 }
    }

    fn at_select() -> Self {
        let mut link = Self::closed(Config::default());
        link.send(Event::Open);
        link
    }

    fn at_consent() -> Self {
        let mut link = Self::at_select();
        link.send(Event::Selected { other: false });
        link
    }

    fn at_credentials(config: Config) -> Self {
        let mut link = Self::closed(config);
        link.send(Event::Open);
        link.send(Event::Selected { other: false });
        link.send(consented(NOON));
        link
    }

    /// At the credentials, with a key typed.
    fn filled(config: Config) -> Self {
        let mut link = Self::at_credentials(config);
        link.send(Event::KeyEdited(KEY));
        link
    }

    fn connecting(config: Config) -> Self {
        let mut link = Self::filled(config);
        link.submit();
        link
    }

    fn connected() -> Self {
        let mut link = Self::connecting(Config::default());
        link.answer(Outcome::Linked(connection()));
        link
    }

    /// After an attempt with the defaults that failed so, and what was to be done about it.
    fn failed(problem: impl Into<Problem>) -> (Self, Vec<Effect>) {
        let mut link = Self::connecting(Config::default());
        let effects = link.fail(problem);
        (link, effects)
    }

    fn send(&mut self, event: Event) -> Vec<Effect> {
        let (state, effects) = update(&self.config, std::mem::take(&mut self.state), event);
        self.state = state;
        for effect in &effects {
            match effect {
                Effect::Submit(submission) => {
                    self.request = submission.request;
                    self.sent = Some(submission.clone());
                }
                Effect::Poll { request, .. } => self.request = *request,
                Effect::Emit(notice) => self.notices.push(notice.clone()),
                _ => {}
            }
        }
        effects
    }

    fn submit(&mut self) -> Vec<Effect> {
        self.send(Event::Submitted(KEY))
    }

    fn answer(&mut self, outcome: Outcome) -> Vec<Effect> {
        self.send(Event::Answered { request: self.request, outcome })
    }

    fn fail(&mut self, problem: impl Into<Problem>) -> Vec<Effect> {
        self.answer(Outcome::Failed(problem.into()))
    }

    /// Submits and says which attempt that was.
    #[track_caller]
    fn attempt(&mut self) -> u32 {
        let effects = self.submit();
        assert!(submits(&effects), "nothing was sent in {:?}", self.state);
        self.sent.as_ref().map_or(0, |sent| sent.attempt)
    }

    #[track_caller]
    #[expect(clippy::expect_used, reason = "for tests only, which clippy cannot tell of a helper")]
    fn draft(&self) -> &Draft {
        self.state.draft().expect("a screen with a draft")
    }

    fn kind(&self) -> Option<Kind> {
        self.state.problem().map(|problem| problem.kind)
    }
}

fn consented(at: &str) -> Event {
    Event::Consented { at: at.to_owned() }
}

fn typed(site: &str) -> Event {
    Event::SiteEdited(site.to_owned())
}

fn acme() -> Site {
    Site { subdomain: "acme".to_owned(), environment: Environment::Us }
}

fn fixed_site() -> Config {
    Config { site: Some(acme()), ..Config::default() }
}

fn reconnecting() -> Config {
    Config { connection_id: Some("c-1".to_owned()), ..fixed_site() }
}

fn waiting(kind: Kind, wait_s: u32) -> Problem {
    Problem { wait_s, ..kind.into() }
}

fn connection() -> LinkedConnection {
    LinkedConnection {
        id: "c-1".to_owned(),
        status: ConnectionStatus::Linked,
        integration_id: None,
        integration_key: None,
        source_id: None,
        platform_name: None,
        source_type: None,
        created: None,
        connection_info: ConnectionInfo::default(),
    }
}

fn submits(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Submit(_)))
}

fn polls(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Poll { .. }))
}

fn clears_key(effects: &[Effect]) -> bool {
    effects.contains(&Effect::ClearKey)
}

fn timer(effects: &[Effect], wanted: Timer) -> Option<u32> {
    effects.iter().find_map(|effect| match effect {
        Effect::Timer(timer, ms) if *timer == wanted => Some(*ms),
        _ => None,
    })
}

fn notices(effects: &[Effect]) -> Vec<&Notice> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Emit(notice) => Some(notice),
            _ => None,
        })
        .collect()
}
