//! What runs asynchronous code: one runtime for the whole process, because browsers outlive the test that started them.

use anyhow::{Result, anyhow};
use std::{io, sync::LazyLock};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    // Clients for HTTP want cryptography, even where they never use it. An error says that somebody was here before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Builder::new_multi_thread().worker_threads(2).enable_all().build()
});

/// Runs this to its end.
///
/// # Errors
/// Its own, or why there is no runtime.
pub fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = RUNTIME.as_ref().map_err(|error| anyhow!("there is no runtime: {error}"))?;
    runtime.block_on(future)
}
