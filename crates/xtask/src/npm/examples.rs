//! The examples that Vite builds: copied to target/, so that nothing is left in the repository, with the packed package
//! installed as a partner would, and built. What has not changed since is not done again.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

const EXAMPLES: [&str; 3] = ["react-vite", "vue-vite", "svelte-vite"];

/// What the tests of the React wrapper need in its folder: the file, and where it goes.
const REACT_TESTS: [(&str, &str); 4] = [
    ("wrapper.html", "wrapper.html"),
    ("wrapper.tsx", "src/wrapper.tsx"),
    ("ssr.mjs", "ssr.mjs"),
    ("exports.mjs", "exports.mjs"),
];

/// Of an example's folder, what is not its source.
const MADE: [&str; 2] = ["node_modules", "dist"];

const STAMP: &str = "node_modules/.built-from";

pub fn build(workspace: &Workspace, tarball: &Path) -> Result<()> {
    EXAMPLES.into_iter().try_for_each(|name| build_one(workspace, name, tarball))
}

fn build_one(workspace: &Workspace, name: &str, tarball: &Path) -> Result<()> {
    // As deep in the tree as examples/, as package.json names the tarball relative to itself.
    let copy = workspace.root.join("target").join(name);
    let sources = sources(workspace, name)?;
    let stamp = stamp(&sources, tarball)?;
    if fs::read_to_string(copy.join(STAMP)).is_ok_and(|built| built == stamp) {
        return Ok(());
    }
    clear(&copy)?;
    for (from, to) in &sources {
        let to = copy.join(to);
        fs::create_dir_all(to.parent().unwrap_or(&copy))?;
        fs::copy(from, &to).with_context(|| format!("could not copy {}", from.display()))?;
    }
    let npm = |what: &str, arguments: &[&str]| {
        let mut command = workspace.command("npm");
        command.args(arguments).current_dir(&copy);
        let log = copy.with_extension("log");
        process::run_with_clock(&mut command, &format!("{what} examples/{name}"), &log)
    };
    npm("Installing", &["ci", "--no-progress", "--prefer-offline"])?;
    npm("Building", &["run", "build"])?;
    fs::write(copy.join(STAMP), stamp).context("could not note that the example is built")
}

/// Each file, and where it goes in the copy.
fn sources(workspace: &Workspace, name: &str) -> Result<Vec<(PathBuf, PathBuf)>> {
    let root = workspace.root.join("examples").join(name);
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    if name == "react-vite" {
        let tests = workspace.root.join("tests/frameworks/react");
        files.extend(REACT_TESTS.map(|(from, to)| (tests.join(from), PathBuf::from(to))));
    }
    files.sort();
    Ok(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, PathBuf)>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry?.path();
        let relative = path.strip_prefix(root)?;
        if path.is_dir() {
            if !MADE.iter().any(|made| relative == Path::new(made)) {
                collect(root, &path, files)?;
            }
        } else {
            files.push((path.clone(), relative.to_owned()));
        }
    }
    Ok(())
}

/// Different for any other content of the sources or the tarball.
fn stamp(sources: &[(PathBuf, PathBuf)], tarball: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in sources.iter().map(|(from, _)| from.as_path()).chain([tarball]) {
        file.hash(&mut hasher);
        fs::read(file).with_context(|| format!("could not read {}", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Removes what may be of an earlier time; the packages stay until npm replaces them.
fn clear(copy: &Path) -> Result<()> {
    fs::create_dir_all(copy)?;
    for entry in fs::read_dir(copy)? {
        let path = entry?.path();
        if path.ends_with("node_modules") {
            continue;
        }
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("could not remove {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_no_source_and_any_change_of_one_counts() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("src/main.ts", "1");
        write("dist/index.html", "made");
        write("node_modules/x/package.json", "made");
        write("package.tgz", "tarball");
        let now = || {
            let mut files = Vec::new();
            collect(folder.path(), folder.path(), &mut files).unwrap();
            files.retain(|(_, to)| to != Path::new("package.tgz"));
            assert_eq!(
                files.iter().map(|(_, to)| to.clone()).collect::<Vec<_>>(),
                [Path::new("src/main.ts")]
            );
            stamp(&files, &folder.path().join("package.tgz")).unwrap()
        };
        let first = now();
        assert_eq!(now(), first);
        write("src/main.ts", "2");
        let second = now();
        assert_ne!(second, first);
        write("package.tgz", "other bytes");
        assert_ne!(now(), second);
    }
}
