//! One secret, encrypted: `2.{master key}.{data key, wrapped}.{secret}`, the last two in base64, each a nonce, the
//! ciphertext and its tag (XChaCha20-Poly1305).

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{CryptoError, KEY_BYTES, master::MasterKey};

const VERSION: &str = "2";
const NONCE_BYTES: usize = 24;

/// What a secret belongs to. A ciphertext that is moved elsewhere does not open there.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// A company's id, or a word, which no id is.
    pub kind: &'a str,
    /// A connection's id, or whatever is one of its kind.
    pub id: &'a str,
}

impl Owner<'_> {
    /// The part and the version are bound too. No id has the separator.
    fn bound(self, part: &str) -> Vec<u8> {
        [VERSION, part, self.kind, self.id].join("\0").into_bytes()
    }
}

/// The parts of an encrypted secret.
pub struct Envelope<'a> {
    /// Id of the master key.
    pub master: &'a str,
    wrapped: &'a str,
    secret: &'a str,
}

impl<'a> Envelope<'a> {
    pub fn parse(sealed: &'a str) -> Result<Self, CryptoError> {
        let mut parts = sealed.split('.');
        match (parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(VERSION), Some(master), Some(wrapped), Some(secret), None) => {
                Ok(Self { master, wrapped, secret })
            }
            _ => Err(CryptoError::Unsealable),
        }
    }

    pub fn open(&self, master: &MasterKey, owner: Owner<'_>) -> Result<SecretString, CryptoError> {
        let data_key = self.unwrap(master, owner)?;
        let mut plain = decrypt(&cipher(&data_key)?, &owner.bound("secret"), self.secret)?;
        String::from_utf8(std::mem::take(&mut *plain))
            .map(SecretString::from)
            .map_err(|_| CryptoError::Unsealable)
    }

    /// The same secret under another master key.
    pub fn rewrapped(
        &self,
        from: &MasterKey,
        to: &MasterKey,
        owner: Owner<'_>,
    ) -> Result<String, CryptoError> {
        let data_key = self.unwrap(from, owner)?;
        let wrapped = encrypt(&to.cipher, &owner.bound("data key"), &data_key)?;
        Ok([VERSION, &to.id, &wrapped, self.secret].join("."))
    }

    fn unwrap(&self, master: &MasterKey, owner: Owner<'_>) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        decrypt(&master.cipher, &owner.bound("data key"), self.wrapped)
    }
}

/// Encrypts with a new data key.
pub fn seal(master: &MasterKey, owner: Owner<'_>, secret: &SecretString) -> Result<String, CryptoError> {
    let mut data_key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(data_key.as_mut_slice()).map_err(|_| CryptoError::NoRandomness)?;
    let wrapped = encrypt(&master.cipher, &owner.bound("data key"), data_key.as_slice())?;
    let text =
        encrypt(&cipher(data_key.as_slice())?, &owner.bound("secret"), secret.expose_secret().as_bytes())?;
    Ok([VERSION, &master.id, &wrapped, &text].join("."))
}

fn cipher(key: &[u8]) -> Result<XChaCha20Poly1305, CryptoError> {
    XChaCha20Poly1305::new_from_slice(key).map_err(|_| CryptoError::Unsealable)
}

fn encrypt(cipher: &XChaCha20Poly1305, bound: &[u8], plain: &[u8]) -> Result<String, CryptoError> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| CryptoError::NoRandomness)?;
    let payload = Payload { msg: plain, aad: bound };
    let ciphertext = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| CryptoError::Unencryptable)?;
    Ok(BASE64.encode([nonce.as_slice(), &ciphertext].concat()))
}

fn decrypt(cipher: &XChaCha20Poly1305, bound: &[u8], text: &str) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let bytes = BASE64.decode(text).map_err(|_| CryptoError::Unsealable)?;
    let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(CryptoError::Unsealable)?;
    let payload = Payload { msg: ciphertext, aad: bound };
    cipher.decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| CryptoError::Unsealable)
}
