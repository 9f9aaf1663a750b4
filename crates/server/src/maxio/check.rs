//! Whether a key opens a site, and with admin permissions.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::{
    MaxioClient,
    client::{Answer, read},
};
use crate::store::{LinkedSite, Site};

/// All calls together; Link itself waits 30 s.
const CHECK_TIMEOUT: Duration = Duration::from_secs(20);
/// When to come again after a failure that says nothing about it, in seconds.
pub(super) const RETRY_AFTER: u64 = 10;
const LONGEST_NAME: usize = 200;

/// What a key with admin permissions can read; asked one after the other, because Maxio works on four requests a site
/// at a time and queues the rest. Assumption: an endpoint closed to the key answers 403, and `/webhooks.json` is open
/// to settings-level access alone. Reads only: a write can wipe a test site.
const PROBES: [&str; 4] = [
    "/subscriptions.json?per_page=1",
    "/customers.json?per_page=1",
    "/invoices.json?per_page=1",
    "/webhooks.json?per_page=1",
];

/// Why a key was not accepted. Maxio's own words are not in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// 401.
    #[error("Maxio refused this API key for this site.")]
    KeyRefused,
    /// 403 on the site or a probe.
    #[error("This API key has no admin permissions: create one signed in to Maxio as an Owner or Admin.")]
    AdminMissing,
    /// No such host, 404, a redirect, or something that is not Maxio's API.
    #[error("There is no Maxio site with this subdomain in this region.")]
    NotFound,
    /// The key's site is another one.
    #[error("This API key belongs to another Maxio site.")]
    OtherSite,
    /// 422.
    #[error("This Maxio account is cancelled, or its trial has ended.")]
    Blocked,
    /// Not the merchant's fault; the same request can succeed later.
    #[error("Maxio is not available: {reason}.")]
    Unavailable {
        /// For the developer.
        reason: &'static str,
        /// Seconds.
        retry_after: u64,
    },
}

impl CheckError {
    /// The usual wait.
    pub const fn unavailable(reason: &'static str) -> Self {
        Self::Unavailable { reason, retry_after: RETRY_AFTER }
    }
}

#[derive(Deserialize)]
struct Envelope {
    site: SiteBody,
}

#[derive(Deserialize)]
struct SiteBody {
    #[serde(default)]
    id: Option<serde_json::Number>,
    #[serde(default)]
    name: Option<String>,
    subdomain: String,
    #[serde(default)]
    test: Option<bool>,
}

impl MaxioClient {
    /// Reads the site and the probes with this key, in at most 20 s.
    pub async fn check(&self, site: &Site, key: &SecretString) -> Result<LinkedSite, CheckError> {
        tokio::time::timeout(CHECK_TIMEOUT, self.check_unhurried(site, key))
            .await
            .unwrap_or_else(|_| Err(CheckError::unavailable("it did not answer in time")))
    }

    /// What a check would ask for, and what was answered to each, for an operator who wants to see it.
    pub async fn probe(&self, site: &Site, key: &SecretString) -> Vec<(&'static str, String)> {
        let mut answers = Vec::new();
        for path in ["/site.json"].into_iter().chain(PROBES) {
            let answer = match self.get(site, key, path).await {
                Ok(Answer::Json(_)) => "open to this key".to_owned(),
                Ok(Answer::Missing) => "not there (404)".to_owned(),
                Ok(Answer::Foreign) => "not Maxio's API: a redirect, or no JSON".to_owned(),
                Err(error) => error.to_string(),
            };
            answers.push((path, answer));
        }
        answers
    }

    async fn check_unhurried(&self, site: &Site, key: &SecretString) -> Result<LinkedSite, CheckError> {
        let Answer::Json(answer) = self.get(site, key, "/site.json").await? else {
            return Err(CheckError::NotFound);
        };
        let body = serde_json::from_slice::<Envelope>(&read(answer).await?).map_err(|error| {
            if error.is_eof() {
                CheckError::unavailable("its answer was cut off")
            } else {
                CheckError::NotFound
            }
        })?;
        if !body.site.subdomain.eq_ignore_ascii_case(&site.subdomain) {
            return Err(CheckError::OtherSite);
        }
        for probe in PROBES {
            match self.get(site, key, probe).await? {
                // The status says it all: the merchant's records are not read.
                Answer::Json(_) => {}
                // The site is known to exist: this account merely lacks the feature, which says nothing of the key.
                Answer::Missing => tracing::warn!(probe, "Maxio does not know a probe"),
                Answer::Foreign => {
                    return Err(CheckError::unavailable("it answered with something that is not its API"));
                }
            }
        }
        Ok(LinkedSite {
            site: site.clone(),
            number: body.site.id.map(|id| id.to_string()),
            name: body.site.name.map(|name| name.chars().take(LONGEST_NAME).collect()),
            test: body.site.test,
        })
    }
}
