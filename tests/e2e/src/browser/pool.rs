//! Browsers that stay open from test to test. A test gets a window and a profile of its own (cookies, storage, cache,
//! history), which are gone afterwards; starting a whole browser takes several times as long.

use super::{Browser, Engine, Running, chromium::Chromium, firefox::Firefox};
use anyhow::Result;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use thirtyfour::WindowHandle;

/// Of a window, in CSS pixels.
const SIZE: (u32, u32) = (1100, 900);

/// WebDriver's own; a test may have changed it.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(30);

/// What a test has in a browser that others used before it.
pub struct Profile {
    id: String,
    /// The window that the browser began with. It stays open, because the session ends with the last window.
    first: WindowHandle,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Arc<Browser>>,
    in_use: usize,
}

static POOL: Mutex<Pool> = Mutex::new(Pool { idle: Vec::new(), in_use: 0 });

/// A browser for one test.
pub async fn take(engine: Engine) -> Result<Arc<Browser>> {
    let idle = {
        let mut pool = lock();
        pool.in_use += 1;
        pool.idle.pop()
    };
    let browser = match idle {
        Some(browser) => with_profile(browser).await,
        None => start(engine).await,
    };
    if browser.is_err() {
        lock().in_use -= 1;
    }
    browser
}

/// The browser, or an error if it cannot be used any more; it is then closed.
async fn with_profile(browser: Arc<Browser>) -> Result<Arc<Browser>> {
    if let Err(error) = browser.open_profile().await {
        // Whether it closes or not, the error that counts is the first one.
        let _ = browser.quit().await;
        return Err(error.context("no profile can be made in the browser"));
    }
    Ok(browser)
}

/// Takes a browser back. The next test gets it, unless a test failed in it; the last test closes all.
pub async fn give_back(browser: &Arc<Browser>, passed: bool) -> Result<()> {
    // One that cannot be tidied up is closed.
    let is_clean = passed && browser.close_profile().await.unwrap_or(false);
    let unused = {
        let mut pool = lock();
        pool.in_use -= 1;
        if is_clean {
            pool.idle.push(Arc::clone(browser));
        }
        if pool.in_use == 0 { std::mem::take(&mut pool.idle) } else { Vec::new() }
    };
    if !is_clean {
        browser.quit().await?;
    }
    for browser in unused {
        browser.quit().await?;
    }
    Ok(())
}

async fn start(engine: Engine) -> Result<Arc<Browser>> {
    let (driver, running) = match engine {
        Engine::Chromium => {
            let (driver, chromium) = Chromium::start().await?;
            (driver, Running::Chromium(Box::new(chromium)))
        }
        Engine::Firefox => {
            let (driver, firefox) = Firefox::start().await?;
            (driver, Running::Firefox(Box::new(firefox)))
        }
        // Its driver knows no profiles.
        Engine::WebKit => return Ok(Arc::new(Browser::start(engine).await?)),
    };
    with_profile(Arc::new(Browser { driver, running, profile: Mutex::default() })).await
}

impl Browser {
    async fn open_profile(&self) -> Result<()> {
        let first = self.driver.window().await?;
        let (id, window) = match &self.running {
            Running::Chromium(chromium) => chromium.open_profile(&self.driver).await?,
            Running::Firefox(firefox) => firefox.open_profile(&self.driver).await?,
            Running::WebKit(_) => return Ok(()),
        };
        self.driver.switch_to_window(WindowHandle::from(window)).await?;
        *self.profile.lock().unwrap_or_else(PoisonError::into_inner) = Some(Profile { id, first });
        self.driver.set_window_rect(0, 0, SIZE.0, SIZE.1).await?;
        self.driver.set_script_timeout(SCRIPT_TIMEOUT).await?;
        match &self.running {
            Running::Chromium(chromium) => chromium.clear_console(&self.driver).await,
            Running::Firefox(firefox) => firefox.listen(&self.driver).await,
            Running::WebKit(_) => Ok(()),
        }
    }

    /// Whether another test may use it afterwards.
    async fn close_profile(&self) -> Result<bool> {
        let profile = self.profile.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Profile { id, first }) = profile else { return Ok(false) };
        match &self.running {
            Running::Chromium(chromium) => chromium.close_profile(&self.driver, &id).await?,
            Running::Firefox(firefox) => firefox.close_profile(&self.driver, &id).await?,
            Running::WebKit(_) => return Ok(false),
        }
        self.driver.switch_to_window(first).await?;
        Ok(true)
    }
}

fn lock() -> MutexGuard<'static, Pool> {
    POOL.lock().unwrap_or_else(PoisonError::into_inner)
}
