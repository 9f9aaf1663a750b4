//! Linking: what happens between a posted key and a kept connection.
//!
//! In this order, so that the cheapest and most telling refusal comes first: fields, company, platform key, integration
//! switched on, site, idempotency key, rate limit, Maxio, store.

mod consent;
mod request;
mod site;

use axum::http::StatusCode;
use maxio_link_wire::{Connection, ConnectionStatus, ErrorCode};
use secrecy::SecretString;

pub use request::LinkRequest;

use crate::{
    app::App,
    auth::{Network, Principal},
    error::ApiError,
    limits::Counted,
    maxio::CheckError,
    metrics,
    store::{
        Action, Actor, Attempt, Claim, Company, Event, Integration, Settle, Site, StoreError, StoreKey,
        StoredConnection, Strike, Subject, Upserted, now,
    },
};

/// Header that makes a retry safe.
pub const IDEMPOTENCY_HEADER: &str = "idempotency-key";

/// Failed attempts of a company that are let through within the window, which is in milliseconds.
const ATTEMPTS: i64 = 10;
const ATTEMPTS_WINDOW: i64 = 10 * 60 * 1000;
/// How long a claim without an answer is believed, in milliseconds: the check's 20 s and time to store. Whoever is slower
/// than that changes nothing (see [`Settle`]).
const CLAIM_PATIENCE: i64 = 30 * 1000;

/// One request to link, and everything needed to answer it.
pub struct Linking {
    /// The server.
    pub app: App,
    /// The company's id, as it stands in the address.
    pub company: String,
    /// Who asks.
    pub principal: Principal,
    /// From where.
    pub network: Option<Network>,
    /// What was posted, checked.
    pub request: LinkRequest,
    /// The idempotency key with the fingerprint of the body.
    pub idempotency: Option<(String, String)>,
}

/// A status and the JSON of a connection, kept as text so that a replay is the same to the byte.
pub struct Answer {
    /// 201 for a new connection, 200 for one that was renewed or merely prepared.
    pub status: StatusCode,
    /// A [`Connection`].
    pub json: String,
}

impl Linking {
    /// Does it. Spawn this: a client that gives up must not stop it half-way, because its retry wants the outcome.
    pub async fn run(self) -> Result<Answer, ApiError> {
        let may_prepare = self.principal == Principal::Partner && self.request.connection_id.is_none();
        if self.request.api_key.is_none() && !may_prepare {
            return Err(ApiError::field("apiKey", "The Maxio API key is missing."));
        }
        let attempted_at = now();
        let company = self.app.company(&self.company).await?;
        let integration = self.app.store.integration().await?;
        if self.request.platform_key != integration.platform_key {
            return Err(ApiError::case(
                ErrorCode::UnknownIntegration,
                "No integration has this platform key.",
            ));
        }
        if !integration.is_enabled() {
            return Err(ApiError::case(
                ErrorCode::IntegrationDisabled,
                "The Maxio integration is switched off.",
            )
            .item("platformKey"));
        }
        let Some(key) = &self.request.api_key else { return self.prepare(&company, &integration).await };
        let renew = self.connection_to_renew().await?;
        let known = renew.as_ref().and_then(|connection| connection.site.as_ref()).map(|linked| &linked.site);
        let site = site::choose(&self.request, known.or(company.site.as_ref()))?;
        self.idempotently(&company, async |claim| {
            let attempt = self.begin_attempt(&company).await?;
            let strikes = match self.begin_strikes().await {
                Ok(strikes) => strikes,
                Err(refusal) => {
                    self.app.store.forgive_attempt(&attempt).await?;
                    return Err(refusal);
                }
            };
            let target = Target { company: &company, integration: &integration, renew: renew.as_ref(), site };
            let outcome = self.check_and_keep(target, key, attempted_at, claim).await;
            if forgivable(&outcome) {
                warn_if_failed("forgiving the attempt", self.app.store.forgive_attempt(&attempt).await);
                for strike in &strikes {
                    warn_if_failed("forgiving the attempt", self.app.store.take_back(strike).await);
                }
            } else if let Some(connection) = &renew {
                let announced = self.app.announce(Event::Failed, &company.id, &connection.id).await;
                warn_if_failed("announcing the failure", announced);
            }
            metrics::link(
                outcome.as_ref().err().map_or(0, |error| error.code().map_or(500, ErrorCode::number)),
            );
            outcome
        })
        .await
    }

