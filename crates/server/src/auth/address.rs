//! Where a request comes from: the peer, or whom a proxy names.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Once,
};

use axum::{
    extract::{ConnectInfo, OptionalFromRequestParts, Request},
    http::{Extensions, HeaderMap, request::Parts},
};
use clap::ValueEnum;

use crate::app::App;

/// Once: it would be true of every request, and of probes that go past the proxy.
static UNNAMED: Once = Once::new();

/// Who tells the address of a client. A header is believed only if the operator says that a proxy sets it: clients send
/// what they like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AddressSource {
    /// The connection itself, where there is no proxy
    Peer,
    /// The last entry of X-Forwarded-For, which the proxy has added; earlier ones are what the client sent
    XForwardedFor,
    /// X-Real-IP
    XRealIp,
    /// CF-Connecting-IP, of Cloudflare
    CfConnectingIp,
}

impl AddressSource {
    fn read(self, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
        let named = match self {
            Self::Peer => {
                return extensions.get().map(|ConnectInfo(peer): &ConnectInfo<SocketAddr>| peer.ip());
            }
            Self::XForwardedFor => client_ip::rightmost_x_forwarded_for(headers),
            Self::XRealIp => client_ip::x_real_ip(headers),
            Self::CfConnectingIp => client_ip::cf_connecting_ip(headers),
        };
        // Not the peer's instead: that is the proxy, and its clients would be locked out for one another.
        let warn = || {
            tracing::warn!(source = ?self, "a request names no client's address: what fails in such is not counted");
        };
        named.inspect_err(|_| UNNAMED.call_once(warn)).ok()
    }
}

/// Extractor: the network that a client is in, as far as it can be told from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(pub IpAddr);

impl Network {
    /// Of a request. `None` on loopback, which is this machine, or a proxy that the operator did not tell of: everybody.
    pub fn of(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Option<Self> {
        app.config.client_address.read(extensions, headers).and_then(Self::around)
    }

    /// The same for a whole request.
    pub fn of_request(app: &App, request: &Request) -> Option<Self> {
        Self::of(app, request.extensions(), request.headers())
    }

    /// An IPv6 client has a /64 to itself, and another address in it whenever it likes.
    fn around(address: IpAddr) -> Option<Self> {
        let address = match address.to_canonical() {
            IpAddr::V6(address) if !address.is_loopback() => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
            }
            address => address,
        };
        (!address.is_loopback()).then_some(Self(address))
    }
}

impl OptionalFromRequestParts<App> for Network {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Infallible> {
        Ok(Self::of(app, &parts.extensions, &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str) -> Option<String> {
        Network::around(text.parse().unwrap()).map(|Network(address)| address.to_string())
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_an_ipv6_64_and_never_this_machine() {
        assert_eq!(around("192.0.2.7").as_deref(), Some("192.0.2.7"));
        assert_eq!(around("::ffff:192.0.2.7").as_deref(), Some("192.0.2.7"), "the same client");
        assert_eq!(around("2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1:2::"));
        assert_eq!(around("2001:db8:1:2:ffff::1"), around("2001:db8:1:2::2"));
        assert_ne!(around("2001:db8:1:3::1"), around("2001:db8:1:2::1"));
        for own in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(around(own), None, "{own}");
        }
    }
}
