//! Whatever is typed or pasted as a site.

use maxio_link_flow::site::{parse, region_typed};
use maxio_link_wire::{
    Environment,
    input::{RESERVED_SITES, is_site_name},
};

/// What passes for a site is a label of a host name under Maxio's own domains, and stays the same site when it is typed
/// again.
pub fn site(data: &[u8]) {
    let Ok(typed) = str::from_utf8(data) else { return };
    let region = region_typed(typed);
    for fallback in [Environment::Us, Environment::Eu] {
        let Ok(site) = parse(typed, fallback) else {
            assert_eq!(region, None, "a region of no site");
            continue;
        };
        assert!(is_site_name(&site.subdomain) && !RESERVED_SITES.contains(&site.subdomain.as_str()));
        assert!(site.environment == fallback || region == Some(site.environment));
        let host = site.host();
        let label = host.strip_suffix(site.environment.host_suffix()).and_then(|rest| rest.strip_suffix('.'));
        assert_eq!(label, Some(site.subdomain.as_str()));
        // What Link shows of it can be typed, with either choice beside it.
        for again in [Environment::Us, Environment::Eu] {
            assert_eq!(parse(&host, again), Ok(site.clone()));
        }
    }
}
