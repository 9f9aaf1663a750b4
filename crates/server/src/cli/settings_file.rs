//! Options from a file, below the command line and the environment.
//!
//! Each line is an option by its long name: `public-url = "https://link.example.com"`. They become the defaults of the
//! options that they name, so that they are read, checked and explained exactly as on the command line.

use std::path::PathBuf;

use clap::{Arg, Command, parser::ValueSource};
use toml::{Table, Value};

/// The option that names the file.
pub const OPTION: &str = "config";

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFileError {
    /// It cannot be read.
    #[error("cannot read the settings from {path}: {source}", path = .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// It is not TOML.
    #[error("{path} is not TOML: {message}", path = .path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// Where, without the line itself: it may hold a password.
        message: String,
    },
    /// No command has such an option.
    #[error("{path}: there is no option {name:?}", path = .path.display())]
    Unknown {
        /// Which.
        path: PathBuf,
        /// As it stands there.
        name: String,
    },
    /// Tables and the like.
    #[error("{path}: {name:?} must be a text, a number, true, false, or a list of texts", path = .path.display())]
    Kind {
        /// Which.
        path: PathBuf,
        /// As it stands there.
        name: String,
    },
}

/// The command with the file's values as defaults, if the words or the environment name a file.
pub fn apply(command: Command, words: &[std::ffi::OsString]) -> Result<Command, SettingsFileError> {
    // Whatever else is wrong with the words is said when they are read in earnest.
    let Ok(matches) = command.clone().ignore_errors(true).try_get_matches_from(words) else {
        return Ok(command);
    };
    let named = |matches: &clap::ArgMatches| {
        let is_named = matches.value_source(OPTION).is_some_and(|source| source != ValueSource::DefaultValue);
        is_named.then(|| matches.get_one::<PathBuf>(OPTION).cloned()).flatten()
    };
    let Some(path) = named(&matches) else { return Ok(command) };
    let text = std::fs::read_to_string(&path)
        .map_err(|source| SettingsFileError::Unreadable { path: path.clone(), source })?;
    let settings: Table = toml::from_str(&text).map_err(|error: toml::de::Error| {
        SettingsFileError::Malformed { path: path.clone(), message: error.message().to_owned() }
    })?;
    settings.into_iter().try_fold(command, |command, (name, value)| {
        let values = values(&value)
            .ok_or_else(|| SettingsFileError::Kind { path: path.clone(), name: name.clone() })?;
        let mut found = false;
        let command = with_default(command, &name, &values, &mut found);
        if found { Ok(command) } else { Err(SettingsFileError::Unknown { path: path.clone(), name }) }
    })
}

/// In this command and all below it.
fn with_default(command: Command, name: &str, values: &[String], found: &mut bool) -> Command {
    let command = command.mut_args(|argument: Arg| {
        if argument.get_long() != Some(name) || name == OPTION {
            return argument;
        }
        *found = true;
        argument.required(false).default_values(values.to_vec())
    });
    command.mut_subcommands(|below| with_default(below, name, values, found))
}

fn values(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(list) => list.iter().map(text).collect(),
        single => Some(vec![text(single)?]),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}
