//! Which addresses of the network may be asked. A webhook's address is the partner's to choose, and the request comes
//! from inside the operator's network: it must not reach what only that network can.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// What is wrong with a webhook's address.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// Not a URL at all.
    #[error("A webhook's address is a URL of the form https://host[:port]/path.")]
    NotAUrl,
    /// Plain http: the message would be readable, and forgeable, on its way.
    #[error("A webhook's address must be https.")]
    NotHttps,
    /// User and password would end up in logs.
    #[error("A webhook's address must hold no user or password: check the signature instead.")]
    Credentials,
    /// The host is an address of the operator's own network, or of none.
    #[error("A webhook's address must be on the public internet.")]
    Private,
}

/// Checks what can be seen without asking the name service; [`PublicOnly`] does the rest, each time.
pub fn check(text: &str, private_allowed: bool) -> Result<Url, AddressError> {
    let url = Url::parse(text.trim()).map_err(|_| AddressError::NotAUrl)?;
    match url.scheme() {
        "https" => {}
        "http" if private_allowed => {}
        "http" => return Err(AddressError::NotHttps),
        _ => return Err(AddressError::NotAUrl),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    let is_public = match url.host() {
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        Some(Host::Domain(name)) => name.contains('.') && !name.ends_with(".localhost"),
        None => return Err(AddressError::NotAUrl),
    };
    if is_public || private_allowed { Ok(url) } else { Err(AddressError::Private) }
}

/// Resolves names to public addresses alone. The connection is made to the very addresses that were looked at, so a
/// name that changes its mind between question and connection gains nothing.
pub struct PublicOnly;

/// All addresses of the name are private.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no public address")]
pub struct NoPublicAddress;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(NoPublicAddress.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is somebody's on the public internet, after IANA's registries of special purposes. (The standard
/// library's `is_global` is not stable.)
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match a {
        // This network, private, loopback, multicast and reserved.
        0 | 10 | 127 | 224..=255 => true,
        // Carriers' own.
        100 => (64..128).contains(&b),
        // Link-local, where clouds keep their machines' credentials.
        169 => b == 254,
        172 => (16..32).contains(&b),
        // Private; protocol assignments, documentation, 6to4 relays.
        192 => b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99),
        // Benchmarks; documentation.
        198 => b == 18 || b == 19 || (b == 51 && c == 100),
        203 => b == 0 && c == 113,
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    match segments {
        // Mapped and translated addresses are those of IPv4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(v4(high, low))
        }
        // 6to4 has the IPv4 address in the next two.
        [0x2002, high, low, ..] => is_public_v4(v4(high, low)),
        // Teredo and other protocols' own; documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // Global unicast; all else is local, multicast or not assigned.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

fn v4(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_operators_own_network_are_not_public() {
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "64:ff9b:1::1",
            "100::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "8.8.8.8",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn a_webhooks_address_is_https_and_public_however_it_is_written() {
        for bad in [
            "http://example.com/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://localhost/",
            "https://a.localhost/",
            "https://intranet/",
            "https://u:p@example.com/",
            "ftp://example.com/",
            "",
            "x",
            "https://169.254.169.254/latest/meta-data",
            "https://１２７.0.0.1/",
        ] {
            assert!(check(bad, false).is_err(), "{bad}");
        }
        assert!(check(" https://hooks.example.com/a?b=c ", false).is_ok());
        assert!(check("http://127.0.0.1:9/", true).is_ok());
        assert!(check("ftp://127.0.0.1:9/", true).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_into_the_own_network_leads_nowhere() {
        let resolved = PublicOnly.resolve("localhost".parse().unwrap()).await;
        let error = resolved.err().unwrap();
        assert!(error.is::<NoPublicAddress>(), "{error}");
    }
}
