//! The commands. What a command prints for scripts goes to standard output, one fact a line.

#![allow(rustdoc::bare_urls, reason = "the comments are the help texts, and a terminal needs no link marks")]

mod doctor;
mod settings_file;
mod user;

use std::{io::Write, net::SocketAddr, path::PathBuf};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, builder::FalseyValueParser};
use maxio_link_wire::consent::NEUTRAL_PARTNER;
use secrecy::ExposeSecret;

pub use settings_file::SettingsFileError;

use doctor::Doctor;

use crate::{
    app::link_url,
    auth::AddressSource,
    config::{ConfigError, PublicUrl},
    crypto::{CryptoError, Vault, VaultError, generate_master_key},
    error::ApiError,
    logging::LogFormat,
    rotate::{self, RotateError},
    routes::{check_company, site_tags},
    serve::{self, ServeError},
    store::{Action, Actor, Store, StoreError, Subject, iso},
};

/// The reference server of Maxio Link.
///
/// Every option can be given as an environment variable too (named in brackets), or by its long name in a settings
/// file (TOML); the command line comes first, then the environment, then the file. Logs go to standard error;
/// MAXIO_LINK_LOG sets how much (error, warn, info, debug).
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Settings file, with a line like `public-url = "https://link.example.com"` for each option
    #[arg(long, global = true, env = "MAXIO_LINK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// How log lines are written [default: text on a terminal, json elsewhere]
    #[arg(long, global = true, env = "MAXIO_LINK_LOG_FORMAT", value_name = "FORMAT")]
    log_format: Option<LogFormat>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the hosted page, the widget's files and the API until Ctrl-C or SIGTERM
    ///
    /// Prints `listening on http://ADDRESS:PORT` when it can serve. A fresh database has the Maxio integration
    /// switched off: PUT /integrations/mxio {"enabled":true} switches it on.
    Serve(Box<ServeArgs>),
    /// Bring the database's tables up to date, as `serve` does when it starts
    Migrate {
        #[command(flatten)]
        database: DatabaseArg,
    },
    /// Say whether `serve` could run with the same options: settings, widget, master key, database. Changes nothing
    Doctor(Box<Doctor>),
    /// API keys with which the partner's own server calls this one
    #[command(subcommand)]
    ApiKey(ApiKey),
    /// Companies: the merchants' businesses
    #[command(subcommand)]
    Company(Company),
    /// Operators, who sign in to the portal
    #[command(subcommand)]
    User(user::User),
    /// The key that protects the merchants' Maxio API keys, and all other secrets, in the database
    #[command(subcommand)]
    MasterKey(MasterKey),
    /// Put a new master key in the place of the one in use, while servers run
    ///
    /// Writes a new key before the old one into the file, which running servers notice, and wraps every data key in
    /// the database anew. The old key stays in the file, because backups made before need it: remove its line when
    /// there are none of those left.
    RotateMasterKey(RotateMasterKey),
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "MAXIO_LINK_LISTEN", default_value = "127.0.0.1:8787", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// Where browsers reach this server: https, or http on localhost. A path in it (https://example.com/link) is for
    /// a proxy that strips it [default: the address listened on, where that is loopback]
    #[arg(long, env = "MAXIO_LINK_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Who tells the network address of a client, by which failures are counted. Behind a proxy, the header that it
    /// sets: name none that it does not set itself, because clients can send it too
    #[arg(long, env = "MAXIO_LINK_CLIENT_ADDRESS", default_value = "peer", value_name = "SOURCE")]
    pub client_address: AddressSource,
    /// The database: sqlite://PATH, made where there is none, or postgres://USER@HOST/NAME
    #[arg(long, env = "MAXIO_LINK_DATABASE", default_value = "sqlite://maxio-link.db", value_name = "URL")]
    pub database: String,
    /// The folder of the built widget, from `cargo xtask build` [default: the widget inside of this program, where it
    /// was built with one; else dist]
    #[arg(long, env = "MAXIO_LINK_ASSETS", value_name = "DIR")]
    pub assets: Option<PathBuf>,
    /// Where each version of the widget that was served here is kept, so that pages which pinned one
    /// (/embed/1.0.0/) work on after an upgrade: a folder that lasts [default: maxio-link-versions beside the
    /// database]
    #[arg(long, env = "MAXIO_LINK_VERSIONS", value_name = "DIR")]
    pub versions: Option<PathBuf>,
    /// For working on the widget: read index.html anew for each page, let browsers cache none of the files, and keep
    /// and serve no other version
    #[arg(long, env = "MAXIO_LINK_RELOAD_ASSETS", value_parser = FalseyValueParser::new())]
    pub reload_assets: bool,
    /// Your name, as merchants read it on every screen
    #[arg(long, env = "MAXIO_LINK_PARTNER_NAME", default_value = NEUTRAL_PARTNER, value_name = "NAME")]
    pub partner_name: String,
    /// Your help page, for merchants who get stuck (https)
    #[arg(long, env = "MAXIO_LINK_SUPPORT_URL", value_name = "URL")]
    pub support_url: Option<String>,
    /// Your privacy policy (https)
    #[arg(long, env = "MAXIO_LINK_PRIVACY_URL", value_name = "URL")]
    pub privacy_url: Option<String>,
    /// Your terms (https)
    #[arg(long, env = "MAXIO_LINK_TERMS_URL", value_name = "URL")]
    pub terms_url: Option<String>,
    /// An origin whose pages may embed Link with a company token, like https://app.example.com; may be given often
    /// (in the environment: separated by commas). More can be set with POST /corsSettings
    #[arg(long, env = "MAXIO_LINK_ALLOW_ORIGIN", value_delimiter = ',', value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
    /// File with the master key, from `master-key generate`; or put the key itself into the environment variable
    /// MAXIO_LINK_MASTER_KEY. Several keys, one a line: the first is in use, the others open what was sealed before
    #[arg(long, env = "MAXIO_LINK_MASTER_KEY_FILE", value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,
    /// Hours after which a linked key is checked again. A key that Maxio refuses for a day ends its connection
    #[arg(long, env = "MAXIO_LINK_RECHECK_HOURS", default_value_t = 6, value_name = "HOURS",
        value_parser = clap::value_parser!(u32).range(1..))]
    pub recheck_hours: u32,
    /// Days that deleted companies and connections, and the consents given for them, are kept (their keys go at once)
    #[arg(long, env = "MAXIO_LINK_KEEP_DELETED_DAYS", default_value_t = 30, value_name = "DAYS")]
    pub keep_deleted_days: u32,
    /// Days that webhook messages are kept, at least 7. One that is still to be sent stays
    #[arg(long, env = "MAXIO_LINK_KEEP_DELIVERIES_DAYS", default_value_t = 30, value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(7..))]
    pub keep_deliveries_days: u32,
    /// Days that the audit log is kept, at least 7: some limits a day are counted in it
    #[arg(long, env = "MAXIO_LINK_KEEP_AUDIT_DAYS", default_value_t = 365, value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(7..))]
    pub keep_audit_days: u32,
    /// For tests and demos only: ask these hosts instead of Maxio. A template such as
    /// http://127.0.0.1:8788/{environment}/{site}, where {environment} becomes us or eu
    #[arg(long, env = "MAXIO_LINK_MAXIO_BASE_URL", value_name = "TEMPLATE")]
    pub maxio_base_url: Option<String>,
    /// Let webhooks go to addresses of your own network too, and to http. Whoever has an API key can then make this
    /// server ask them
    #[arg(long, env = "MAXIO_LINK_PRIVATE_WEBHOOKS", value_parser = FalseyValueParser::new())]
    pub private_webhooks: bool,
    /// Address and port for Prometheus: /metrics, and /healthz and /readyz once more. Nobody else should reach it
    /// [default: none]
    #[arg(long, env = "MAXIO_LINK_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,
}

