//! `doctor`: whether a server could run with these settings, without starting or changing anything.

use std::{
    io::{BufRead, IsTerminal, stdin},
    path::Path,
};

use clap::{Args, Subcommand};
use maxio_link_wire::Environment;
use secrecy::SecretString;

use super::{CliError, Region, ServeArgs, print};
use crate::{
    crypto::{MasterKeys, Vault},
    maxio::{Hosts, MaxioClient, parse_subdomain},
    serve::{self, ServeError},
    store::{SEALED_COLUMNS, Site, Store, StoreError},
    widget::{self, Build},
};

/// What is looked at.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Doctor {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    server: ServeArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Ask Maxio what a key may read, one request for each thing that a check asks for
    ///
    /// The key is asked for, or is the first line of standard input.
    Maxio {
        /// The site's subdomain
        #[arg(long)]
        site: String,
        /// Region of the site
        #[arg(long, ignore_case = true, default_value = "US")]
        environment: Region,
        /// For tests: ask these hosts instead of Maxio
        #[arg(long, env = "MAXIO_LINK_MAXIO_BASE_URL", value_name = "TEMPLATE")]
        maxio_base_url: Option<String>,
    },
}

impl Doctor {
    /// Prints one line for each thing, and fails if one of them is not well.
    pub async fn run(self) -> Result<(), CliError> {
        match self.what {
            Some(What::Maxio { site, environment, maxio_base_url }) => {
                ask_maxio(&site, environment, maxio_base_url.as_deref()).await
            }
            None => examine(&self.server).await,
        }
    }
}

async fn examine(args: &ServeArgs) -> Result<(), CliError> {
    let keys = serve::master_keys(args.master_key_file.as_deref());
    let well = [
        line("settings", &settings(args))?,
        line("widget", &files(args))?,
        line("master key", &keys.as_ref().map(says).map_err(ToString::to_string))?,
        line("database", &database(args, keys.ok()).await)?,
    ];
    if well.into_iter().all(|well| well) { Ok(()) } else { Err(CliError::Unwell) }
}

fn line(what: &str, found: &Result<String, String>) -> Result<bool, CliError> {
    let (mark, text) = match found {
        Ok(text) => ("ok  ", text),
        Err(text) => ("FAIL", text),
    };
    print(&[&format!("{mark}  {what:<10}  {text}")])?;
    Ok(found.is_ok())
}

fn settings(args: &ServeArgs) -> Result<String, String> {
    let config = serve::check_config(args, args.listen, None).map_err(|error| error.to_string())?;
    Ok(format!(
        "served as {}, kept versions in {}",
        config.public.join("/"),
        config.versions.folder.display()
    ))
}

fn files(args: &ServeArgs) -> Result<String, String> {
    let unpacked = widget::unpack().map_err(|error| error.to_string())?;
    let inside = unpacked.as_ref().map(tempfile::TempDir::path);
    let folder = args.assets.as_deref().or(inside).unwrap_or(Path::new(serve::DEFAULT_ASSETS));
    let build = Build::read(folder).and_then(|build| build.verify().map(|()| build));
    build.map(|build| format!("version {}, whole", build.version())).map_err(|error| error.to_string())
}

fn says(keys: &MasterKeys) -> String {
    let count = keys.current().len();
    if count == 1 { "one".into() } else { format!("{count}: the first is in use") }
}

async fn database(args: &ServeArgs, keys: Option<MasterKeys>) -> Result<String, String> {
    let store = match Store::connect(&args.database).await {
        Ok(store) => store,
        Err(StoreError::NoDatabase(_)) => {
            return Ok("none yet: the first start, or `migrate`, makes it".into());
        }
        Err(error) => return Err(error.to_string()),
    };
    let found = look_at(&store, keys).await;
    // SQLite takes its side files away.
    store.close().await;
    found
}

async fn look_at(store: &Store, keys: Option<MasterKeys>) -> Result<String, String> {
    let (applied, known) = store.schema().await.map_err(|error| error.to_string())?;
    if applied == 0 {
        return Ok("empty: the first start, or `migrate`, makes its tables".into());
    }
    if applied < known {
        return Ok(format!(
            "{} of {known} migrations are still to be made, by `migrate` or a start",
            known - applied
        ));
    }
    let served = store.was_served().await.map_err(|error| error.to_string())?;
    let Some(keys) = keys.filter(|_| served) else { return Ok("up to date".into()) };
    let vault = Vault::of(store, keys).await.map_err(|error| error.to_string())?;
    let mut under_older = 0;
    for column in SEALED_COLUMNS {
        let rows = store.sealed_otherwise(column, &vault.master_key(), "", i64::MAX).await;
        under_older += rows.map_err(|error| error.to_string())?.len();
    }
    Ok(match under_older {
        0 => "up to date; every secret is under the master key in use".into(),
        count => {
            format!("up to date; {count} secrets are still under an older master key (`rotate-master-key`)")
        }
    })
}

async fn ask_maxio(site: &str, environment: Region, override_: Option<&str>) -> Result<(), CliError> {
    let subdomain = parse_subdomain(site).ok_or_else(|| CliError::NotASite(site.to_owned()))?;
    let environment = match environment {
        Region::Us => Environment::Us,
        Region::Eu => Environment::Eu,
    };
    let hosts = override_.map_or(Ok(Hosts::Maxio), Hosts::overridden)?;
    let maxio = MaxioClient::new(hosts).map_err(ServeError::from)?;
    let key: SecretString = if stdin().is_terminal() {
        rpassword::prompt_password("Maxio API key (it is not shown): ")?.into()
    } else {
        let mut line = String::new();
        stdin().lock().read_line(&mut line)?;
        line.trim().to_owned().into()
    };
    for (path, answer) in maxio.probe(&Site { subdomain, environment }, &key).await {
        print(&[&format!("{path:<36}  {answer}")])?;
    }
    Ok(())
}
