//! Random secrets, and the hash by which they are found again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::crypto::{CryptoError, sha256_hex};

/// Lets people and secret scanners recognise a partner's API key.
pub const PARTNER_KEY_PREFIX: &str = "mlk_";

/// 256 random bits, safe in URLs, cookies and headers.
pub fn generate(prefix: &str) -> Result<SecretString, CryptoError> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| CryptoError::NoRandomness)?;
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes.as_slice())).into())
}

/// What the database keeps.
pub fn hash(secret: &str) -> String {
    sha256_hex(secret.as_bytes())
}
