//! One GET at Maxio, within bounds.

use std::time::Duration;

use axum::body::Bytes;
use reqwest::{Client, StatusCode, header, redirect};
use secrecy::{ExposeSecret, SecretString};

use super::{
    Hosts,
    check::{CheckError, RETRY_AFTER},
    resolver::{NoSuchHost, Resolver},
};
use crate::store::Site;

const CALL_TIMEOUT: Duration = Duration::from_secs(10);
const READ_TIMEOUT: Duration = Duration::from_secs(120);
const LARGEST_BODY: usize = 256 * 1024;
/// Longest wait that is handed on, in seconds: nobody waits longer on a screen.
const LONGEST_WAIT: u64 = 300;
/// Maxio asks to wait "a few minutes" when its limit is hit and does not say how many.
const WAIT_WHEN_LIMITED: u64 = 60;

/// Asks Maxio.
#[derive(Clone, Debug)]
pub struct MaxioClient {
    http: Client,
    hosts: Hosts,
}

/// What was answered, where it is no error whatever was asked for.
pub(super) enum Answer {
    /// 2xx with JSON; the body is still to be [`read`].
    Json(reqwest::Response),
    /// A redirect, or 2xx with anything else: not Maxio's API.
    Foreign,
    /// 404 or 410.
    Missing,
}

/// What was answered to a read.
#[derive(Debug)]
pub enum Record {
    /// Said to be JSON.
    Json(Coming),
    /// Not Maxio's API.
    Foreign,
    /// There is no such record.
    Missing,
    /// 422: a parameter that Maxio does not take, or an account that is cancelled. (Its words are not passed on.)
    Refused,
}

/// A body that is still to come.
#[derive(Debug)]
pub struct Coming {
    response: reqwest::Response,
    /// How many bytes it may still have.
    left: usize,
}

/// Why a body does not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum CutOff {
    /// It has more bytes than were asked for.
    #[error("the answer is too large")]
    TooLarge,
    /// Maxio, or the way to it.
    #[error(transparent)]
    Failed(#[from] CheckError),
}

impl Coming {
    /// Of at most so many bytes. What is said to have more is not begun.
    fn within(largest: usize, response: reqwest::Response) -> Result<Self, CutOff> {
        match response.content_length() {
            Some(length) if usize::try_from(length).is_ok_and(|length| length > largest) => {
                Err(CutOff::TooLarge)
            }
            _ => Ok(Self { response, left: largest }),
        }
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, CutOff> {
        let Some(bytes) = self.response.chunk().await.map_err(|error| unreachable_site(&error))? else {
            return Ok(None);
        };
        self.left = self.left.checked_sub(bytes.len()).ok_or(CutOff::TooLarge)?;
        Ok(Some(bytes))
    }
}

impl MaxioClient {
    /// No redirects (they would take the key elsewhere), https only unless the hosts are overridden. No proxy of the
    /// environment: it would resolve names by itself, past the check that an address is a public one.
    pub fn new(hosts: Hosts) -> Result<Self, reqwest::Error> {
        // Err means that one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("maxio-link/", env!("CARGO_PKG_VERSION")));
        let builder = match hosts {
            Hosts::Maxio => builder.https_only(true).dns_resolver(std::sync::Arc::new(Resolver)),
            Hosts::Override(_) => builder,
        };
        Ok(Self { http: builder.build()?, hosts })
    }

    /// Reads a record or a list of up to `largest` bytes, in at most two minutes, its body included: then Maxio gives up
    /// too.
    pub async fn read(
        &self,
        site: &Site,
        key: &SecretString,
        path: &str,
        largest: usize,
    ) -> Result<Record, CutOff> {
        match self.get_within(READ_TIMEOUT, site, key, path).await {
            Ok(Answer::Json(response)) => Ok(Record::Json(Coming::within(largest, response)?)),
            Ok(Answer::Foreign) => Ok(Record::Foreign),
            Ok(Answer::Missing) => Ok(Record::Missing),
            Err(CheckError::Blocked) => Ok(Record::Refused),
            Err(error) => Err(error.into()),
        }
    }

    /// GETs a path of the site's API with the key.
    pub(super) async fn get(
        &self,
        site: &Site,
        key: &SecretString,
        path: &str,
    ) -> Result<Answer, CheckError> {
        self.get_within(CALL_TIMEOUT, site, key, path).await
    }

