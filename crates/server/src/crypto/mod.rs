//! Encryption at rest.
//!
//! Every secret is encrypted with a data key of its own, and that is encrypted ("wrapped") with the operator's master
//! key. Both are bound to what the secret belongs to. So a new master key means wrapping the data keys anew, and never
//! touching a secret.
//!
//! | file | what |
//! |---|---|
//! | `envelope` | one secret: its data key and its text |
//! | `master` | the operator's master keys: where they come from, and which is in use |
//! | `vault` | what the rest of the server asks |

mod envelope;
mod master;
mod vault;

pub use master::{MasterKeyError, MasterKeys, generate_master_key};
pub use vault::{Vault, VaultError};

use sha2::{Digest, Sha256};

const KEY_BYTES: usize = 32;

/// What can go wrong here. No variant carries content.
#[derive(Debug, thiserror::Error)]
pub enum CryptoError {
    /// A master key is not 32 bytes in base64.
    #[error("a master key must be 32 bytes in base64 (`maxio-link-server master-key generate` makes one)")]
    MalformedKey,
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoRandomness,
    /// None of the master keys that we have.
    #[error("a stored secret is encrypted with a master key that is not here")]
    UnknownMasterKey,
    /// Another owner, or damage.
    #[error("a stored secret cannot be decrypted: its row was changed")]
    Unsealable,
    /// Does not happen with messages of this size.
    #[error("encryption failed")]
    Unencryptable,
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
