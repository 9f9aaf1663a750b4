//! Every version that this server serves, and where each is kept.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use semver::Version;

use super::{Build, BuildError};

/// Where versions are kept.
#[derive(Clone, Debug)]
pub struct Keep {
    /// A folder with one folder for each version.
    pub folder: PathBuf,
    /// The operator named it: a server that cannot keep its build there must not start.
    pub required: bool,
}

/// Why this server's own build cannot be served, or kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// See [`BuildError`].
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Pages that pinned the one would break with the other.
    #[error(
        "version {version} was served before with other content, which is kept in {folder}: what an exact version \
         serves never changes. Build under a new version, or serve with --reload-assets while working on it",
        folder = .folder.display()
    )]
    OtherContent {
        /// Of this build.
        version: Version,
        /// Of the earlier one.
        folder: PathBuf,
    },
    /// The folder cannot be written.
    #[error("cannot keep the widget's versions in {folder}: {source}", folder = .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// The folder of each version.
#[derive(Clone, Debug)]
pub struct Versions(BTreeMap<Version, PathBuf>);

impl Versions {
    /// This build alone, from where it is: the copy of a build that is being worked on would be old in a minute.
    pub fn only(own: &Build) -> Self {
        Self([(own.version().clone(), own.folder().to_owned())].into())
    }

    /// Keeps this build, and finds those that were kept before it.
    pub fn kept(own: &Build, keep: &Keep) -> Result<Self, KeepError> {
        own.verify()?;
        match keep_in(&keep.folder, own) {
            Ok(()) => {}
            Err(error @ KeepError::Folder { .. }) if !keep.required => {
                let version = own.version();
                tracing::warn!(
                    "{error}. Pages that pin version {version} will break when this server is upgraded: name a \
                     folder that lasts with --versions"
                );
                return Ok(Self::only(own));
            }
            Err(error) => return Err(error),
        }
        let found = found_in(&keep.folder);
        tracing::info!(folder = %keep.folder.display(), versions = %list(found.keys()), "versions of the widget");
        Ok(Self(found))
    }

    /// Each version and its folder.
    pub fn exact(&self) -> impl Iterator<Item = (&Version, &Path)> {
        self.0.iter().map(|(version, folder)| (version, folder.as_path()))
    }

    /// Each major version, and the folder of the newest that belongs to it: a release, where there is one.
    pub fn newest(&self) -> impl Iterator<Item = (u64, &Path)> {
        let mut newest: BTreeMap<u64, (&Version, &Path)> = BTreeMap::new();
        for (version, folder) in self.exact() {
            // They come in ascending order.
            let is_newer = |(best, _): &(&Version, &Path)| best.pre.is_empty() <= version.pre.is_empty();
            if newest.get(&version.major).is_none_or(is_newer) {
                newest.insert(version.major, (version, folder));
            }
        }
        newest.into_iter().map(|(major, (_, folder))| (major, folder))
    }
}

/// Sees to it that there is a whole copy.
fn keep_in(folder: &Path, own: &Build) -> Result<(), KeepError> {
    let failed = |source| KeepError::Folder { folder: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let place = folder.join(own.version().to_string());
    if place.exists() {
        let kept = Build::read(&place);
        if kept.as_ref().is_ok_and(|kept| !kept.is_same_as(own)) {
            return Err(KeepError::OtherContent { version: own.version().clone(), folder: place });
        }
        let Err(damage) = kept.and_then(|kept| kept.verify()) else { return Ok(()) };
        tracing::error!("{damage}. It is replaced by a copy of this server's own build");
    }
    // Made under a name that is no version, so that nobody serves half of it.
    let copy = tempfile::Builder::new().prefix(".being-made-").tempdir_in(folder).map_err(failed)?;
    for file in own.contents() {
        let (path, bytes) = file?;
        write(&copy.path().join(path), &bytes).map_err(failed)?;
    }
    share(copy.path()).map_err(failed)?;
    // Looked at again: another server that starts at the same time may have put a whole one there.
    if is_whole_copy(&place, own) {
        return Ok(());
    }
    if place.exists() {
        let damaged = tempfile::Builder::new().prefix(".damaged-").tempdir_in(folder).map_err(failed)?;
        fs::rename(&place, damaged.path().join("it")).map_err(failed)?;
    }
    match fs::rename(copy.path(), &place) {
        Ok(()) => {
            // There is nothing left at its old name to be removed.
            let _ = copy.keep();
            Ok(())
        }
        // Another server that starts at the same time was faster.
        Err(_) if is_whole_copy(&place, own) => Ok(()),
        Err(source) => Err(failed(source)),
    }
}

fn is_whole_copy(place: &Path, own: &Build) -> bool {
    Build::read(place).is_ok_and(|kept| kept.is_same_as(own) && kept.verify().is_ok())
}

/// A power cut must not leave a file that has its name and not its content.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(path)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()
}

/// A temporary folder is for its owner alone; the next server may run as another user.
fn share(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let _ = folder;
    Ok(())
}

/// The whole copies. Damaged ones are not served: a page that pinned one would refuse it anyway, and `/embed/v1/` must
/// not hand it out.
fn found_in(folder: &Path) -> BTreeMap<Version, PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let version = Version::parse(entry.file_name().to_str()?).ok()?;
            let path = entry.path();
            let checked = Build::read(&path).and_then(|build| build.verify().map(|()| build));
            match checked {
                Ok(build) if *build.version() == version => Some((version, path)),
                Ok(build) => {
                    tracing::error!(
                        "{} says that it is {}: it is not served",
                        path.display(),
                        build.version()
                    );
                    None
                }
                Err(damage) => {
                    tracing::error!("version {version} is not served: {damage}");
                    None
                }
            }
        })
        .collect()
}

fn list<'a>(versions: impl Iterator<Item = &'a Version>) -> String {
    versions.map(Version::to_string).collect::<Vec<_>>().join(" ")
}
