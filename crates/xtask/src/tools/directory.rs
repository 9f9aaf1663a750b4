//! Where tools are installed, and the lock that keeps two runs from installing the same one at once.

use anyhow::{Context, Result};
use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::PathBuf;

/// The directory of installed tools; it exists when this returns.
pub fn tools() -> Result<PathBuf> {
    let directory = choose(|name| std::env::var_os(name), std::env::home_dir())
        .context("there is no home directory to install tools in: set MAXIO_LINK_TOOLS to a directory")?;
    std::fs::create_dir_all(&directory)
        .with_context(|| format!("could not create {}", directory.display()))?;
    Ok(directory)
}

/// What cargo compiles on the way to a tool. It is kept when an installation is interrupted, so that the next one goes on
/// from there.
pub fn compiled() -> Result<PathBuf> {
    Ok(tools()?.join("compiled"))
}

/// Removes that, once all tools of a command are installed: it takes more than a gigabyte.
pub fn remove_compiled() -> Result<()> {
    let directory = compiled()?;
    if !directory.exists() {
        return Ok(());
    }
    // Another run may be compiling there.
    let _lock = lock("cargo-tools")?;
    std::fs::remove_dir_all(&directory).with_context(|| format!("could not remove {}", directory.display()))
}

fn choose(variable: impl Fn(&str) -> Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
    let path = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    path("MAXIO_LINK_TOOLS").or_else(|| {
        // A relative XDG directory is to be ignored, says its specification.
        let cache = path("XDG_CACHE_HOME").filter(|path| path.is_absolute());
        let cache = cache.or_else(|| home.map(|home| home.join(".cache")));
        cache.map(|cache| cache.join("maxio-link/tools"))
    })
}

/// Waits until no other run installs `name`. The lock ends with the returned file, also when the process is killed.
pub fn lock(name: &str) -> Result<File> {
    let path = tools()?.join(format!("{name}.lock"));
    let file = File::options().create(true).append(true).open(&path);
    let file = file.with_context(|| format!("could not open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("Another run is installing {name}: waiting for it …");
            file.lock().with_context(|| format!("could not lock {}", path.display()))?;
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("could not lock {}", path.display()));
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(variables: &[(&str, &str)], home: Option<&str>) -> Option<String> {
        let variable = |name: &str| {
            variables.iter().find(|(other, _)| *other == name).map(|(_, value)| OsString::from(value))
        };
        choose(variable, home.map(PathBuf::from)).map(|path| path.display().to_string())
    }

    #[test]
    fn the_own_variable_wins_over_the_cache_directory() {
        let variables = [("MAXIO_LINK_TOOLS", "/tools"), ("XDG_CACHE_HOME", "/cache")];
        assert_eq!(chosen(&variables, Some("/home")).as_deref(), Some("/tools"));
        assert_eq!(chosen(&variables[1..], Some("/home")).as_deref(), Some("/cache/maxio-link/tools"));
    }

    #[test]
    fn without_variables_it_is_the_cache_of_the_home_directory() {
        assert_eq!(chosen(&[], Some("/home")).as_deref(), Some("/home/.cache/maxio-link/tools"));
        assert_eq!(chosen(&[], None), None);
    }

    #[test]
    fn empty_and_relative_variables_count_as_unset() {
        let variables = [("MAXIO_LINK_TOOLS", ""), ("XDG_CACHE_HOME", "cache")];
        assert_eq!(chosen(&variables, Some("/home")).as_deref(), Some("/home/.cache/maxio-link/tools"));
    }
}
