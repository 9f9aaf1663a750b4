//! From what a merchant types or pastes to a Maxio site.

use maxio_link_wire::{
    Environment,
    input::{RESERVED_SITES, is_invisible, is_site_name},
};

/// A Maxio site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Lower case: letters, digits and dashes.
    pub subdomain: String,
    /// Its region.
    pub environment: Environment,
}

impl Site {
    /// The host that the merchant knows the site by, e.g. `acme.chargify.com`.
    pub fn host(&self) -> String {
        [self.subdomain.as_str(), ".", self.environment.host_suffix()].concat()
    }
}

/// Why something is not a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteError {
    /// Nothing was typed.
    Empty,
    /// Not a name that a site can have.
    Malformed,
    /// One of Maxio's own hosts, e.g. `app.chargify.com`.
    Reserved,
    /// The address of something else.
    NotMaxio,
}

/// Reads `acme`, `acme.chargify.com` or any address within a site. An address tells the region; a bare name gets
/// `fallback`, the merchant's choice beside the field.
pub fn parse(typed: &str, fallback: Environment) -> Result<Site, SiteError> {
    let visible: String = typed.chars().filter(|&c| !is_invisible(c)).collect();
    let lower = visible.trim().to_ascii_lowercase();
    if lower.is_empty() {
        return Err(SiteError::Empty);
    }
    let host = host_of(&lower);
    let (name, environment) = match host.split_once('.') {
        None => (host, fallback),
        Some(_) => region_of(host)?,
    };
    if RESERVED_SITES.contains(&name) {
        return Err(SiteError::Reserved);
    }
    if !is_site_name(name) {
        return Err(SiteError::Malformed);
    }
    Ok(Site { subdomain: name.to_owned(), environment })
}

/// The region that an address names, if what was typed is one. Shows the choice beside the field as settled.
pub fn region_typed(typed: &str) -> Option<Environment> {
    let us = parse(typed, Environment::Us).ok()?.environment;
    let eu = parse(typed, Environment::Eu).ok()?.environment;
    (us == eu).then_some(us)
}

/// What stands between the scheme and the path, without login and port. A login is not dropped silently:
/// `https://acme@evil.example` keeps its `@` and fails as a name.
fn host_of(address: &str) -> &str {
    let after_colon = address.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
    let after_scheme = after_colon.unwrap_or(address);
    let host = after_scheme.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = match host.split_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    host.strip_suffix('.').unwrap_or(host)
}

fn region_of(host: &str) -> Result<(&str, Environment), SiteError> {
    for environment in [Environment::Us, Environment::Eu] {
        let suffix = environment.host_suffix();
        if host == suffix {
            return Err(SiteError::Reserved);
        }
        if let Some(name) = host.strip_suffix(suffix).and_then(|rest| rest.strip_suffix('.')) {
            return Ok((name, environment));
        }
    }
    Err(SiteError::NotMaxio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Environment::{Eu, Us};

    #[test]
    fn names_hosts_and_pasted_addresses_are_understood() {
        let rows = [
            ("acme", "acme", Us),
            ("  Acme-2 ", "acme-2", Us),
            ("acme.chargify.com", "acme", Us),
            ("acme.chargify.com.", "acme", Us),
            ("ACME.Chargify.com:443", "acme", Us),
            ("https://acme.chargify.com/dashboard?x=1#y", "acme", Us),
            ("http://acme.chargify.com", "acme", Us),
            ("acme.ebilling.maxio.com/settings", "acme", Eu),
            ("https://acme.ebilling.maxio.com", "acme", Eu),
            ("\u{feff}acme\u{200b}", "acme", Us),
            ("acme/", "acme", Us),
        ];
        for (typed, name, environment) in rows {
            let site = Site { subdomain: name.to_owned(), environment };
            assert_eq!(parse(typed, Us), Ok(site), "{typed:?}");
        }
    }

    #[test]
    fn a_bare_name_takes_the_region_chosen_beside_it_and_an_address_its_own() {
        assert_eq!(parse("acme", Eu).map(|s| s.environment), Ok(Eu));
        assert_eq!(parse("acme.chargify.com", Eu).map(|s| s.environment), Ok(Us));
        assert_eq!(region_typed("acme"), None);
        assert_eq!(region_typed("https://acme.ebilling.maxio.com/x"), Some(Eu));
        assert_eq!(region_typed("nonsense!"), None);
    }

    #[test]
    fn what_is_no_site_says_why() {
        let rows = [
            ("", SiteError::Empty),
            (" \u{200b}", SiteError::Empty),
            ("app", SiteError::Reserved),
            ("https://app.chargify.com/login", SiteError::Reserved),
            ("www.chargify.com", SiteError::Reserved),
            ("api", SiteError::Reserved),
            ("events.chargify.com", SiteError::Reserved),
            ("chargify.com", SiteError::Reserved),
            ("acme.example.com", SiteError::NotMaxio),
            ("evil.com/acme.chargify.com", SiteError::NotMaxio),
            ("evilchargify.com", SiteError::NotMaxio),
            ("https://acme@evil.example/", SiteError::NotMaxio),
            ("acme-", SiteError::Malformed),
            ("-acme", SiteError::Malformed),
            ("acme inc", SiteError::Malformed),
            ("a.b.chargify.com", SiteError::Malformed),
            ("ünïcode", SiteError::Malformed),
            ("https://", SiteError::Malformed),
            ("x:y", SiteError::Malformed),
        ];
        for (typed, error) in rows {
            assert_eq!(parse(typed, Us), Err(error), "{typed:?}");
        }
        assert_eq!(parse(&"a".repeat(64), Us), Err(SiteError::Malformed));
    }
}
