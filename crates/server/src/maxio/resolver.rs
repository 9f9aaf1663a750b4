//! Tells "this site does not exist" from "our name service is down": the one is the merchant's to mend, the other not.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::webhooks::is_public;

/// A name under Maxio's domain that exists as long as Maxio does.
const CANARY: &str = "app.chargify.com";

/// The name does not exist, while names in general do; or it leads into the operator's own network, where Maxio is not.
#[derive(Debug, thiserror::Error)]
#[error("no such host")]
pub struct NoSuchHost;

/// The system's resolver, asked a second question when the first fails. The system's error codes would say the same,
/// but the standard library does not hand them on.
pub struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            match lookup(name.as_str()).await {
                Ok(mut addresses) => {
                    // The key goes to the very addresses that were looked at.
                    addresses.retain(|address| is_public(address.ip()));
                    if addresses.is_empty() {
                        return Err(NoSuchHost.into());
                    }
                    Ok(Box::new(addresses.into_iter()) as Addrs)
                }
                Err(_) if lookup(CANARY).await.is_ok() => Err(NoSuchHost.into()),
                Err(failure) => Err(failure.into()),
            }
        })
    }
}

async fn lookup(host: &str) -> std::io::Result<Vec<SocketAddr>> {
    Ok(tokio::net::lookup_host((host, 0)).await?.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_into_the_own_network_is_no_site() {
        let resolved = Resolver.resolve("localhost".parse().unwrap()).await;
        let error = resolved.err().expect("localhost is no site of Maxio");
        assert!(error.is::<NoSuchHost>(), "{error}");
    }
}
