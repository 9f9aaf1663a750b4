//! Encryption of the merchants' API keys at rest, and everything derived from the one encryption key.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Format of a sealed key: this byte, a 24-byte nonce, ciphertext and tag; all of it base64.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;
/// Stands for company, connection and key in the check value; no id is a word.
const CHECK: &str = "encryption check";

/// What can go wrong here. No variant carries content.
#[derive(Debug, thiserror::Error)]
pub enum CryptoError {
    /// The encryption key is not 32 bytes in base64.
    #[error(
        "the encryption key must be 32 bytes in base64 (`maxio-link-server encryption-key generate` makes one)"
    )]
    MalformedKey,
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoRandomness,
    /// Another encryption key, another connection, or damage.
    #[error("a stored API key cannot be decrypted: wrong encryption key, or the row was changed")]
    Unsealable,
    /// Does not happen with messages of this size.
    #[error("encryption failed")]
    Unencryptable,
}

/// Seals API keys for one connection, and makes fingerprints of bodies.
pub struct Vault {
    cipher: XChaCha20Poly1305,
    fingerprint_key: SecretBox<[u8; KEY_BYTES]>,
}

impl Vault {
    /// From the operator's encryption key: 32 bytes in base64, surrounding white space allowed.
    pub fn new(encoded: &SecretString) -> Result<Self, CryptoError> {
        let master = Zeroizing::new(
            BASE64.decode(encoded.expose_secret().trim()).map_err(|_| CryptoError::MalformedKey)?,
        );
        if master.len() != KEY_BYTES {
            return Err(CryptoError::MalformedKey);
        }
        let derive = Hkdf::<Sha256>::new(None, &master);
        let mut sealing = Zeroizing::new([0; KEY_BYTES]);
        let mut fingerprint_key = SecretBox::new(Box::new([0; KEY_BYTES]));
        // Expanding to 32 bytes cannot fail (the limit is 8160); were it to, the key would be of no use.
        derive
            .expand(b"maxio-link v1 api keys at rest", sealing.as_mut_slice())
            .and_then(|()| {
                use secrecy::ExposeSecretMut;
                derive.expand(b"maxio-link v1 body fingerprints", fingerprint_key.expose_secret_mut())
            })
            .map_err(|_| CryptoError::MalformedKey)?;
        let cipher =
            XChaCha20Poly1305::new_from_slice(sealing.as_slice()).map_err(|_| CryptoError::MalformedKey)?;
        Ok(Self { cipher, fingerprint_key })
    }

    /// Encrypts an API key so that only this connection of this company can open it.
    pub fn seal(&self, company: &str, connection: &str, key: &SecretString) -> Result<String, CryptoError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| CryptoError::NoRandomness)?;
        let bound = associated_data(company, connection);
        let payload = Payload { msg: key.expose_secret().as_bytes(), aad: &bound };
        let ciphertext =
            self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| CryptoError::Unencryptable)?;
        Ok(BASE64.encode([&[VERSION], nonce.as_slice(), &ciphertext].concat()))
    }

    /// Opens what [`Vault::seal`] made for the same company and connection.
    pub fn open(&self, company: &str, connection: &str, sealed: &str) -> Result<SecretString, CryptoError> {
        let bytes = BASE64.decode(sealed).map_err(|_| CryptoError::Unsealable)?;
        let Some((&VERSION, rest)) = bytes.split_first() else { return Err(CryptoError::Unsealable) };
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(CryptoError::Unsealable)?;
        let bound = associated_data(company, connection);
        let plain = self
            .cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &bound })
            .map_err(|_| CryptoError::Unsealable)?;
        String::from_utf8(plain).map(SecretString::from).map_err(|_| CryptoError::Unsealable)
    }

    /// A value by which a database remembers the encryption key that it is used with.
    pub fn seal_check(&self) -> Result<String, CryptoError> {
        self.seal(CHECK, CHECK, &CHECK.into())
    }

    /// Whether [`Vault::seal_check`] made this with the same encryption key.
    pub fn opens_check(&self, sealed: &str) -> bool {
        self.open(CHECK, CHECK, sealed).is_ok()
    }

    /// A keyed hash of a request's body: equal bodies are recognised, and the key in them cannot be guessed from it.
    pub fn fingerprint(&self, body: &[u8]) -> Result<String, CryptoError> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.fingerprint_key.expose_secret())
            .map_err(|_| CryptoError::MalformedKey)?;
        mac.update(body);
        Ok(BASE64.encode(mac.finalize().into_bytes()))
    }
}

/// The version byte is bound too, so that it cannot be turned back. Lengths are fixed by a separator that no id has.
fn associated_data(company: &str, connection: &str) -> Vec<u8> {
    [&[VERSION], company.as_bytes(), b"\0", connection.as_bytes()].concat()
}

/// A new encryption key in base64.
pub fn generate_encryption_key() -> Result<SecretString, CryptoError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(key.as_mut_slice()).map_err(|_| CryptoError::NoRandomness)?;
    Ok(BASE64.encode(key.as_slice()).into())
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> Vault {
        Vault::new(&generate_encryption_key().unwrap()).unwrap()
    }

    #[test]
    fn a_sealed_key_opens_for_its_own_connection_only() {
        let (vault, another) = (vault(), vault());
        let sealed = vault.seal("company", "connection", &"the key".into()).unwrap();
        assert_eq!(vault.open("company", "connection", &sealed).unwrap().expose_secret(), "the key");
        assert!(vault.open("company", "another", &sealed).is_err());
        assert!(vault.open("another", "connection", &sealed).is_err());
        assert!(another.open("company", "connection", &sealed).is_err());
    }

    #[test]
    fn sealing_twice_gives_different_texts_and_damage_is_noticed() {
        let vault = vault();
        let (a, b) = (vault.seal("c", "d", &"k".into()).unwrap(), vault.seal("c", "d", &"k".into()).unwrap());
        assert_ne!(a, b);
        let mut bytes = BASE64.decode(&a).unwrap();
        bytes[0] = 2;
        assert!(vault.open("c", "d", &BASE64.encode(&bytes)).is_err());
        assert!(vault.open("c", "d", "").is_err());
    }

    #[test]
    fn an_encryption_key_of_another_length_is_refused() {
        assert!(Vault::new(&"c2hvcnQ=".into()).is_err());
        assert!(Vault::new(&"not base64!".into()).is_err());
    }

    #[test]
    fn fingerprints_depend_on_the_body_and_on_the_key() {
        let (one, two) = (vault(), vault());
        assert_eq!(one.fingerprint(b"x").unwrap(), one.fingerprint(b"x").unwrap());
        assert_ne!(one.fingerprint(b"x").unwrap(), one.fingerprint(b"y").unwrap());
        assert_ne!(one.fingerprint(b"x").unwrap(), two.fingerprint(b"x").unwrap());
    }
}
