//! What the rest of the server asks: to seal and open secrets, and to recognise bodies.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{
    CryptoError, KEY_BYTES, MasterKeys,
    envelope::{self, Envelope, Owner},
    master::MasterKey,
};
use crate::store::{Store, StoreError};

/// The key of fingerprints, which stays the same when the master key changes.
const FINGERPRINT_KEY: &str = "body fingerprints";
/// Whom the server's own secrets belong to; no company's id is a word.
pub(crate) const SERVER: &str = "server";

/// Why a database cannot be used with these master keys.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Secrets sealed with the one could not be opened with the other.
    #[error(
        "this is not the master key that the database was first served with: give that one, or take another database"
    )]
    OtherMasterKey,
    /// See [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
    /// See [`CryptoError`].
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

/// Seals secrets for their owners, and makes fingerprints of bodies.
pub struct Vault {
    keys: MasterKeys,
    fingerprint_key: SecretBox<[u8; KEY_BYTES]>,
}

impl Vault {
    /// With a database: the first time, it is given a key for fingerprints; ever after, that must open, which shows
    /// that these are the master keys which belong to it.
    pub async fn of(store: &Store, keys: MasterKeys) -> Result<Self, VaultError> {
        let owner = Owner { kind: SERVER, id: FINGERPRINT_KEY };
        let new = super::generate_master_key()?;
        let kept = store.first_secret(FINGERPRINT_KEY, &seal(&keys, owner, &new)?).await?;
        let opened = open(&keys, owner, &kept).map_err(|error| match error {
            CryptoError::UnknownMasterKey => VaultError::OtherMasterKey,
            other => other.into(),
        })?;
        let bytes =
            Zeroizing::new(BASE64.decode(opened.expose_secret()).map_err(|_| CryptoError::Unsealable)?);
        let bytes: [u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| CryptoError::Unsealable)?;
        Ok(Self { keys, fingerprint_key: SecretBox::new(Box::new(bytes)) })
    }

    /// Encrypts a secret so that only this connection of this company can open it.
    pub fn seal(
        &self,
        company: &str,
        connection: &str,
        secret: &SecretString,
    ) -> Result<String, CryptoError> {
        seal(&self.keys, Owner { kind: company, id: connection }, secret)
    }

    /// Opens what [`Vault::seal`] made for the same company and connection.
    pub fn open(&self, company: &str, connection: &str, sealed: &str) -> Result<SecretString, CryptoError> {
        open(&self.keys, Owner { kind: company, id: connection }, sealed)
    }

    /// The id of the master key that is in use.
    pub fn master_key(&self) -> String {
        self.keys.current().first().map(|key| key.id.clone()).unwrap_or_default()
    }

    /// The same secret under the master key that is in use; `None` if it is already.
    pub fn rewrap(&self, kind: &str, id: &str, sealed: &str) -> Result<Option<String>, CryptoError> {
        let (keys, envelope) = (self.keys.current(), Envelope::parse(sealed)?);
        let current = keys.first().ok_or(CryptoError::UnknownMasterKey)?;
        if envelope.master == current.id {
            return Ok(None);
        }
        let before = find(&keys, &envelope)?;
        envelope.rewrapped(before, current, Owner { kind, id }).map(Some)
    }

    /// A keyed hash of a request's body: equal bodies are recognised, and the key in them cannot be guessed from it.
    pub fn fingerprint(&self, body: &[u8]) -> Result<String, CryptoError> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.fingerprint_key.expose_secret())
            .map_err(|_| CryptoError::MalformedKey)?;
        mac.update(body);
        Ok(BASE64.encode(mac.finalize().into_bytes()))
    }
}

fn seal(keys: &MasterKeys, owner: Owner<'_>, secret: &SecretString) -> Result<String, CryptoError> {
    let keys = keys.current();
    envelope::seal(keys.first().ok_or(CryptoError::UnknownMasterKey)?, owner, secret)
}

fn open(keys: &MasterKeys, owner: Owner<'_>, sealed: &str) -> Result<SecretString, CryptoError> {
    let envelope = Envelope::parse(sealed)?;
    envelope.open(find(&keys.current(), &envelope)?, owner)
}

