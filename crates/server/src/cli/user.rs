//! Operators, who sign in to the portal.

use std::io::{BufRead, IsTerminal, stdin};

use clap::Subcommand;
use secrecy::{ExposeSecret, SecretString};

use super::{CliError, DatabaseArg, print};
use crate::{
    auth::password,
    store::{Action, Actor, Store, Subject, iso},
};

const LONGEST_NAME: usize = 64;

/// What can be done with them.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Make an operator; the password is asked for, or is the first line of standard input
    Create {
        #[command(flatten)]
        who: Who,
    },
    /// Set an operator's password, asked for as with `create`, and end all of their sessions
    Password {
        #[command(flatten)]
        who: Who,
    },
    /// Remove an operator, and end all of their sessions
    Delete {
        #[command(flatten)]
        who: Who,
    },
    /// Print each operator's name, and since when
    List {
        #[command(flatten)]
        database: DatabaseArg,
    },
}

/// An operator of a database.
#[derive(Debug, clap::Args)]
pub struct Who {
    /// With which they sign in: letters, digits, and . _ - @
    #[arg(long, value_parser = name)]
    name: String,
    #[command(flatten)]
    database: DatabaseArg,
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The name is taken.
    #[error("there is an operator {0} already: `user password` sets another password")]
    Exists(String),
    /// The name is nobody's.
    #[error("there is no operator {0}: `user list` prints them")]
    Unknown(String),
    /// Too short, or far too long.
    #[error(
        "a password has at least {} characters, and at most {} bytes",
        password::SHORTEST,
        password::LONGEST
    )]
    Length,
    /// Typed differently the second time.
    #[error("the passwords differ: nothing was changed")]
    Differ,
}

impl User {
    /// Does what was asked for.
    pub async fn run(self) -> Result<(), CliError> {
        match self {
            Self::Create { who: Who { name, database } } => {
                let store = Store::open_existing(&database.database).await?;
                if store.password_of(&name).await?.is_some() {
                    return Err(UserError::Exists(name).into());
                }
                let hash = password::hash(read_password()?).await?;
                if !store.create_user(&name, &hash).await? {
                    return Err(UserError::Exists(name).into());
                }
                done(&store, Action::UserCreated, &name).await
            }
            Self::Password { who: Who { name, database } } => {
                let store = Store::open_existing(&database.database).await?;
                if store.password_of(&name).await?.is_none() {
                    return Err(UserError::Unknown(name).into());
                }
                let hash = password::hash(read_password()?).await?;
                if !store.set_password(&name, &hash).await? {
                    return Err(UserError::Unknown(name).into());
                }
                done(&store, Action::PasswordSet, &name).await
            }
            Self::Delete { who: Who { name, database } } => {
                let store = Store::open_existing(&database.database).await?;
                if !store.delete_user(&name).await? {
                    return Err(UserError::Unknown(name).into());
                }
                done(&store, Action::UserDeleted, &name).await
            }
            Self::List { database } => {
                let store = Store::open_existing(&database.database).await?;
                for user in store.users().await? {
                    print(&[&format!("{} {}", user.name, iso(user.created_at)?)])?;
                }
                store.close().await;
                Ok(())
            }
        }
    }
}

async fn done(store: &Store, action: Action, name: &str) -> Result<(), CliError> {
    store.record(Actor::CommandLine, action, Subject::User { name }).await?;
    store.close().await;
    Ok(())
}

/// Never an option: options are seen by every user of a machine, and kept in the shell's history.
fn read_password() -> Result<SecretString, CliError> {
    let given = if stdin().is_terminal() {
        let typed = SecretString::from(rpassword::prompt_password("Password: ")?);
        let again = SecretString::from(rpassword::prompt_password("Once more: ")?);
        if typed.expose_secret() != again.expose_secret() {
            return Err(UserError::Differ.into());
        }
        typed
    } else {
        let mut line = String::new();
        stdin().lock().read_line(&mut line)?;
        while line.ends_with(['\n', '\r']) {
            line.pop();
        }
        SecretString::from(line)
    };
    let text = given.expose_secret();
    if text.chars().count() < password::SHORTEST || text.len() > password::LONGEST {
        return Err(UserError::Length.into());
    }
    Ok(given)
}

/// As it is kept: in lower case, for nobody remembers how they spelled it.
fn name(text: &str) -> Result<String, String> {
    let name = text.trim().to_lowercase();
    let fits = |character: char| character.is_ascii_alphanumeric() || "._-@".contains(character);
    if !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(fits) {
        Ok(name)
    } else {
        Err(format!("a name has 1 to {LONGEST_NAME} characters: letters, digits, and . _ - @"))
    }
}
