//! How often what strangers send may fail, by network address and by token. (By company: `link`; by an operator's name:
//! `portal/sign_in`.)
//!
//! Each thing is counted by itself: guesses of one kind that come from an address do not lock out who does another thing
//! there. The database is given an HMAC of whom it counts for, and no address.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    auth::Network,
    error::{ApiError, Refused},
    store::Strike,
};

const MINUTE: i64 = 60 * 1000;

/// What fails, and for whom it is counted.
#[derive(Clone, Copy, Debug)]
pub enum Counted<'a> {
    /// A partner key, company token, one-time password or session that is none. Good ones are never counted, nor
    /// refused: with 256 bits each, what is to be stopped is the noise, and a merchant behind the same address as
    /// whoever makes it has done nothing.
    Credentials(Network),
    /// A sign-in to the portal. Here the right password is refused too: people choose passwords, and they are guessed.
    SignIn(Network),
    /// A Maxio key that is posted by a merchant's browser.
    LinkFrom(Network),
    /// The same, by the company token or session (its hash) that came with it. They end after an hour, so this is for
    /// as long as they live.
    LinkWith(&'a str),
}

impl Counted<'_> {
    /// How many, in how many milliseconds.
    const fn limit(self) -> (i64, i64) {
        match self {
            Self::Credentials(_) | Self::SignIn(_) | Self::LinkFrom(_) => (30, 10 * MINUTE),
            Self::LinkWith(_) => (20, 60 * MINUTE),
        }
    }

    fn subject(self) -> String {
        match self {
            Self::Credentials(Network(address)) => format!("credentials from {address}"),
            Self::SignIn(Network(address)) => format!("sign-in from {address}"),
            Self::LinkFrom(Network(address)) => format!("link from {address}"),
            Self::LinkWith(hash) => format!("link with {hash}"),
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Self::Credentials(_) => "Too many credentials from this network address were refused.",
            Self::SignIn(_) => "Too many sign-ins from this network address failed.",
            Self::LinkFrom(_) => "Too many failed attempts from this network address.",
            Self::LinkWith(_) => "Too many failed attempts with this token or session.",
        }
    }
}

impl App {
    /// Counts it, to be taken back if it does not fail; or the milliseconds until it may be tried again.
    pub async fn count(&self, counted: Counted<'_>) -> Result<Result<Strike, i64>, ApiError> {
        let (limit, window) = counted.limit();
        let subject = self.vault.fingerprint(counted.subject().as_bytes())?;
        Ok(self.store.strike(&subject, limit, window).await?)
    }

    /// The same, or 1005.
    pub async fn count_or_refuse(&self, counted: Counted<'_>) -> Result<Strike, ApiError> {
        self.count(counted).await?.map_err(|milliseconds| ApiError::too_many(counted.message(), milliseconds))
    }
}

/// Middleware: refused credentials count for the address that they came from, and after too many the answer is 1005
/// whatever was wrong with them.
pub async fn count_refused(State(app): State<App>, request: Request, next: Next) -> Response {
    let network = Network::of_request(&app, &request);
    let response = next.run(request).await;
    let (Some(network), Some(Refused)) = (network, response.extensions().get()) else { return response };
    match app.count_or_refuse(Counted::Credentials(network)).await {
        Ok(_) => response,
        Err(error) => {
            // The head says besides which pages may read it.
            let mut refusal = error.into_response();
            for (name, value) in response.headers() {
                refusal.headers_mut().append(name, value.clone());
            }
            refusal
        }
    }
}
