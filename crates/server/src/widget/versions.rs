//! Every version that this server serves, and where each is kept.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
    time::Duration,
};

use semver::Version;
use tokio::{sync::Mutex, time::Instant};

use super::{Build, BuildError};

/// Strangers can ask for versions that there are not; the disk is looked at no more often than this.
const LOOK_EVERY: Duration = Duration::from_secs(1);

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
#[derive(Debug)]
pub struct Versions {
    known: RwLock<BTreeMap<Version, PathBuf>>,
    /// Where another server may put a newer one. `None`: nowhere.
    shared: Option<PathBuf>,
    looks: Mutex<Looks>,
}

/// When the folder was looked into, and what was said of it.
#[derive(Debug, Default)]
struct Looks {
    last: Option<Instant>,
    /// What is wrong with a version, which is not said again.
    unfit: BTreeMap<Version, String>,
}

impl Versions {
    /// This build alone, from where it is: the copy of a build that is being worked on would be old in a minute.
    pub fn only(own: &Build) -> Self {
        let known = BTreeMap::from([(own.version().clone(), own.folder().to_owned())]);
        Self { known: RwLock::new(known), shared: None, looks: Mutex::default() }
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
        let mut looks = Looks::default();
        let known = looks.sort(found_in(&keep.folder, &[]));
        tracing::info!(folder = %keep.folder.display(), versions = %list(known.keys()), "versions of the widget");
        Ok(Self { known: RwLock::new(known), shared: Some(keep.folder.clone()), looks: Mutex::new(looks) })
    }

    /// Each version, in ascending order.
    pub fn exact(&self) -> Vec<Version> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// The folder of an exact version.
    pub fn folder(&self, name: &str) -> Option<PathBuf> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&exact(name)?).cloned()
    }

    /// What `v` and a major version stand for: the newest that belongs to it, a release where there is one.
    pub fn newest(&self, name: &str) -> Option<Version> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let major: u64 = name.strip_prefix('v')?.parse().ok().filter(|major| format!("v{major}") == name)?;
        let of_major = || known.keys().rev().filter(|version| version.major == major);
        let release = of_major().find(|version| version.pre.is_empty());
        release.or_else(|| of_major().next()).cloned()
    }

    /// The same; but before a version is said not to be there, the folder is looked into once more. A page of a newer
    /// server may ask an older one beside it for its files.
    pub async fn find(&self, name: &str) -> Option<PathBuf> {
        let known = self.folder(name);
        match &self.shared {
            Some(shared) if known.is_none() && exact(name).is_some() => {
                self.look_again(shared).await;
                self.folder(name)
            }
            _ => known,
        }
    }

    /// Whoever comes while it waits is content with the same look.
    async fn look_again(&self, shared: &Path) {
        let asked = Instant::now();
        let mut looks = self.looks.lock().await;
        if let Some(last) = looks.last {
            if last > asked {
                return;
            }
            tokio::time::sleep_until(last + LOOK_EVERY).await;
        }
        looks.last = Some(Instant::now());
        let (shared, known) = (shared.to_owned(), self.exact());
        let Ok(found) = tokio::task::spawn_blocking(move || found_in(&shared, &known)).await else { return };
        let new = looks.sort(found);
        if !new.is_empty() {
            tracing::info!(versions = %list(new.keys()), "another server keeps versions of the widget");
            self.known.write().unwrap_or_else(PoisonError::into_inner).extend(new);
        }
    }
}

impl Looks {
    /// The whole copies. Of the others it is said what is wrong, unless it was said before.
    fn sort(&mut self, found: BTreeMap<Version, Result<PathBuf, String>>) -> BTreeMap<Version, PathBuf> {
        let mut whole = BTreeMap::new();
        for (version, copy) in found {
            match copy {
                Ok(folder) => {
                    whole.insert(version, folder);
                }
                Err(wrong) => {
                    if self.unfit.get(&version) != Some(&wrong) {
                        tracing::error!("version {version} is not served: {wrong}");
                        self.unfit.insert(version, wrong);
                    }
                }
            }
        }
        whole
    }
}

/// A version in the one way to write it.
fn exact(name: &str) -> Option<Version> {
    Version::parse(name).ok().filter(|version| version.to_string() == name)
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

/// The copies besides these, each with its folder, or what is wrong with it. Damaged ones are not served: a page that
/// pinned one would refuse it anyway, and `/embed/v1/` must not hand it out.
fn found_in(folder: &Path, known: &[Version]) -> BTreeMap<Version, Result<PathBuf, String>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let version = exact(entry.file_name().to_str()?).filter(|version| !known.contains(version))?;
            let path = entry.path();
            let checked = Build::read(&path).and_then(|build| build.verify().map(|()| build));
            let copy = match checked {
                Ok(build) if *build.version() == version => Ok(path),
                Ok(build) => Err(format!("{} says that it is {}", path.display(), build.version())),
                Err(damage) => Err(damage.to_string()),
            };
            Some((version, copy))
        })
        .collect()
}

fn list<'a>(versions: impl Iterator<Item = &'a Version>) -> String {
    versions.map(Version::to_string).collect::<Vec<_>>().join(" ")
}
