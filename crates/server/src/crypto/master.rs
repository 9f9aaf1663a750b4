//! The operator's master keys: one a line, the first in use, the others for what was encrypted with them before.
//!
//! A file is read again when it changes, so that a master key is replaced while servers run.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{CryptoError, KEY_BYTES};

/// Why there are no master keys.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The file.
    #[error("cannot read the master key from {path}: {source}", path = .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// See [`CryptoError`].
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

/// One of them.
pub struct MasterKey {
    /// Says which key encrypted something, and nothing about it.
    pub id: String,
    pub cipher: XChaCha20Poly1305,
}

/// All of them, from a file or a text.
pub struct MasterKeys {
    file: Option<PathBuf>,
    loaded: RwLock<Loaded>,
}

#[derive(Clone)]
struct Loaded {
    /// Never empty.
    keys: Arc<[MasterKey]>,
    stamp: Option<Stamp>,
}

/// By which a change of the file is noticed.
type Stamp = (SystemTime, u64);

impl MasterKeys {
    /// One key a line, each 32 bytes in base64.
    pub fn from_text(text: &SecretString) -> Result<Self, CryptoError> {
        Ok(Self { file: None, loaded: RwLock::new(Loaded { keys: parse(text)?, stamp: None }) })
    }

    /// The same from a file, which is read again when it changes.
    pub fn from_file(path: &Path) -> Result<Self, MasterKeyError> {
        Ok(Self { file: Some(path.to_owned()), loaded: RwLock::new(read(path)?) })
    }

    /// The one in use, first, and the others. A file that has become unreadable is reported, and what was read before
    /// goes on.
    pub fn current(&self) -> Arc<[MasterKey]> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(path) = &self.file else { return loaded.keys };
        if stamp(path).is_ok_and(|stamp| Some(stamp) == loaded.stamp) {
            return loaded.keys;
        }
        match read(path) {
            Ok(new) => {
                tracing::info!("the master keys were read again");
                *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = new.clone();
                new.keys
            }
            Err(error) => {
                tracing::error!(%error, "the master keys that were read before stay in use");
                loaded.keys
            }
        }
    }
}

fn read(path: &Path) -> Result<Loaded, MasterKeyError> {
    let unreadable = |source| MasterKeyError::Unreadable { path: path.to_owned(), source };
    // Before the content: a change between the two is noticed the next time.
    let stamp = stamp(path).map_err(unreadable)?;
    let text = std::fs::read_to_string(path).map(SecretString::from).map_err(unreadable)?;
    Ok(Loaded { keys: parse(&text)?, stamp: Some(stamp) })
}

fn stamp(path: &Path) -> std::io::Result<Stamp> {
    let metadata = std::fs::metadata(path)?;
    Ok((metadata.modified()?, metadata.len()))
}

fn parse(text: &SecretString) -> Result<Arc<[MasterKey]>, CryptoError> {
    let keys: Arc<[MasterKey]> =
        text.expose_secret().split_whitespace().map(MasterKey::parse).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(CryptoError::MalformedKey) } else { Ok(keys) }
}

impl MasterKey {
    fn parse(encoded: &str) -> Result<Self, CryptoError> {
        let key = Zeroizing::new(BASE64.decode(encoded).map_err(|_| CryptoError::MalformedKey)?);
        if key.len() != KEY_BYTES {
            return Err(CryptoError::MalformedKey);
        }
        let derive = Hkdf::<Sha256>::new(None, &key);
        let mut wrapping = Zeroizing::new([0; KEY_BYTES]);
        let mut id = [0; 8];
        // Expanding to so few bytes cannot fail (the limit is 8160); were it to, the key would be of no use.
        derive
            .expand(b"maxio-link v2 data keys", wrapping.as_mut_slice())
            .and_then(|()| derive.expand(b"maxio-link v2 name of a master key", &mut id))
            .map_err(|_| CryptoError::MalformedKey)?;
        let cipher =
            XChaCha20Poly1305::new_from_slice(wrapping.as_slice()).map_err(|_| CryptoError::MalformedKey)?;
        Ok(Self { id: id.iter().map(|byte| format!("{byte:02x}")).collect(), cipher })
    }
}

/// A new master key in base64.
pub fn generate_master_key() -> Result<SecretString, CryptoError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(key.as_mut_slice()).map_err(|_| CryptoError::NoRandomness)?;
    Ok(BASE64.encode(key.as_slice()).into())
}
