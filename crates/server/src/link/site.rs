//! Which site a request means.

use maxio_link_wire::ErrorCode;

use super::LinkRequest;
use crate::{error::ApiError, store::Site};

/// The site that the request names, or the one that is known: of the connection to renew, or given by the operator
/// with the company. Naming another than the known one, or another region alone, is 1015.
pub fn choose(request: &LinkRequest, known: Option<&Site>) -> Result<Site, ApiError> {
    let Some(subdomain) = &request.subdomain else {
        let known = known.ok_or_else(ApiError::site_required)?;
        let contradicts = request.environment.is_some_and(|environment| environment != known.environment);
        return if contradicts { Err(mismatch(known)) } else { Ok(known.clone()) };
    };
    let same_name = known.filter(|site| site.subdomain == *subdomain);
    let environment = request.environment.or(same_name.map(|site| site.environment)).unwrap_or_default();
    let named = Site { subdomain: subdomain.clone(), environment };
    match known {
        Some(known) if *known != named => Err(mismatch(known)),
        _ => Ok(named),
    }
}

/// Another site than the expected one.
pub fn mismatch(expected: &Site) -> ApiError {
    let (name, region) = (&expected.subdomain, expected.environment.as_str());
    let message = format!("The expected site is {name} ({region}): use a key of that site.");
    ApiError::case(ErrorCode::SiteMismatch, message).item("subdomain")
}
