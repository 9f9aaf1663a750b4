//! What the operator decided, checked once at the start.

use std::{path::PathBuf, time::Duration};

use url::{Host, Url};

use crate::{auth::AddressSource, maxio::Hosts, store::Retention, widget::Keep};

/// A running server's settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where browsers reach this server.
    pub public: PublicUrl,
    /// The partner's name, as merchants read it.
    pub partner_name: String,
    /// The partner's links.
    pub links: PartnerLinks,
    /// Origins from the command line.
    pub allowed_origins: Vec<String>,
    /// The built widget.
    pub assets: PathBuf,
    /// Where each version of it is kept.
    pub versions: Keep,
    /// Whether the widget is being worked on: what it was built to is read anew, and nothing of it is cached.
    pub reload_assets: bool,
    /// How long a linked key is trusted before it is checked again.
    pub recheck_after: Duration,
    /// How long what is kept is kept.
    pub retention: Retention,
    /// Where Maxio is.
    pub maxio: Hosts,
    /// Who tells the network address of a client.
    pub client_address: AddressSource,
    /// Whether webhooks may go to addresses of the operator's own network, and unencrypted.
    pub private_webhooks: bool,
}

/// Pages of the partner's, shown where the merchant must turn to the partner.
#[derive(Clone, Debug, Default)]
pub struct PartnerLinks {
    /// Help.
    pub support: Option<String>,
    /// Privacy policy.
    pub privacy: Option<String>,
    /// Terms.
    pub terms: Option<String>,
}

/// What is wrong with a setting.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Not a URL, or not one that can be used here.
    #[error("{0:?} is not a URL of the form https://host[:port][/path]")]
    NotAUrl(String),
    /// Plain http over a network.
    #[error("{0:?} must be https: http is accepted for localhost, 127.0.0.0/8 and [::1] only")]
    NotHttps(String),
    /// More than an origin.
    #[error("{0:?} is not an origin of the form https://host[:port], without a path")]
    NotAnOrigin(String),
    /// The override of Maxio's address.
    #[error("{0:?} is not a template like http://127.0.0.1:8788/{{environment}}/{{site}}")]
    NotATemplate(String),
}

/// Where browsers reach this server, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    base: String,
    origin: String,
    path: String,
    https: bool,
}

impl PublicUrl {
    /// `https://host[:port][/path]`; `http` on loopback only.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let url = web_url(text)?;
        let path = url.path().trim_end_matches('/').to_owned();
        let origin = url.origin().ascii_serialization();
        Ok(Self { base: format!("{origin}{path}"), origin, path, https: url.scheme() == "https" })
    }

    /// `https://host[:port]`, as browsers write `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What stands before every path, for a server behind a proxy that strips it: empty, or like `/link`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether cookies can be `Secure`.
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// An absolute URL; `path` begins with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The hosted page of a company, without a one-time password.
    pub fn company_page(&self, company: &str) -> String {
        self.join(&format!("/company/{company}"))
    }
}

/// An origin, written as browsers write it.
pub fn origin(text: &str) -> Result<String, ConfigError> {
    let url = web_url(text)?;
    // Browsers never send a wildcard: an entry with one would silently allow nothing. A `;`, which a URL allows, would
    // end the list in a Content-Security-Policy.
    let plain =
        |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte));
    if url.path() == "/" && url.host_str().is_some_and(plain) {
        Ok(url.origin().ascii_serialization())
    } else {
        Err(ConfigError::NotAnOrigin(text.to_owned()))
    }
}

/// A link for merchants: https.
pub fn partner_link(text: &str) -> Result<String, ConfigError> {
    match Url::parse(text) {
        Ok(url) if url.scheme() == "https" => Ok(url.into()),
        Ok(_) => Err(ConfigError::NotHttps(text.to_owned())),
        Err(_) => Err(ConfigError::NotAUrl(text.to_owned())),
    }
}

fn web_url(text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|_| ConfigError::NotAUrl(text.to_owned()))?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    match url.scheme() {
        _ if !plain => Err(ConfigError::NotAUrl(text.to_owned())),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(ConfigError::NotHttps(text.to_owned())),
        _ => Err(ConfigError::NotAUrl(text.to_owned())),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_for_loopback_only() {
        for good in [
            "http://localhost:1",
            "http://127.0.0.1:8787/",
            "http://127.9.9.9",
            "http://[::1]:5",
            "https://a.b",
        ] {
            assert!(PublicUrl::parse(good).is_ok(), "{good}");
        }
        for bad in
            ["http://a.b", "http://localhost.a.b", "ftp://a.b", "https://u:p@a.b", "https://a.b?x", "a.b", ""]
        {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_sub_path_is_kept_and_slashes_do_not_double() {
        let url = PublicUrl::parse("https://Link.Example.com:443/sub/").unwrap();
        assert_eq!(url.origin(), "https://link.example.com");
        assert_eq!(url.path(), "/sub");
        assert_eq!(url.company_page("1"), "https://link.example.com/sub/company/1");
    }

    #[test]
    fn an_origin_has_no_path_and_is_written_as_browsers_do() {
        assert_eq!(origin("https://App.Example.com:443").unwrap(), "https://app.example.com");
        assert_eq!(origin("http://localhost:8789/").unwrap(), "http://localhost:8789");
        for bad in
            ["https://a.b/c", "*", "null", "http://a.b", "https://*.a.b/", "https://a.b;c", "https://a,b"]
        {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
