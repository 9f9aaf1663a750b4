//! From options to a listening server, and down again without losing a link that is being made.

use std::{
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    app::{App, Shared},
    auth::AddressSource,
    cli::ServeArgs,
    config::{self, Config, ConfigError, PartnerLinks, PublicUrl},
    crypto::{MasterKeyError, MasterKeys, Vault, VaultError},
    data::Turns,
    http,
    maxio::{Hosts, MaxioClient},
    metrics,
    routes::{PageError, Pages, router},
    store::{Retention, Store, StoreError},
    webhooks::{Sender, keep_delivering},
    widget::{self, Build, BuildError, Keep, KeepError, Versions},
};

const KEY_VARIABLE: &str = "MAXIO_LINK_MASTER_KEY";
/// Where `cargo xtask build` puts the widget.
pub const DEFAULT_ASSETS: &str = "dist";
/// A check of a key may take 20 s; what is not done after this is given up.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(25);
const PURGE_EVERY: Duration = Duration::from_secs(60 * 60);

/// Why the server cannot start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// See [`ConfigError`].
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// `--public-url` cannot be guessed.
    #[error("give --public-url: the server listens on {0}, which is not what browsers are told")]
    NoPublicUrl(std::net::SocketAddr),
    /// Nobody could be asked for consent in that name.
    #[error("--partner-name must not be empty")]
    NoPartnerName,
    /// No master key.
    #[error(
        "no master key: give --master-key-file (`maxio-link-server master-key generate --out FILE` makes one) or set \
         {KEY_VARIABLE}"
    )]
    NoMasterKey,
    /// See [`MasterKeyError`].
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// See [`VaultError`].
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// See [`BuildError`].
    #[error(transparent)]
    Build(#[from] BuildError),
    /// See [`KeepError`].
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// See [`PageError`].
    #[error(transparent)]
    Page(#[from] PageError),
    /// See [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The port is taken, or not ours to take.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// `--listen`.
        address: std::net::SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Numbers for Prometheus.
    #[error("metrics cannot be collected: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    /// TLS could not be set up.
    #[error("the HTTP client cannot be made (are CA certificates installed?): {0}")]
    Client(#[from] reqwest::Error),
    /// The listener or standard output failed.
    #[error("the server stopped: {0}")]
    Io(#[from] std::io::Error),
}

/// Serves until Ctrl-C or SIGTERM.
pub async fn run(args: ServeArgs) -> Result<(), ServeError> {
    let keys = master_keys(args.master_key_file.as_deref())?;
    let listen_failed = |source| ServeError::Listen { address: args.listen, source };
    let listener = TcpListener::bind(args.listen).await.map_err(listen_failed)?;
    let address = listener.local_addr()?;
    let metrics = match args.metrics_listen {
        Some(address) => {
            let failed = |source| ServeError::Listen { address, source };
            Some((metrics::listen(address).await.map_err(failed)?, metrics::collect()?))
        }
        None => None,
    };
    // Its files are there until the end.
    let inside = widget::unpack()?;
    let config = check_config(&args, address, inside.as_ref().map(TempDir::path))?;
    let own = Build::read(&config.assets)?;
    let pages = Pages::load(&own, &config)?;
    let maxio = MaxioClient::new(config.maxio.clone())?;
    if let Hosts::Override(template) = &config.maxio {
        tracing::warn!(template, "asking these hosts instead of Maxio: for tests and demos only");
    }
    if config.public.is_https() && config.client_address == AddressSource::Peer {
        tracing::warn!(
            "browsers come through a proxy (--public-url is https): name its header with --client-address"
        );
    }
    let store = Store::open(&args.database).await?;
    let vault = Vault::of(&store, keys).await?;
    // Last of all: a server that does not start leaves nothing behind.
    let versions =
        if config.reload_assets { Versions::only(&own) } else { Versions::kept(&own, &config.versions)? };
    let sender = Sender::new(config.private_webhooks)?;
    let app = App::new(Shared {
        config,
        store,
        vault,
        maxio,
        sender,
        pages,
        versions,
        turns: Turns::default(),
        tasks: TaskTracker::new(),
        stopping: CancellationToken::new(),
    });

    let purge = tokio::spawn(purge_regularly(app.store.clone(), app.config.retention));
    let recheck = tokio::spawn(app.clone().recheck_regularly());
    app.tasks.spawn(keep_delivering(app.clone()));
    if let Some((listener, handle)) = metrics {
        tokio::spawn(metrics::serve(app.clone(), listener, handle));
    }
    let stopping = app.stopping.clone();
    let signal = async move {
        wait_for_signal().await;
        tracing::info!("shutting down");
        stopping.cancel();
    };
    let serving = http::serve(listener, router(app.clone()), signal);
    {
        let mut out = std::io::stdout().lock();
        writeln!(out, "listening on http://{address}")?;
        out.flush()?;
    }
    tokio::select! {
        () = serving => {}
        () = async { app.stopping.cancelled().await; tokio::time::sleep(SHUTDOWN_PATIENCE).await } => {
            tracing::warn!("some clients did not let go in time");
        }
    }
    // A link whose client has left is still being made, a webhook still on its way.
    app.tasks.close();
    if tokio::time::timeout(SHUTDOWN_PATIENCE, app.tasks.wait()).await.is_err() {
        tracing::warn!("a link or a webhook was given up");
    }
    purge.abort();
    recheck.abort();
    app.store.close().await;
    Ok(())
}

/// From a file, or the environment. There is no option for the key itself: options are seen by every user of a machine.
pub fn master_keys(file: Option<&Path>) -> Result<MasterKeys, ServeError> {
    match file {
        Some(path) => Ok(MasterKeys::from_file(path)?),
        None => {
            let text = std::env::var(KEY_VARIABLE).map_err(|_| ServeError::NoMasterKey)?;
            Ok(MasterKeys::from_text(&text.into()).map_err(MasterKeyError::from)?)
        }
    }
}

/// The options, checked. `inside` is where the widget inside of this program was unpacked to.
pub fn check_config(
    args: &ServeArgs,
    address: std::net::SocketAddr,
    inside: Option<&Path>,
) -> Result<Config, ServeError> {
    let public = match &args.public_url {
        Some(url) => PublicUrl::parse(url)?,
        None if address.ip().is_loopback() => PublicUrl::parse(&format!("http://{address}"))?,
        None => return Err(ServeError::NoPublicUrl(address)),
    };
    let partner_name = args.partner_name.trim().to_owned();
    if partner_name.is_empty() {
        return Err(ServeError::NoPartnerName);
    }
    let link = |url: &Option<String>| url.as_deref().map(config::partner_link).transpose();
    Ok(Config {
        public,
        partner_name,
        links: PartnerLinks {
            support: link(&args.support_url)?,
            privacy: link(&args.privacy_url)?,
            terms: link(&args.terms_url)?,
        },
        allowed_origins: args
            .allow_origin
            .iter()
            .map(|text| config::origin(text))
            .collect::<Result<_, _>>()?,
        assets: args.assets.as_deref().or(inside).unwrap_or(Path::new(DEFAULT_ASSETS)).to_owned(),
        versions: Keep {
            folder: args.versions.clone().unwrap_or_else(|| beside_database(&args.database)),
            required: args.versions.is_some(),
        },
        reload_assets: args.reload_assets,
        client_address: args.client_address,
        private_webhooks: args.private_webhooks,
        recheck_after: Duration::from_secs(u64::from(args.recheck_hours) * 60 * 60),
        retention: Retention {
            deleted: args.keep_deleted_days,
            deliveries: args.keep_deliveries_days,
            audit: args.keep_audit_days,
        },
        maxio: args.maxio_base_url.as_deref().map_or(Ok(Hosts::Maxio), Hosts::overridden)?,
    })
}

/// Where the database outlives an upgrade, this does. Of a database elsewhere nothing can be said.
fn beside_database(database: &str) -> PathBuf {
    let file = database.strip_prefix("sqlite://").unwrap_or_default();
    Path::new(file).with_file_name("maxio-link-versions")
}

async fn purge_regularly(store: Store, retention: Retention) {
    let mut hours = tokio::time::interval(PURGE_EVERY);
    loop {
        hours.tick().await;
        if let Err(error) = store.purge(retention).await {
            tracing::warn!(%error, "what has expired could not be removed");
        }
    }
}

/// Ctrl-C everywhere; SIGTERM where there is one. If neither can be listened for, nothing stops the server but a kill.
async fn wait_for_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
