//! The demo sites.

/// Maxio's data centre, the first segment of every path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// `*.chargify.com`
    Us,
    /// `*.ebilling.maxio.com`
    Eu,
}

impl Environment {
    /// The path segment, `us` or `eu`.
    #[must_use]
    pub fn segment(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Eu => "eu",
        }
    }
}

/// A demo site. Its records stand in `/{environment}/{subdomain}/…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// The subdomain, and the name that tests and help use.
    pub name: &'static str,
    /// Where it lives. At the other environment it is unknown.
    pub environment: Environment,
    /// Maxio's numeric id.
    pub id: u64,
    /// What a merchant would call it.
    pub title: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// A test site in Maxio's sense.
    pub test: bool,
    /// What happens when it is used, for people.
    pub meaning: &'static str,
    pub(crate) answer: SiteAnswer,
}

impl Site {
    /// The path that takes the place of a real site's origin, e.g. `/us/acme`.
    #[must_use]
    pub fn base_path(&self) -> String {
        format!("/{}/{}", self.environment.segment(), self.name)
    }
}

/// What a request to a site gets. The first two answer anybody, the rest only a key of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SiteAnswer {
    /// 302 to a login page.
    Redirects,
    /// 200, HTML.
    Html,
    /// Its records.
    Records,
    /// Its records, three seconds after each request.
    Slow,
    /// 422.
    Blocked,
    /// 503.
    Clearing,
    /// Its records, but `site.json` names this subdomain.
    Renamed(&'static str),
}

/// All demo sites. No other exists: an unknown one is 404 with an HTML page.
pub const SITES: &[Site] = &[
    Site {
        name: "acme",
        environment: Environment::Us,
        id: 34,
        title: "Acme",
        currency: "USD",
        test: true,
        meaning: "A test site in the US: the ordinary case.",
        answer: SiteAnswer::Records,
    },
    Site {
        name: "globex",
        environment: Environment::Us,
        id: 57,
        title: "Globex",
        currency: "USD",
        test: false,
        meaning: "A production site in the US; only globex-admin, pre-2020 and the keys made for faults belong to it.",
        answer: SiteAnswer::Records,
    },
    Site {
        name: "acme-eu",
        environment: Environment::Eu,
        id: 71,
        title: "Acme Europe",
        currency: "EUR",
        test: true,
        meaning: "A test site in the EU; unknown in the US.",
        answer: SiteAnswer::Records,
    },
    Site {
        name: "redirects",
        environment: Environment::Us,
        id: 80,
        title: "Acme Redirects",
        currency: "USD",
        test: true,
        meaning: "302 to a login page, whatever the key.",
        answer: SiteAnswer::Redirects,
    },
    Site {
        name: "html",
        environment: Environment::Us,
        id: 81,
        title: "Acme Pages",
        currency: "USD",
        test: true,
        meaning: "200 with an HTML page, whatever the key.",
        answer: SiteAnswer::Html,
    },
    Site {
        name: "blocked",
        environment: Environment::Us,
        id: 82,
        title: "Acme Blocked",
        currency: "USD",
        test: false,
        meaning: "422: the account is cancelled or its trial ended.",
        answer: SiteAnswer::Blocked,
    },
    Site {
        name: "clearing",
        environment: Environment::Us,
        id: 83,
        title: "Acme Clearing",
        currency: "USD",
        test: true,
        meaning: "503: the site's data is being cleared.",
        answer: SiteAnswer::Clearing,
    },
    Site {
        name: "slow",
        environment: Environment::Us,
        id: 84,
        title: "Acme Slow",
        currency: "USD",
        test: true,
        meaning: "Every answer takes 3 s.",
        answer: SiteAnswer::Slow,
    },
    Site {
        name: "renamed",
        environment: Environment::Us,
        id: 85,
        title: "Acme Renamed",
        currency: "USD",
        test: true,
        meaning: "site.json names another subdomain, acme-renamed.",
        answer: SiteAnswer::Renamed("acme-renamed"),
    },
];
