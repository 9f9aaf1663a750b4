//! What a merchant sees and does. Everything is found by what is visible: titles, labels, names of buttons.

use crate::{browser::Browser, leaks::Secrets, wait};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::sync::Arc;
use thirtyfour::{Key, WebElement, prelude::TypingData};

/// A merchant in front of a browser.
#[derive(Clone)]
pub struct Merchant {
    /// The browser.
    pub browser: Arc<Browser>,
    secrets: Secrets,
}

impl Merchant {
    /// In front of this one; every key entered is noted.
    pub fn new(browser: Arc<Browser>, secrets: &Secrets) -> Self {
        Self { browser, secrets: secrets.clone() }
    }

    /// Opens an address.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.browser.open(address).await
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        self.browser.reload().await
    }

    /// Does something in the frame of `isolated`, once it is there; the rest of the world is outside again afterwards.
    pub async fn in_frame<T>(&self, act: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
        let frame = wait::for_some("a frame", async || self.frame().await).await?;
        self.inside(&frame, act).await
    }

    /// Presses what ends Link, in the frame, which goes away with it.
    pub async fn leave_frame_by(&self, name: &str) -> Result<()> {
        self.in_frame(async || {
            wait::for_some(&format!("{name:?} to press"), async || self.named(name).await).await
        })
        .await?;
        wait::for_some(&format!("{name:?} to end the frame"), async || {
            let Some(frame) = self.frame().await? else { return Ok(Some(())) };
            let pressed = self.inside(&frame, async || match self.named(name).await? {
                Some(button) => self.browser.click(&button).await,
                None => Ok(()),
            });
            // The click may not live to tell of its success.
            let _ = pressed.await;
            Ok(None)
        })
        .await
    }

    async fn frame(&self) -> Result<Option<WebElement>> {
        self.browser.element("return shown('iframe[title]') ?? null", []).await
    }

    async fn inside<T>(&self, frame: &WebElement, act: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
        self.browser.enter_frame(frame).await?;
        let outcome = act().await;
        self.browser.leave_frame().await?;
        outcome
    }

    // What is on the screen

    /// The present screen's `view_name`; none where Link is closed.
    pub async fn screen(&self) -> Result<Option<String>> {
        self.browser.script("return shown('.link')?.dataset.screen ?? null", []).await
    }

    /// Waits for a screen, by its `view_name`.
    pub async fn wait_for_screen(&self, view: &str) -> Result<()> {
        wait::for_value("screen", Some(view.to_owned()), async || self.screen().await).await
    }

    /// Waits until Link is closed.
    pub async fn wait_until_closed(&self) -> Result<()> {
        wait::for_value("screen", None, async || self.screen().await).await
    }

    /// The heading: of Link, or of the hosted page where Link is not open.
    pub async fn title(&self) -> Result<Option<String>> {
        self.browser.script("return textOf('.link .title') ?? textOf('#page h1')", []).await
    }

    /// Waits for a heading.
    pub async fn wait_for_title(&self, title: &str) -> Result<()> {
        wait::for_value("title", Some(title.to_owned()), async || self.title().await).await
    }

    /// Everything that can be read now.
    pub async fn text(&self) -> Result<String> {
        let script =
            "return all('.link, #page').filter(visible).map((part) => squeeze(part.innerText)).join(' ')";
        self.browser.script(script, []).await
    }

    /// Waits until something can be read.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        wait::for_some(&format!("the text {text:?}"), async || {
            Ok(self.text().await?.contains(text).then_some(()))
        })
        .await
    }

    /// What the panel above the fields says.
    pub async fn panel(&self) -> Result<Option<String>> {
        self.browser.script("return textOf('#panel')", []).await
    }

    /// Waits for a panel that says this; all that it says.
    pub async fn wait_for_panel(&self, text: &str) -> Result<String> {
        wait::for_some(&format!("a panel with {text:?}"), async || {
            Ok(self.panel().await?.filter(|panel| panel.contains(text)))
        })
        .await
    }

    /// The error at the key field.
    pub async fn key_error(&self) -> Result<Option<String>> {
        self.browser.script("return errorOf('#key')", []).await
    }

    /// Waits for an error at the key field that says this.
    pub async fn wait_for_key_error(&self, text: &str) -> Result<()> {
        wait::for_some(&format!("an error at the key field with {text:?}"), async || {
            Ok(self.key_error().await?.filter(|error| error.contains(text)).map(drop))
        })
        .await
    }

    /// The error at the site field.
    pub async fn site_error(&self) -> Result<Option<String>> {
        self.browser.script("return errorOf('#site')", []).await
    }

    /// Waits for an error at the site field that says this.
    pub async fn wait_for_site_error(&self, text: &str) -> Result<()> {
        wait::for_some(&format!("an error at the site field with {text:?}"), async || {
            Ok(self.site_error().await?.filter(|error| error.contains(text)).map(drop))
        })
        .await
    }

    /// Whether the site is asked for.
    pub async fn is_asked_for_site(&self) -> Result<bool> {
        self.browser.script("return shown('#site') !== undefined", []).await
    }

    /// What the key field holds; none where there is no such field. The field may be hidden or covered.
    pub async fn key_value(&self) -> Result<Option<String>> {
        self.browser.script("return all('#key')[0]?.value ?? null", []).await
    }

    /// What the site field holds.
    pub async fn site_value(&self) -> Result<Option<String>> {
        self.browser.script("return all('#site')[0]?.value ?? null", []).await
    }

    /// Whether nobody can read the key over the merchant's shoulder.
    pub async fn is_key_masked(&self) -> Result<bool> {
        let script = "const key = shown('#key');
            return key.type === 'password' || getComputedStyle(key).webkitTextSecurity === 'disc'";
        self.browser.script(script, []).await
    }

    /// Whether a button, or a choice of a region, is to be had; `None` where there is none of that name.
    pub async fn is_enabled(&self, name: &str) -> Result<Option<bool>> {
        let script = "const button = named(arguments[0]);
            return button && !button.matches(':disabled') && button.ariaDisabled !== 'true'";
        let enabled: Value = self.browser.script(script, [json!(name)]).await?;
        Ok(enabled.as_bool())
    }

    /// The button that counts down, and the seconds that it shows.
    pub async fn countdown(&self) -> Result<Option<(WebElement, u32)>> {
        let script = "return all('button').filter(visible).find((button) => nameOf(button).startsWith('Try again in '))
            ?? null";
        let Some(button) = self.browser.element(script, []).await? else { return Ok(None) };
        let seconds =
            button.text().await?.chars().filter(char::is_ascii_digit).collect::<String>().parse()?;
        Ok(Some((button, seconds)))
    }

    /// The id of what has the focus within Link, or the tag where it has none.
    pub async fn focus(&self) -> Result<Option<String>> {
        let script = "let element = document.activeElement;
            while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
            return element && (element.id || element.tagName)";
        self.browser.script(script, []).await
    }

    /// Waits until this has the focus.
    pub async fn wait_for_focus(&self, id: &str) -> Result<()> {
        wait::for_value("focus", Some(id.to_owned()), async || self.focus().await).await
    }

    // What the merchant does

    /// Clicks on the button, link or choice of this name, once it is there and can be used.
    pub async fn press(&self, name: &str) -> Result<()> {
        wait::for_some(&format!("{name:?} to press"), async || {
            let Some(element) = self.named(name).await? else { return Ok(None) };
            if !element.is_enabled().await? {
                return Ok(None);
            }
            self.browser.click(&element).await?;
            Ok(Some(()))
        })
        .await
    }

    /// Clicks on it twice in a row, as fast as a hand would.
    pub async fn double_press(&self, name: &str) -> Result<()> {
        let button = self.named(name).await?.with_context(|| format!("there is no {name:?}"))?;
        Ok(self.browser.driver.action_chain().double_click_element(&button).perform().await?)
    }

    /// Presses Escape.
    pub async fn press_escape(&self) -> Result<()> {
        Ok(self.browser.driver.action_chain().send_keys(Key::Escape).perform().await?)
    }

    /// Presses one key after the other, wherever the focus is.
    pub async fn press_keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.browser.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Holds one key down while pressing another.
    pub async fn press_together(&self, held: Key, pressed: impl Into<TypingData>) -> Result<()> {
        let keys = self.browser.driver.action_chain().key_down(held.clone()).send_keys(pressed).key_up(held);
        Ok(keys.perform().await?)
    }

    /// Types a key.
    pub async fn type_key(&self, key: &str) -> Result<()> {
        self.secrets.note("Maxio API key", key);
        self.type_into("#key", key).await
    }

    /// Pastes a key.
    pub async fn paste_key(&self, key: &str) -> Result<()> {
        self.secrets.note("Maxio API key", key);
        self.paste_into("#key", key).await
    }

    /// Types a site, in place of what is there.
    pub async fn type_site(&self, site: &str) -> Result<()> {
        self.type_into("#site", site).await
    }

    /// Pastes a site or an address.
    pub async fn paste_site(&self, site: &str) -> Result<()> {
        self.paste_into("#site", site).await
    }

    /// Tries again for as long as Link cannot be loaded: whether its script tried before it was opened, nobody sees.
    pub async fn try_again_until_open(&self) -> Result<()> {
        wait::for_some("Link to open", async || {
            if self.screen().await?.as_deref() == Some("SELECT_INTEGRATION") {
                return Ok(Some(()));
            }
            if self.is_enabled("Try again").await? == Some(true) {
                self.press("Try again").await?;
            }
            Ok(None)
        })
        .await
    }

    /// From the first screen to the credentials.
    pub async fn agree(&self) -> Result<()> {
        self.wait_for_title("Connect your commerce platform").await?;
        self.press("Next").await?;
        self.wait_for_title("Connect to Maxio").await?;
        self.press("Next").await?;
        self.wait_for_title("Your Maxio credentials").await?;
        // What moves the focus there, a moment later, must not come between the keys.
        let script = "return roots().some((root) => root.activeElement?.id === 'title')";
        wait::for_value("focus on the title", true, async || self.browser.script(script, []).await).await
    }

    /// The whole way, from the first screen to "Finish".
    pub async fn connect(&self, key: &str) -> Result<()> {
        self.agree().await?;
        self.type_key(key).await?;
        self.press("Continue").await?;
        self.wait_for_screen("CONNECTED").await?;
        self.press("Finish").await?;
        self.wait_until_closed().await
    }

    async fn named(&self, name: &str) -> Result<Option<WebElement>> {
        // Drivers do not scroll what is around a shadow root.
        let script = "const element = named(arguments[0]);
            element?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
            return element";
        self.browser.element(script, [json!(name)]).await
    }

    /// Clicks into it once it is there, and is not moving any more: some browsers then say that another is in the way.
    async fn click_into(&self, selector: &str) -> Result<WebElement> {
        wait::for_some(&format!("the field {selector} to click into"), async || {
            // Drivers do not scroll to what is in the window, but under the row of buttons.
            let script = "const field = shown(arguments[0]) ?? null;
                field?.scrollIntoView({ block: 'center', behavior: 'instant' });
                return field";
            let field = self.browser.element(script, [json!(selector)]).await?;
            let Some(field) = field else { return Ok(None) };
            self.browser.click(&field).await?;
            Ok(Some(field))
        })
        .await
    }

    pub(crate) async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let field = self.click_into(selector).await?;
        // Typing replaces what is selected. Not the element's own `send_keys`, which moves the caret to the end first.
        self.browser.script::<Value>("shown(arguments[0]).select(); return null", [json!(selector)]).await?;
        self.browser.driver.action_chain().send_keys(text).perform().await?;
        // Keys that were sent are not yet typed. What was typed is told by its length: it may be a secret.
        let what = format!("{} characters in {selector}", text.len());
        wait::for_some(
            &what,
            async || Ok((field.prop("value").await?.as_deref() == Some(text)).then_some(())),
        )
        .await
    }

    /// There is no clipboard under WebDriver: what a paste does to the field is done by script.
    async fn paste_into(&self, selector: &str, text: &str) -> Result<()> {
        self.click_into(selector).await?;
        let script = "const field = shown(arguments[0]);
            field.value = arguments[1];
            field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
            return null";
        self.browser.script::<Value>(script, [json!(selector), json!(text)]).await.map(drop)
    }
}