    /// Without a key: the partner prepares a connection that is authorised later.
    async fn prepare(&self, company: &Company, integration: &Integration) -> Result<Answer, ApiError> {
        self.idempotently(company, async |claim| {
            let consent = self.request.consent.as_ref();
            let answer = |stored: &StoredConnection, created| {
                let answer = self.success(company, integration, created, stored.clone())?;
                Ok((answer.status.as_u16(), answer.json))
            };
            let settle = claim.map(|claim| Settle { claim, answer: &answer });
            let made = self.app.store.create_pending(&company.id, &integration.id, consent, settle).await?;
            self.answer(company, integration, made)
        })
        .await
    }

    async fn connection_to_renew(&self) -> Result<Option<StoredConnection>, ApiError> {
        let Some(id) = &self.request.connection_id else { return Ok(None) };
        match self.app.store.connection(&self.company, id).await? {
            Some(connection) => Ok(Some(connection)),
            None => Err(ApiError::field("connectionId", "This company has no such connection.")),
        }
    }

    /// Runs the work once for an idempotency key, giving it the claim under which to note its success. Only success is
    /// kept: a permission mended at Maxio must not be answered with the refusal of before.
    async fn idempotently(
        &self,
        company: &Company,
        work: impl AsyncFnOnce(Option<&str>) -> Result<Answer, ApiError>,
    ) -> Result<Answer, ApiError> {
        let Some((key, fingerprint)) = &self.idempotency else { return work(None).await };
        let store = &self.app.store;
        let claim = match store.claim(&company.id, key, fingerprint, CLAIM_PATIENCE).await? {
            Claim::Won(claim) => claim,
            Claim::Answered { status, answer } => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                return Ok(Answer { status, json: answer });
            }
            Claim::InFlight => return Err(in_flight()),
            Claim::OtherBody => {
                let message = "This idempotency key came before with another body.";
                return Err(ApiError::case(ErrorCode::IdempotencyReused, message));
            }
        };
        let outcome = work(Some(&claim)).await;
        if outcome.is_err() {
            warn_if_failed("giving up an idempotency key", store.release_claim(&claim).await);
        }
        outcome
    }

    async fn begin_attempt(&self, company: &Company) -> Result<Attempt, ApiError> {
        let begun = self.app.store.begin_attempt(&company.id, ATTEMPTS, ATTEMPTS_WINDOW).await?;
        begun.map_err(|milliseconds| {
            ApiError::too_many("Too many failed attempts for this company.", milliseconds)
        })
    }

    /// A merchant's attempt counts for the token or session that it is made with, and for where it comes from; a
    /// partner's for neither, because their server posts the keys of all of their merchants.
    async fn begin_strikes(&self) -> Result<Vec<Strike>, ApiError> {
        let Some(hash) = self.principal.hash() else { return Ok(vec![]) };
        let mut strikes = vec![self.app.count_or_refuse(Counted::LinkWith(hash)).await?];
        if let Some(network) = self.network {
            match self.app.count_or_refuse(Counted::LinkFrom(network)).await {
                Ok(strike) => strikes.push(strike),
                Err(refusal) => {
                    for strike in &strikes {
                        self.app.store.take_back(strike).await?;
                    }
                    return Err(refusal);
                }
            }
        }
        Ok(strikes)
    }

    async fn check_and_keep(
        &self,
        target: Target<'_>,
        key: &SecretString,
        attempted_at: i64,
        claim: Option<&str>,
    ) -> Result<Answer, ApiError> {
        let Target { company, integration, renew, site } = target;
        let site = self.app.maxio.check(&site, key).await.map_err(|error| match error {
            CheckError::OtherSite if renew.is_some() => site::mismatch(&site),
            other => other.into(),
        })?;
        let answer = |stored: &StoredConnection, created| {
            let answer = self.success(company, integration, created, stored.clone())?;
            Ok((answer.status.as_u16(), answer.json))
        };
        let kept = self
            .app
            .store
            .keep_key(StoreKey {
                company: &company.id,
                integration: &integration.id,
                renew: renew.map(|connection| connection.id.as_str()),
                site: &site,
                consent: self.request.consent.as_ref(),
                attempted_at,
                seal: &|connection| self.app.vault.seal(&company.id, connection, key),
                settle: claim.map(|claim| Settle { claim, answer: &answer }),
            })
            .await?;
        if let Upserted::Created(connection) | Upserted::Renewed(connection) = &kept {
            let subject = Subject::Connection { company: &company.id, connection: &connection.id };
            let noted = self.app.store.record(self.actor(), Action::ConnectionLinked, subject).await;
            warn_if_failed("noting a link in the audit log", noted);
        }
        self.answer(company, integration, kept)
    }

    /// A token and a session are in the merchant's hands.
    const fn actor(&self) -> Actor<'static> {
        match self.principal {
            Principal::Partner => Actor::Partner,
            Principal::Token(_) | Principal::Session(_) => Actor::Merchant,
        }
    }

    fn answer(
        &self,
        company: &Company,
        integration: &Integration,
        kept: Upserted,
    ) -> Result<Answer, ApiError> {
        if let Upserted::Created(connection) | Upserted::Renewed(connection) = &kept {
            tracing::info!(company = company.id, connection = connection.id, "linked or prepared");
        }
        match kept {
            Upserted::Created(connection) => Ok(self.success(company, integration, true, connection)?),
            Upserted::Renewed(connection) => Ok(self.success(company, integration, false, connection)?),
            Upserted::SiteTaken => {
                let message = "The connection belongs to another site, or another connection has this one.";
                Err(ApiError::case(ErrorCode::SiteMismatch, message).item("subdomain"))
            }
            Upserted::Withdrawn => {
                let message = "The connection was unlinked or deleted while its key was being checked.";
                Err(ApiError::field("connectionId", message))
            }
            Upserted::CompanyGone => Err(App::unknown_company()),
            Upserted::Overtaken => Err(in_flight()),
        }
    }

    fn success(
        &self,
        company: &Company,
        integration: &Integration,
        created: bool,
        connection: StoredConnection,
    ) -> Result<Answer, StoreError> {
        let connection: Connection = self.app.wire_connection(&company.id, integration, connection)?;
        let json = serde_json::to_string(&connection).map_err(|_| StoreError::Unreadable("connection"))?;
        // A prepared one is no 201: the published API answers 200 there, and its clients take nothing else.
        let linked = connection.status == ConnectionStatus::Linked;
        Ok(Answer { status: if created && linked { StatusCode::CREATED } else { StatusCode::OK }, json })
    }
}