#[derive(Debug, Subcommand)]
enum ApiKey {
    /// Make a key and print it, this once: the database keeps only its hash
    Create {
        /// What it is for, to tell keys apart
        #[arg(long)]
        name: String,
        #[command(flatten)]
        database: DatabaseArg,
    },
    /// Print each key's name, and since when
    List {
        #[command(flatten)]
        database: DatabaseArg,
    },
    /// End every key of this name, at once
    Revoke {
        /// As it was created
        #[arg(long)]
        name: String,
        #[command(flatten)]
        database: DatabaseArg,
    },
}

#[derive(Debug, Subcommand)]
enum Company {
    /// Make a company and print its id and a Link URL, good for one use within a day
    Create {
        /// The business's name
        #[arg(long)]
        name: String,
        /// Subdomain of its Maxio site, where you know it: the merchant is then asked for the key alone
        #[arg(long)]
        site: Option<String>,
        /// Region of the site
        #[arg(long, ignore_case = true, default_value = "US")]
        environment: Region,
        #[command(flatten)]
        database: DatabaseArg,
        /// Where browsers reach the server, as given to `serve`
        #[arg(long, env = "MAXIO_LINK_PUBLIC_URL", value_name = "URL")]
        public_url: String,
    },
}

#[derive(Debug, Subcommand)]
enum MasterKey {
    /// Write a new key to a file that only you can read; never overwrites one
    Generate {
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
struct RotateMasterKey {
    /// The file that the servers read
    #[arg(long, env = "MAXIO_LINK_MASTER_KEY_FILE", value_name = "FILE")]
    master_key_file: Option<PathBuf>,
    /// Make no new key: you have put one before the old one already, wherever servers read it (a file on each machine,
    /// or MAXIO_LINK_MASTER_KEY)
    #[arg(long)]
    rewrap_only: bool,
    #[command(flatten)]
    database: DatabaseArg,
}

#[derive(Debug, Args)]
struct DatabaseArg {
    /// The server's database: sqlite://PATH or postgres://USER@HOST/NAME. `migrate` and `api-key create` make the file
    /// where there is none, as `serve` does
    #[arg(long, env = "MAXIO_LINK_DATABASE", default_value = "sqlite://maxio-link.db", value_name = "URL")]
    database: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "UPPER")]
enum Region {
    Us,
    Eu,
}

/// Why a command failed. The text is what the operator reads.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// See [`ServeError`].
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// See [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
    /// See [`ConfigError`].
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// See [`CryptoError`].
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// See [`VaultError`].
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// See [`RotateError`].
    #[error(transparent)]
    Rotate(#[from] RotateError),
    /// There is nowhere to write a new key to.
    #[error(
        "give --master-key-file; where servers have the key in the environment, put a new one before the old one \
         there, restart them, and give --rewrap-only"
    )]
    NoMasterKeyFile,
    /// See [`SettingsFileError`].
    #[error(transparent)]
    SettingsFile(#[from] SettingsFileError),
    /// `doctor` has said what.
    #[error("something is not well: see the lines that begin with FAIL")]
    Unwell,
    /// `doctor maxio`.
    #[error("{0:?} is no subdomain of a Maxio site")]
    NotASite(String),
    /// The name is nobody's.
    #[error("there is no API key named {0:?}: `api-key list` prints them")]
    NoSuchApiKey(String),
    /// A value that the API refuses too.
    #[error(transparent)]
    Refused(#[from] ApiError),
    /// See `user::UserError`.
    #[error(transparent)]
    User(#[from] user::UserError),
    /// A file exists, or cannot be written.
    #[error("cannot write {path}: {source}", path = .path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Standard output is closed, or standard input or the terminal cannot be read.
    #[error("cannot print or read: {0}")]
    Print(#[from] std::io::Error),
}

impl Cli {
    /// From the words of the command line, the environment and the settings file. Ends the process with a message, as
    /// clap does, when the words are wrong or ask for help.
    pub fn read() -> Result<Self, CliError> {
        let words: Vec<_> = std::env::args_os().collect();
        let command = settings_file::apply(Self::command(), &words)?;
        let matches = command.get_matches_from(words);
        Ok(Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()))
    }

    /// How log lines are to be written.
    pub const fn log_format(&self) -> Option<LogFormat> {
        self.log_format
    }

    /// Does what was asked for.
    pub async fn run(self) -> Result<(), CliError> {
        match self.command {
            Command::Serve(args) => Ok(serve::run(*args).await?),
            Command::ApiKey(ApiKey::Create { name, database }) => {
                let store = Store::open(&database.database).await?;
                let key = store.create_partner_key(&name).await?;
                store
                    .record(Actor::CommandLine, Action::ApiKeyCreated, Subject::ApiKey { name: &name })
                    .await?;
                store.close().await;
                print(&[key.expose_secret()])
            }
            Command::ApiKey(ApiKey::List { database }) => {
                let store = Store::open_existing(&database.database).await?;
                let keys = store.partner_keys().await?;
                store.close().await;
                let lines = keys
                    .into_iter()
                    .map(|(name, at)| Ok(format!("{}\t{name}", iso(at)?)))
                    .collect::<Result<Vec<_>, StoreError>>()?;
                print(&lines.iter().map(String::as_str).collect::<Vec<_>>())
            }
            Command::ApiKey(ApiKey::Revoke { name, database }) => {
                let store = Store::open_existing(&database.database).await?;
                let revoked = store.revoke_partner_keys(&name).await?;
                if revoked > 0 {
                    store
                        .record(Actor::CommandLine, Action::ApiKeyRevoked, Subject::ApiKey { name: &name })
                        .await?;
                }
                store.close().await;
                if revoked == 0 { Err(CliError::NoSuchApiKey(name)) } else { Ok(()) }
            }
            Command::Migrate { database } => {
                let store = Store::open(&database.database).await?;
                let (applied, _) = store.schema().await?;
                store.close().await;
                print(&[&format!("The database is up to date: {applied} migrations.")])
            }
            Command::Doctor(doctor) => doctor.run().await,
            Command::Company(Company::Create { name, site, environment, database, public_url }) => {
                let public = PublicUrl::parse(&public_url)?;
                let region = match environment {
                    Region::Us => "US",
                    Region::Eu => "EU",
                };
                let new = check_company(&name, None, site_tags(site.as_deref(), region))?;
                let store = Store::open_existing(&database.database).await?;
                let company = store.create_company(new).await?;
                store
                    .record(Actor::CommandLine, Action::CompanyCreated, Subject::Company(&company.id))
                    .await?;
                let url = link_url(&store, &public, &company.id).await?;
                store.close().await;
                print(&[&format!("Company: {}", company.id), &format!("Link URL: {url}")])
            }
            Command::User(user) => user.run().await,
            Command::MasterKey(MasterKey::Generate { out }) => write_new_key(out),
            Command::RotateMasterKey(args) => rotate(args).await,
        }
    }
}

async fn rotate(args: RotateMasterKey) -> Result<(), CliError> {
    // Before anything changes: the keys that there are must be those of this database.
    let store = Store::open_existing(&args.database.database).await?;
    let file = args.master_key_file.as_deref();
    let vault = Vault::of(&store, serve::master_keys(file)?).await?;
    match file {
        _ if args.rewrap_only => {}
        Some(path) => rotate::add_master_key(path)?,
        None => return Err(CliError::NoMasterKeyFile),
    }
    let done = rotate::rewrap_all(&store, &vault).await?;
    store.record(Actor::CommandLine, Action::MasterKeyRotated, Subject::Server).await?;
    store.close().await;
    print(&[&format!("{done} secrets are under the new master key.")])
}

fn print(lines: &[&str]) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn write_new_key(path: PathBuf) -> Result<(), CliError> {
    let key = generate_master_key()?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&path).and_then(|mut file| {
        writeln!(file, "{}", key.expose_secret())?;
        file.sync_all()?;
        rotate::sync_folder_of(&path)
    });
    written.map_err(|source| CliError::Write { path, source })
}
