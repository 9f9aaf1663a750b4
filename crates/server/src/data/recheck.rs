//! Linked keys, checked again from time to time. Maxio once refused good keys for 25 minutes: only refusals that last a
//! day, seen several times in it, are believed.

use std::time::Duration;

use maxio_link_wire::ErrorCode;

use crate::{
    app::App,
    error::ApiError,
    maxio::CheckError,
    store::{Action, Actor, DAY, StoreError, Subject, ToCheck, now},
};

/// Refusals that last this long, in milliseconds, make a connection `Deauthorized`.
pub const PATIENCE: i64 = DAY;
/// A key that was refused is looked at again after this, in milliseconds.
const REFUSED_AFTER: i64 = 60 * 60 * 1000;
/// How often there is a look at what is due.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Checked in one look, one after the other: re-checking must not be in the way of linking.
const AT_A_TIME: i64 = 50;

impl App {
    /// Checks what is due, for as long as the server runs.
    pub async fn recheck_regularly(self) {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            if let Err(error) = self.recheck_due().await {
                tracing::warn!(%error, "linked keys could not be checked again");
            }
        }
    }

    /// Checks what is due now; how many connections that were.
    pub async fn recheck_due(&self) -> Result<usize, ApiError> {
        let now = now();
        let after = i64::try_from(self.config.recheck_after.as_millis()).unwrap_or(i64::MAX);
        let due = self.store.claim_to_check(now - after, now - after.min(REFUSED_AFTER), AT_A_TIME).await?;
        for connection in &due {
            // One that cannot be checked (a row that does not open) must not keep the others waiting.
            if let Err(error) = self.recheck(connection).await {
                tracing::error!(connection = connection.id, %error, "a linked key could not be checked again");
            }
        }
        Ok(due.len())
    }

    async fn recheck(&self, connection: &ToCheck) -> Result<(), ApiError> {
        let ToCheck { company, id, site } = connection;
        let Some(key) = self.key_of(company, id).await? else { return Ok(()) };
        let asked_at = now();
        let code = match self.maxio.check(site, &key).await {
            Ok(_) => return Ok(self.store.note_accepted(id).await?),
            // Says nothing of the key. Neither does an answer that is not this site's, for the site was there once: a
            // page about maintenance, a proxy in between, or a name server's bad day.
            Err(error @ (CheckError::Unavailable { .. } | CheckError::NotFound | CheckError::OtherSite)) => {
                tracing::warn!(connection = id, %error, "a linked key could not be checked again");
                return Ok(());
            }
            Err(CheckError::KeyRefused) => ErrorCode::InvalidApiKey,
            Err(CheckError::AdminMissing) => ErrorCode::AdminPermissionRequired,
            Err(CheckError::Blocked) => ErrorCode::AccountBlocked,
        };
        Ok(self.note_refusal(company, id, code, asked_at).await?)
    }

    /// Notes that Maxio refused a key that was linked; after a day of that, it ends the connection.
    pub async fn note_refusal(
        &self,
        company: &str,
        id: &str,
        code: ErrorCode,
        asked_at: i64,
    ) -> Result<(), StoreError> {
        let given_up = self.store.note_refused(company, id, code, asked_at, PATIENCE).await?;
        if given_up {
            let subject = Subject::Connection { company, connection: id };
            self.store.record(Actor::Server, Action::ConnectionDeauthorized, subject).await?;
        }
        tracing::info!(
            company,
            connection = id,
            code = code.number(),
            given_up,
            "Maxio refuses a linked key"
        );
        Ok(())
    }
}
