//! What every handler shares.

use std::sync::Arc;

use maxio_link_wire::{Connection, ErrorCode};
use secrecy::{ExposeSecret, SecretString};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    crypto::Vault,
    data::Turns,
    error::ApiError,
    maxio::MaxioClient,
    routes::Pages,
    store::{Company, Door, Integration, Store, StoreError, StoredConnection},
    webhooks::Sender,
    widget::Versions,
};

/// A running server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// See [`App`].
pub struct Shared {
    /// The operator's settings.
    pub config: Config,
    /// What is kept.
    pub store: Store,
    /// Encrypts API keys.
    pub vault: Vault,
    /// Asks Maxio.
    pub maxio: MaxioClient,
    /// Tells the partner.
    pub sender: Sender,
    /// The hosted page and the frame, ready to be filled in.
    pub pages: Pages,
    /// The widget's files.
    pub versions: Versions,
    /// Whose turn it is to read at a site.
    pub turns: Turns,
    /// Links being made; shutting down waits for them.
    pub tasks: TaskTracker,
    /// Cancelled when the server begins to shut down.
    pub stopping: CancellationToken,
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// A company that exists, or 1010.
    pub async fn company(&self, id: &str) -> Result<Company, ApiError> {
        self.store.company(id).await?.ok_or_else(Self::unknown_company)
    }

    /// A connection's API key, if it has one.
    pub async fn key_of(&self, company: &str, connection: &str) -> Result<Option<SecretString>, ApiError> {
        let sealed = self.store.sealed_key(company, connection).await?;
        Ok(sealed.map(|sealed| self.vault.open(company, connection, &sealed)).transpose()?)
    }

    /// 1010.
    pub fn unknown_company() -> ApiError {
        ApiError::case(ErrorCode::UnknownCompany, "There is no such company.")
    }

    /// A Link URL with a fresh one-time password; earlier ones stay good.
    pub async fn link_url(&self, company: &str) -> Result<String, StoreError> {
        link_url(&self.store, &self.config.public, company).await
    }

    /// A connection as the API shows it.
    pub fn wire_connection(
        &self,
        company: &str,
        integration: &Integration,
        stored: StoredConnection,
    ) -> Result<Connection, StoreError> {
        stored.on_wire(integration, self.config.public.company_page(company))
    }
}

/// A Link URL with a fresh one-time password.
pub async fn link_url(
    store: &Store,
    public: &crate::config::PublicUrl,
    company: &str,
) -> Result<String, StoreError> {
    let password = store.issue(Door::OneTimePassword, company).await?;
    Ok(format!("{}?link.otp={}", public.company_page(company), password.expose_secret()))
}