    async fn get_within(
        &self,
        patience: Duration,
        site: &Site,
        key: &SecretString,
        path: &str,
    ) -> Result<Answer, CheckError> {
        let response = self
            .http
            .get(format!("{}{path}", self.hosts.base(site)))
            .timeout(patience)
            .header(header::ACCEPT, "application/json")
            // Encodes whatever characters the key has, and marks the header as not to be printed.
            .basic_auth(key.expose_secret(), Some("x"))
            .send()
            .await
            .map_err(|error| unreachable_site(&error))?;
        let status = response.status();
        let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let wait = retry_after.and_then(parse_retry_after);
        // The query of a read can name a person.
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        tracing::debug!(path, status = status.as_u16(), "Maxio answered");
        if status.is_success() {
            return Ok(if is_json(&response) { Answer::Json(response) } else { Answer::Foreign });
        }
        match status {
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Answer::Missing),
            _ if status.is_redirection() => Ok(Answer::Foreign),
            StatusCode::UNAUTHORIZED => Err(CheckError::KeyRefused),
            StatusCode::FORBIDDEN => Err(CheckError::AdminMissing),
            StatusCode::UNPROCESSABLE_ENTITY => Err(CheckError::Blocked),
            StatusCode::TOO_MANY_REQUESTS => Err(CheckError::Unavailable {
                reason: "it limits the requests to this site",
                retry_after: wait.unwrap_or(WAIT_WHEN_LIMITED),
            }),
            // 5xx, among them that of a site whose data is being cleared, and whatever else is not foreseen.
            _ => Err(CheckError::Unavailable {
                reason: "it answered with an unexpected status",
                retry_after: wait.unwrap_or(RETRY_AFTER),
            }),
        }
    }
}

fn is_json(response: &reqwest::Response) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|text| text.to_ascii_lowercase().starts_with("application/json"))
}

/// The whole body, unless it is far too large.
pub(super) async fn read(response: reqwest::Response) -> Result<Vec<u8>, CheckError> {
    let reading = async {
        let (mut coming, mut body) = (Coming::within(LARGEST_BODY, response)?, Vec::new());
        while let Some(bytes) = coming.next().await? {
            body.extend_from_slice(&bytes);
        }
        Ok(body)
    };
    reading.await.map_err(|cut_off| match cut_off {
        CutOff::TooLarge => CheckError::unavailable("its answer is far too large"),
        CutOff::Failed(error) => error,
    })
}

fn unreachable_site(error: &reqwest::Error) -> CheckError {
    let causes = || std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    if causes().any(|cause| cause.is::<NoSuchHost>()) {
        return CheckError::NotFound;
    }
    let causes: Vec<String> = causes().map(ToString::to_string).collect();
    tracing::warn!(causes = causes.join(": "), "a call to Maxio failed");
    CheckError::unavailable(if error.is_timeout() {
        "it did not answer in time"
    } else if error.is_connect() {
        "it cannot be reached"
    } else {
        "its answer was cut off"
    })
}

/// Seconds, or a date; capped.
fn parse_retry_after(value: &str) -> Option<u64> {
    let seconds = value.trim().parse::<u64>().ok().or_else(|| {
        let at =
            jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value).ok()?;
        u64::try_from(at.as_second() - jiff::Timestamp::now().as_second()).ok()
    })?;
    Some(seconds.clamp(1, LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date_and_capped() {
        assert_eq!(parse_retry_after("7"), Some(7));
        assert_eq!(parse_retry_after("0"), Some(1));
        assert_eq!(parse_retry_after("99999"), Some(LONGEST_WAIT));
        assert_eq!(parse_retry_after("Fri, 31 Dec 2999 23:59:59 GMT"), Some(LONGEST_WAIT));
        assert_eq!(parse_retry_after("soon"), None);
    }

    #[tokio::test]
    async fn no_key_is_sent_to_a_name_that_leads_into_the_own_network() {
        let asked = async |hosts| {
            let client = MaxioClient::new(hosts).unwrap();
            let error = client.http.get("https://localhost:9/").send().await.unwrap_err();
            unreachable_site(&error)
        };
        assert_eq!(asked(Hosts::Maxio).await, CheckError::NotFound);
        let overridden = Hosts::Override("https://localhost:9/{environment}/{site}".into());
        assert!(matches!(asked(overridden).await, CheckError::Unavailable { .. }));
    }

    #[tokio::test]
    async fn a_name_that_does_not_exist_is_a_site_that_does_not_exist() {
        struct Nobody;
        impl reqwest::dns::Resolve for Nobody {
            fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
                Box::pin(async { Err(NoSuchHost.into()) })
            }
        }
        let mut client = MaxioClient::new(Hosts::Maxio).unwrap();
        client.http = Client::builder().no_proxy().dns_resolver(std::sync::Arc::new(Nobody)).build().unwrap();
        let site = Site { subdomain: "nobody".into(), environment: Default::default() };
        let result = client.get(&site, &"key".into(), "/site.json").await;
        assert!(matches!(result, Err(CheckError::NotFound)));
    }
}
