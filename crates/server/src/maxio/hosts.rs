//! Where a site's API is.

use maxio_link_wire::{
    Environment,
    input::{RESERVED_SITES, is_site_name},
};
use url::Url;

use crate::{config::ConfigError, store::Site};

/// Which hosts are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hosts {
    /// `https://{site}.chargify.com` and `https://{site}.ebilling.maxio.com`.
    #[default]
    Maxio,
    /// Tests and demos: a template with `{environment}` (`us` or `eu`) and `{site}`.
    Override(String),
}

impl Hosts {
    /// An override, checked.
    pub fn overridden(template: &str) -> Result<Self, ConfigError> {
        let wrong = || ConfigError::NotATemplate(template.to_owned());
        if !template.contains("{site}") || !template.contains("{environment}") {
            return Err(wrong());
        }
        let hosts = Self::Override(template.trim_end_matches('/').to_owned());
        let sample = Site { subdomain: "site".into(), environment: Environment::Us };
        let url = Url::parse(&hosts.base(&sample)).map_err(|_| wrong())?;
        if matches!(url.scheme(), "http" | "https") { Ok(hosts) } else { Err(wrong()) }
    }

    /// The address of a site's API, without a trailing slash. The subdomain was checked when the [`Site`] was made:
    /// `evil.com/` would change the host.
    pub fn base(&self, site: &Site) -> String {
        match self {
            Self::Maxio => format!("https://{}.{}", site.subdomain, site.environment.host_suffix()),
            Self::Override(template) => template
                .replace("{environment}", &site.environment.as_str().to_ascii_lowercase())
                .replace("{site}", &site.subdomain),
        }
    }
}

/// A site's subdomain in lower case, or `None` if no site can have it.
pub fn parse_subdomain(text: &str) -> Option<String> {
    let name = text.trim().to_ascii_lowercase();
    (is_site_name(&name) && !RESERVED_SITES.contains(&name.as_str())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use url::Url;

    #[test]
    fn a_subdomain_cannot_change_the_host() {
        for bad in [
            "evil.com/",
            "a.b",
            "a/b",
            "a@b",
            "a:1",
            "a#",
            "a?b",
            "-a",
            "a-",
            "",
            " ",
            "é",
            "app",
            "WWW",
            "a b",
            "a\n.b",
        ] {
            assert_eq!(parse_subdomain(bad), None, "{bad:?}");
        }
        assert_eq!(parse_subdomain(" Acme-Test1 ").as_deref(), Some("acme-test1"));
        assert_eq!(parse_subdomain(&"a".repeat(64)), None);
    }

    #[test]
    fn the_region_decides_the_host() {
        let site = |environment| Site { subdomain: "acme".into(), environment };
        assert_eq!(Hosts::Maxio.base(&site(Environment::Us)), "https://acme.chargify.com");
        assert_eq!(Hosts::Maxio.base(&site(Environment::Eu)), "https://acme.ebilling.maxio.com");
        let local = Hosts::overridden("http://127.0.0.1:1/{environment}/{site}").unwrap();
        assert_eq!(local.base(&site(Environment::Eu)), "http://127.0.0.1:1/eu/acme");
        assert!(Hosts::overridden("http://127.0.0.1:1/").is_err());
        assert!(Hosts::overridden("{environment}{site}").is_err());
    }

    proptest! {
        #[test]
        fn anything_that_passes_for_a_site_is_asked_at_maxio_alone(text in "([a-zA-Z0-9-]|[./:@?#% ]|\\PC){0,70}", eu: bool) {
            if let Some(subdomain) = parse_subdomain(&text) {
                let environment = if eu { Environment::Eu } else { Environment::Us };
                let host = format!("{subdomain}.{}", environment.host_suffix());
                let base = Hosts::Maxio.base(&Site { subdomain, environment });
                let url = Url::parse(&base).unwrap();
                prop_assert_eq!((url.scheme(), url.host_str()), ("https", Some(host.as_str())));
                prop_assert!(url.username().is_empty() && url.port().is_none() && url.path() == "/");
            }
        }
    }
}
