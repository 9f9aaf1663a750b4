//! One GET at Maxio, within bounds.

use std::time::Duration;

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

/// What was read.
#[derive(Debug)]
pub enum Record {
    /// Said to be JSON.
    Json(Vec<u8>),
    /// More than was asked for.
    TooLarge,
    /// Not Maxio's API.
    Foreign,
    /// There is no such record.
    Missing,
    /// 422: a parameter that Maxio does not take, or an account that is cancelled. (Its words are not passed on.)
    Refused,
}

impl MaxioClient {
    /// No redirects (they would take the key elsewhere), https only unless the hosts are overridden.
    pub fn new(hosts: Hosts) -> Result<Self, reqwest::Error> {
        // Err means that one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .user_agent(concat!("maxio-link/", env!("CARGO_PKG_VERSION")));
        let builder = match hosts {
            Hosts::Maxio => builder.https_only(true).dns_resolver(std::sync::Arc::new(Resolver)),
            Hosts::Override(_) => builder.no_proxy(),
        };
        Ok(Self { http: builder.build()?, hosts })
    }

    /// Reads a record or a list of up to `largest` bytes, in at most two minutes: then Maxio gives up too.
    pub async fn read(
        &self,
        site: &Site,
        key: &SecretString,
        path: &str,
        largest: usize,
    ) -> Result<Record, CheckError> {
        match self.get_within(READ_TIMEOUT, site, key, path).await {
            Ok(Answer::Json(response)) => {
                Ok(read_up_to(largest, response).await?.map_or(Record::TooLarge, Record::Json))
            }
            Ok(Answer::Foreign) => Ok(Record::Foreign),
            Ok(Answer::Missing) => Ok(Record::Missing),
            Err(CheckError::Blocked) => Ok(Record::Refused),
            Err(error) => Err(error),
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
    let body = read_up_to(LARGEST_BODY, response).await?;
    body.ok_or_else(|| CheckError::unavailable("its answer is far too large"))
}

/// The whole body, or `None` if it has more bytes than that.
async fn read_up_to(largest: usize, mut response: reqwest::Response) -> Result<Option<Vec<u8>>, CheckError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable_site(&error))? {
        if body.len() + chunk.len() > largest {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
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
