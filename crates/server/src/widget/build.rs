//! One build of the widget, as its manifest describes it.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Component, Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use semver::Version;
use serde::Deserialize;
use sha2::{Digest, Sha384};

/// Written by `cargo xtask build`.
pub const MANIFEST: &str = "manifest.json";

/// A folder with everything that browsers load.
#[derive(Clone, Debug)]
pub struct Build {
    folder: PathBuf,
    manifest: Manifest,
}

/// Version and content, which belong together for good.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Manifest {
    version: Version,
    /// By path within the folder.
    files: BTreeMap<PathBuf, File>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct File {
    #[serde(flatten)]
    content: Content,
    /// The file beside it that ends in `.br`.
    brotli: Option<Content>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Content {
    /// As in a script tag: `sha384-` and base64.
    integrity: String,
}

/// Why a folder is no build that can be served.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Not built, or not by this project's own command.
    #[error("there is no built widget in {folder}: {file} is missing (build it with `cargo xtask build`)", folder = .folder.display())]
    NotBuilt {
        /// Where it was looked for.
        folder: PathBuf,
        /// What was looked for.
        file: &'static str,
    },
    /// The manifest says nothing that can be understood.
    #[error("{path} is damaged: {source}", path = .path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A file is not as it was built.
    #[error("{path} is damaged: it is not what {MANIFEST} beside it says", path = .0.display())]
    Damaged(PathBuf),
    /// A file is missing or cannot be read.
    #[error("cannot read {path}: {source}", path = .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl Build {
    /// Reads what the folder says of itself; [`Self::contents`] checks it.
    pub fn read(folder: &Path) -> Result<Self, BuildError> {
        let path = folder.join(MANIFEST);
        let bytes = fs::read(&path)
            .map_err(|_| BuildError::NotBuilt { folder: folder.to_owned(), file: MANIFEST })?;
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|source| BuildError::Manifest { path, source })?;
        // A manifest that lies outside must not make us read, or copy, what is there.
        match manifest.files.keys().find(|path| !is_inside(path)) {
            Some(outside) => Err(BuildError::Damaged(folder.join(outside))),
            None => Ok(Self { folder: folder.to_owned(), manifest }),
        }
    }

    /// Which version it is.
    pub const fn version(&self) -> &Version {
        &self.manifest.version
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether it is the same to the byte, according to the manifests.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.manifest == other.manifest
    }

    /// That every file is as it was built.
    pub fn verify(&self) -> Result<(), BuildError> {
        self.contents().try_for_each(|file| file.map(drop))
    }

    /// Every file with its content, the manifest last: each one as it was built, or an error.
    pub fn contents(&self) -> impl Iterator<Item = Result<(PathBuf, Vec<u8>), BuildError>> {
        let built = self.manifest.files.iter().flat_map(|(path, file)| {
            let brotli = file.brotli.as_ref().map(|content| (path.with_added_extension("br"), content));
            std::iter::once((path.clone(), &file.content)).chain(brotli)
        });
        built
            .map(|(path, content)| {
                let bytes = self.bytes(&path)?;
                let is_whole = content.integrity == integrity(&bytes);
                is_whole.then_some((path.clone(), bytes)).ok_or(BuildError::Damaged(self.folder.join(path)))
            })
            .chain(std::iter::once_with(|| Ok((MANIFEST.into(), self.bytes(Path::new(MANIFEST))?))))
    }

    fn bytes(&self, path: &Path) -> Result<Vec<u8>, BuildError> {
        let path = self.folder.join(path);
        fs::read(&path).map_err(|source| BuildError::Unreadable { path, source })
    }
}

/// As browsers compute it.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64.encode(Sha384::digest(bytes)))
}

fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}