/// What a key is to be kept for.
struct Target<'a> {
    company: &'a Company,
    integration: &'a Integration,
    renew: Option<&'a StoredConnection>,
    site: Site,
}

fn in_flight() -> ApiError {
    ApiError::case(ErrorCode::InFlight, "The same request is still being worked on.").retry_after(1)
}

/// Book-keeping after the fact: its failure must not hide what became of the key.
fn warn_if_failed(what: &'static str, done: Result<(), StoreError>) {
    if let Err(error) = done {
        tracing::warn!(%error, "{what} failed");
    }
}

/// Success, and what is no fault of the merchant's, do not count against the limit.
fn forgivable(outcome: &Result<Answer, ApiError>) -> bool {
    outcome.as_ref().err().is_none_or(|error| {
        !matches!(
            error.code(),
            Some(
                ErrorCode::InvalidApiKey
                    | ErrorCode::AdminPermissionRequired
                    | ErrorCode::SiteNotFound
                    | ErrorCode::AccountBlocked
                    | ErrorCode::SiteMismatch
            )
        )
    })
}

impl From<CheckError> for ApiError {
    fn from(error: CheckError) -> Self {
        let message = error.to_string();
        match error {
            CheckError::KeyRefused => Self::case(ErrorCode::InvalidApiKey, message).item("apiKey"),
            CheckError::AdminMissing => {
                Self::case(ErrorCode::AdminPermissionRequired, message).item("apiKey")
            }
            CheckError::NotFound | CheckError::OtherSite => {
                Self::case(ErrorCode::SiteNotFound, message).item("subdomain")
            }
            CheckError::Blocked => Self::case(ErrorCode::AccountBlocked, message),
            CheckError::Unavailable { retry_after, .. } => {
                Self::case(ErrorCode::ProviderUnavailable, message).retry_after(retry_after)
            }
        }
    }
}
