//! What an operator sees and does in the portal. Everything is found by what is visible, as with the merchant.

use crate::{browser::Browser, leaks::Secrets, merchant::Merchant, wait};
use anyhow::{Context, Result};
use std::sync::Arc;
use thirtyfour::{Key, TypingData};

/// Of every operator.
pub const PASSWORD: &str = "correct horse battery staple";

/// An operator in front of a browser of their own.
pub struct Operator {
    person: Merchant,
    portal: String,
    secrets: Secrets,
}

impl Operator {
    /// In front of this one; nobody is signed in there.
    pub fn new(person: Merchant, server: &str, secrets: &Secrets) -> Self {
        secrets.note("operator's password", PASSWORD);
        Self { person, portal: format!("{server}/portal"), secrets: secrets.clone() }
    }

    /// Opens a page of the portal.
    pub async fn open(&self, path: &str) -> Result<()> {
        self.person.open(&format!("{}{path}", self.portal)).await
    }

    /// Signs in, with the keyboard alone. The page comes with the focus where one begins to type.
    pub async fn sign_in(&self, name: &str) -> Result<()> {
        self.wait_for_title("Sign in").await?;
        self.person.wait_for_focus("name").await?;
        self.person.press_keys(name).await?;
        self.person.press_keys(Key::Tab).await?;
        self.person.press_keys(PASSWORD).await?;
        self.person.press_keys(Key::Enter).await
    }

    /// Clicks on the button, link or choice of this name.
    pub async fn press(&self, name: &str) -> Result<()> {
        self.person.press(name).await
    }

    /// Types into the field with this id, in place of what is there.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        self.person.type_into(&format!("#{id}"), text).await
    }

    /// Goes on with the Tab key to what has this name or label.
    pub async fn tab_to(&self, name: &str) -> Result<()> {
        let mut passed = Vec::new();
        while passed.len() < 40 {
            let script = "const element = document.activeElement;
                return element.labels?.[0] ? squeeze(element.labels[0].textContent) : nameOf(element)";
            let at: String = self.browser().script(script, []).await?;
            if at == name {
                return Ok(());
            }
            passed.push(at);
            self.type_keys(Key::Tab).await?;
        }
        anyhow::bail!("Tab does not come to {name:?}, but to {passed:?}")
    }

    /// Types these, wherever the focus is.
    pub async fn type_keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        self.person.press_keys(keys).await
    }

    /// Gives the window the width of a small phone.
    pub async fn take_a_phone(&self) -> Result<()> {
        Ok(self.browser().driver.set_window_rect(0, 0, 320, 700).await?)
    }

    /// How many pixels in width the page needs, and how many there are.
    pub async fn width(&self) -> Result<(u32, u32)> {
        let script = "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]";
        self.browser().script(script, []).await
    }

    /// Presses "Copy", and gives what is in the clipboard then. There is none under WebDriver: the page's own is watched.
    pub async fn copy(&self, press: impl AsyncFnOnce() -> Result<()>) -> Result<String> {
        let watch = "navigator.clipboard.writeText = async (text) => { window.copied = text };";
        self.browser().script::<()>(watch, []).await?;
        press().await?;
        self.wait_for_text("Copied.").await?;
        self.browser().script("return window.copied", []).await
    }

    /// Waits for a heading.
    pub async fn wait_for_title(&self, title: &str) -> Result<()> {
        let look = async || self.browser().script("return textOf('main h1')", []).await;
        wait::for_value("title", Some(title.to_owned()), look).await
    }

    /// Waits for something to read.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        wait::for_some(&format!("the text {text:?}"), async || {
            let all: Option<String> = self.browser().script("return textOf('main')", []).await?;
            Ok(all.filter(|all| all.contains(text)).map(drop))
        })
        .await
    }

    /// The Link URL that the page shows; from now on its password is a secret, and the page is left.
    pub async fn take_link_url(&self) -> Result<String> {
        let script = "return shown('#link-url')?.value ?? null";
        let url: String =
            wait::for_some("a Link URL", async || self.browser().script(script, []).await).await?;
        let (_, password) = url.split_once("link.otp=").context("a Link URL without a password")?;
        self.secrets.note("one-time password", password);
        Ok(url)
    }

    fn browser(&self) -> &Arc<Browser> {
        &self.person.browser
    }
}
