//! `rotate-master-key`: a new master key, while servers run.
//!
//! The new key is written before the old one into the file that the servers read; they notice, and seal with it from
//! then on. Then every data key is wrapped anew. The old key stays in the file: backups made before need it.

use std::{
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::{
    crypto::{CryptoError, MasterKeyError, MasterKeys, Vault, VaultError, generate_master_key},
    store::{SEALED_COLUMNS, Store, StoreError},
};

const AT_ONCE: i64 = 500;
/// A server that has read the file just before it changed has stored what it sealed after this.
const LAST_WRITERS: Duration = Duration::from_secs(3);

/// Why the master key was not replaced, or not everywhere.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// The file.
    #[error("cannot replace {path}: {source}", path = .path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Some secrets cannot be opened.
    #[error(
        "{0} secrets cannot be decrypted with any of the master keys, and were left as they are; the others are done"
    )]
    Undecryptable(u64),
    /// See [`MasterKeyError`].
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// See [`CryptoError`].
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// See [`VaultError`].
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// See [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes a new key before those in the file. At every moment the file is the old one or the new one, whole.
pub fn add_master_key(path: &Path) -> Result<(), RotateError> {
    // That it can be read as what it is comes first: whatever else is in there stays as it is.
    MasterKeys::from_file(path)?;
    let failed = |source| RotateError::Write { path: path.to_owned(), source };
    let before: Zeroizing<String> = std::fs::read_to_string(path).map_err(failed)?.into();
    let new: SecretString = generate_master_key()?;
    // Readable by its owner alone from the start; then as the old one was.
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path)).map_err(failed)?;
    write!(file, "{}\n{}\n", new.expose_secret(), before.trim_end()).map_err(failed)?;
    let metadata = std::fs::metadata(path).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        // Another user's file stays theirs: the server runs as that user.
        chown(file.path(), Some(metadata.uid()), Some(metadata.gid())).map_err(failed)?;
    }
    std::fs::set_permissions(file.path(), metadata.permissions()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    sync_folder_of(path).map_err(failed)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What a file is called is kept in its folder: a key that is in use must be there after a power cut too.
pub fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    // Elsewhere folders cannot be opened.
    if cfg!(unix) { std::fs::File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

/// Wraps everything with the first of the keys, until nothing is left that is not. Gives the number of secrets.
pub async fn rewrap_all(store: &Store, vault: &Vault) -> Result<u64, RotateError> {
    let first = rewrap_once(store, vault).await?;
    tokio::time::sleep(LAST_WRITERS).await;
    let second = rewrap_once(store, vault).await?;
    match second.undecryptable {
        0 => Ok(first.done + second.done),
        undecryptable => Err(RotateError::Undecryptable(undecryptable)),
    }
}

#[derive(Default)]
struct Pass {
    done: u64,
    undecryptable: u64,
}

async fn rewrap_once(store: &Store, vault: &Vault) -> Result<Pass, RotateError> {
    let (mut pass, master_key) = (Pass::default(), vault.master_key());
    for column in SEALED_COLUMNS {
        let mut after = String::new();
        loop {
            let rows = store.sealed_otherwise(column, &master_key, &after, AT_ONCE).await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.id);
            for row in rows {
                match vault.rewrap(&row.kind, &row.id, &row.sealed) {
                    Ok(Some(rewrapped)) => {
                        pass.done += u64::from(store.replace_sealed(column, &row, &rewrapped).await?);
                    }
                    Ok(None) => {}
                    Err(error) => {
                        tracing::error!(id = row.id, %error, "a secret cannot be wrapped anew");
                        pass.undecryptable += 1;
                    }
                }
            }
        }
    }
    Ok(pass)
}