fn find<'a>(keys: &'a [MasterKey], envelope: &Envelope<'_>) -> Result<&'a MasterKey, CryptoError> {
    keys.iter().find(|key| key.id == envelope.master).ok_or(CryptoError::UnknownMasterKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::generate_master_key;

    fn keys(lines: &[&SecretString]) -> MasterKeys {
        let text = lines.iter().map(|key| key.expose_secret()).collect::<Vec<_>>().join("\n");
        MasterKeys::from_text(&text.into()).unwrap()
    }

    fn vault(lines: &[&SecretString]) -> Vault {
        Vault { keys: keys(lines), fingerprint_key: SecretBox::new(Box::new([7; KEY_BYTES])) }
    }

    #[test]
    fn a_sealed_key_opens_for_its_own_connection_only() {
        let (one, two) = (generate_master_key().unwrap(), generate_master_key().unwrap());
        let (vault, another) = (vault(&[&one]), vault(&[&two]));
        let sealed = vault.seal("company", "connection", &"the key".into()).unwrap();
        assert_eq!(vault.open("company", "connection", &sealed).unwrap().expose_secret(), "the key");
        assert!(matches!(vault.open("company", "another", &sealed), Err(CryptoError::Unsealable)));
        assert!(matches!(vault.open("another", "connection", &sealed), Err(CryptoError::Unsealable)));
        assert!(matches!(another.open("company", "connection", &sealed), Err(CryptoError::UnknownMasterKey)));
    }

    #[test]
    fn sealing_twice_shares_nothing_and_damage_of_any_part_is_noticed() {
        let vault = vault(&[&generate_master_key().unwrap()]);
        let (a, b) = (vault.seal("c", "d", &"k".into()).unwrap(), vault.seal("c", "d", &"k".into()).unwrap());
        let parts = |sealed: &str| sealed.split('.').map(str::to_owned).collect::<Vec<_>>();
        let (a, b) = (parts(&a), parts(&b));
        assert_ne!((&a[2], &a[3]), (&b[2], &b[3]));
        for mixed in
            [[&a[0], &a[1], &b[2], &a[3]], [&a[0], &a[1], &a[3], &a[2]], [&b[3], &a[1], &a[2], &a[3]]]
        {
            let mixed = mixed.map(String::as_str).join(".");
            assert!(vault.open("c", "d", &mixed).is_err(), "{mixed}");
        }
        for bad in ["", "2", "2...", "1.a.b.c"] {
            assert!(vault.open("c", "d", bad).is_err());
        }
    }

    #[test]
    fn a_new_master_key_takes_over_and_the_old_one_can_go() {
        let (old, new) = (generate_master_key().unwrap(), generate_master_key().unwrap());
        let before = vault(&[&old]);
        let sealed = before.seal("c", "d", &"the key".into()).unwrap();
        let during = vault(&[&new, &old]);
        assert_eq!(during.open("c", "d", &sealed).unwrap().expose_secret(), "the key");
        let rewrapped = during.rewrap("c", "d", &sealed).unwrap().unwrap();
        assert_eq!(during.rewrap("c", "d", &rewrapped).unwrap(), None, "once is enough");
        assert!(during.rewrap("another", "d", &sealed).is_err());
        let after = vault(&[&new]);
        assert_eq!(after.open("c", "d", &rewrapped).unwrap().expose_secret(), "the key");
        assert!(matches!(after.open("c", "d", &sealed), Err(CryptoError::UnknownMasterKey)));
        assert!(matches!(after.rewrap("c", "d", &sealed), Err(CryptoError::UnknownMasterKey)));
    }

    #[test]
    fn a_file_is_read_again_when_it_changes_and_what_was_read_stays_if_it_breaks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let (old, new) = (generate_master_key().unwrap(), generate_master_key().unwrap());
        std::fs::write(&path, old.expose_secret()).unwrap();
        let keys = MasterKeys::from_file(&path).unwrap();
        let first = keys.current()[0].id.clone();
        std::fs::write(&path, format!("{}\n{}\n", new.expose_secret(), old.expose_secret())).unwrap();
        let ids: Vec<_> = keys.current().iter().map(|key| key.id.clone()).collect();
        assert_eq!((ids.len(), &ids[1]), (2, &first));
        std::fs::write(&path, "damaged").unwrap();
        assert_eq!(keys.current()[0].id, ids[0]);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(keys.current()[0].id, ids[0]);
    }

    #[test]
    fn a_master_key_of_another_length_is_refused() {
        for bad in ["", " \n", "c2hvcnQ=", "not base64!"] {
            assert!(MasterKeys::from_text(&bad.into()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn fingerprints_depend_on_the_body_and_on_the_key() {
        let (one, mut two) =
            (vault(&[&generate_master_key().unwrap()]), vault(&[&generate_master_key().unwrap()]));
        assert_eq!(one.fingerprint(b"x").unwrap(), two.fingerprint(b"x").unwrap(), "whatever the master key");
        assert_ne!(one.fingerprint(b"x").unwrap(), one.fingerprint(b"y").unwrap());
        two.fingerprint_key = SecretBox::new(Box::new([8; KEY_BYTES]));
        assert_ne!(one.fingerprint(b"x").unwrap(), two.fingerprint(b"x").unwrap());
    }
}
