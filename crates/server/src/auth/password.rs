//! Operators' passwords: Argon2id, at the strength that the crate takes by default (19 MiB, two passes).

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::crypto::CryptoError;

/// Fewest characters of a password.
pub const SHORTEST: usize = 12;
/// Most bytes: what is hashed must have an end.
pub const LONGEST: usize = 1024;

/// Each takes a core and its memory for a while; the rest wait, and the server goes on answering.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What is kept of a password.
pub async fn hash(password: SecretString) -> Result<String, CryptoError> {
    let hashing = move || {
        let hashed: PasswordHash = Argon2::default()
            .hash_password(password.expose_secret().as_bytes())
            .map_err(|_| CryptoError::Unencryptable)?;
        Ok(hashed.to_string())
    };
    apart(hashing).await?
}

/// Whether this is the password of which that was kept. Where nothing was kept it takes as long, so that names cannot
/// be found by the clock.
pub async fn verify(password: SecretString, kept: Option<String>) -> Result<bool, CryptoError> {
    let Some(kept) = kept else {
        hash(password).await?;
        return Ok(false);
    };
    let verifying = move || {
        PasswordHash::new(&kept).is_ok_and(|kept| {
            Argon2::default().verify_password(password.expose_secret().as_bytes(), &kept).is_ok()
        })
    };
    apart(verifying).await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CryptoError> {
    let _place = AT_ONCE.acquire().await.map_err(|_| CryptoError::Unencryptable)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| CryptoError::Unencryptable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_kept_as_argon2id_and_only_itself_verifies() {
        let kept = hash("correct horse battery".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(!kept.contains("horse"));
        assert!(verify("correct horse battery".into(), Some(kept.clone())).await.unwrap());
        assert!(!verify("correct horse batterz".into(), Some(kept)).await.unwrap());
        assert!(!verify("correct horse battery".into(), None).await.unwrap());
        assert!(!verify("correct horse battery".into(), Some("damaged".into())).await.unwrap());
    }
}
