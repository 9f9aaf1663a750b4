//! A browser under WebDriver. What differs between engines is in the files beside this one, one for each.

mod chromium;
mod console;
mod devtools;
mod firefox;
mod pool;
mod webkit;

pub use console::{Complaint, Level, Line, Wording};

use crate::wait;
use anyhow::{Context, Result, bail, ensure};
use chromium::Chromium;
use firefox::Firefox;
pub(crate) use pool::{give_back, take};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{env, fmt, sync::Mutex, time::Duration};
use thirtyfour::{Capabilities, WebDriver, WebElement, error::WebDriverResult};
use webkit::WebKit;

const LOOK: &str = include_str!("../look.js");
/// A script may take as long as all states of Link, one after the other, take on a hurried machine.
pub const LONGEST_SCRIPT: Duration = Duration::from_secs(600);

/// The library by itself gives up on a script after two minutes, whatever limit the script has.
async fn session(url: String, capabilities: impl Into<Capabilities>) -> WebDriverResult<WebDriver> {
    let patience = LONGEST_SCRIPT + Duration::from_secs(30);
    WebDriver::builder(url, capabilities).request_timeout(patience).connect().await
}

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, with chromedriver.
    Chromium,
    /// Firefox, with geckodriver.
    Firefox,
    /// WebKitGTK, with WebKitWebDriver, on an X server of its own.
    WebKit,
}

impl Engine {
    /// The one that `MAXIO_LINK_ENGINE` names.
    pub fn of_this_run() -> Result<Self> {
        match env::var("MAXIO_LINK_ENGINE").as_deref() {
            Err(env::VarError::NotPresent) | Ok("chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok("webkit") => Ok(Self::WebKit),
            other => bail!("MAXIO_LINK_ENGINE is {other:?}, and must be chromium, firefox or webkit"),
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        })
    }
}

/// `JSON.stringify` without asking the prototypes, of which a page may have made anything.
const AS_TEXT: &str = "
    const asText = (value) => {
      if (value === undefined || value === null) return 'null';
      if (typeof value !== 'object') return JSON.stringify(value);
      const parts = Object.keys(value).map((name) =>
        Array.isArray(value) ? asText(value[name]) : JSON.stringify(name) + ':' + asText(value[name]));
      return Array.isArray(value) ? '[' + parts.join(',') + ']' : '{' + parts.join(',') + '}';
    };";

/// A click is a hit if it reached the element, or one of the same kind and words that took its place: a card that is
/// replaced at that moment has the same button. The window remembers it, because a click may take the element away.
const WATCH_CLICK: &str = "
    const [element] = arguments;
    const wordsOf = (element) => element.ariaLabel ?? element.innerText;
    const words = wordsOf(element);
    const click = (window[Symbol.for('maxio-link-e2e: click')] = { hit: false });
    element.getRootNode().addEventListener('click', ({ target }) => {
      const reached = target.closest(element.localName);
      click.hit = reached === element || (reached !== null && words !== '' && wordsOf(reached) === words);
    }, { capture: true, once: true });
    return null";

/// Whether it was clicked, and not only pressed: where the page moves or changes before the release, there is no click.
/// A page that the click led to knows of none.
const WAS_HIT: &str = "return window[Symbol.for('maxio-link-e2e: click')]?.hit ?? true";

/// A browser, and the window in it that a test has for itself.
pub struct Browser {
    /// The session.
    pub driver: WebDriver,
    running: Running,
    /// The window and profile of the present test, in a browser that several tests use one after the other.
    profile: Mutex<Option<pool::Profile>>,
}

/// What each engine needs besides WebDriver, which none of them offers the same way.
enum Running {
    Chromium(Box<Chromium>),
    Firefox(Box<Firefox>),
    WebKit(Box<WebKit>),
}

impl Browser {
    /// Starts one with an empty profile, for a single use.
    pub async fn start(engine: Engine) -> Result<Self> {
        let (driver, running) = match engine {
            Engine::Chromium => {
                let (driver, chromium) = Chromium::start().await?;
                (driver, Running::Chromium(Box::new(chromium)))
            }
            Engine::Firefox => {
                let (driver, firefox) = Firefox::start().await?;
                firefox.listen(&driver).await?;
                (driver, Running::Firefox(Box::new(firefox)))
            }
            Engine::WebKit => {
                let (driver, webkit) = WebKit::start().await?;
                (driver, Running::WebKit(Box::new(webkit)))
            }
        };
        Ok(Self { driver, running, profile: Mutex::default() })
    }

    /// Opens an address, and waits until the page has loaded.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.driver.goto(address).await?;
        self.loaded().await
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        self.driver.refresh().await?;
        self.loaded().await
    }

    /// On a busy machine, WebKit's driver says so before a script of the page that fails to load has failed.
    async fn loaded(&self) -> Result<()> {
        let state = async || run::<String>(&self.driver, "return document.readyState", Vec::new()).await;
        wait::for_value("page", "complete".to_owned(), state).await
    }

    /// Runs a script, with the functions of `look.js` at hand.
    pub async fn script<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: impl Into<Vec<Value>>,
    ) -> Result<T> {
        run(&self.driver, &format!("{LOOK}\n{script}"), arguments.into()).await
    }

    /// The element that a script returns, if it returns one.
    pub async fn element(
        &self,
        script: &str,
        arguments: impl Into<Vec<Value>>,
    ) -> Result<Option<WebElement>> {
        let returned = self.driver.execute(format!("{LOOK}\n{script}"), arguments.into()).await?;
        if returned.json().is_null() { Ok(None) } else { Ok(Some(returned.element()?)) }
    }

    /// Clicks on an element; an error if something is in the way, or if the click did not reach it.
    pub async fn click(&self, element: &WebElement) -> Result<()> {
        run::<Value>(&self.driver, WATCH_CLICK, vec![element.to_json()?]).await?;
        match &self.running {
            Running::Chromium(_) | Running::Firefox(_) => element.click().await?,
            Running::WebKit(webkit) => webkit.click(&self.driver, element).await?,
        }
        // A frame that the click took away cannot be asked.
        let hit = run::<bool>(&self.driver, WAS_HIT, Vec::new()).await;
        ensure!(hit.unwrap_or(true), "the page moved or changed below the click");
        Ok(())
    }

    /// Goes into a frame: scripts, elements and clicks are in there until [`Browser::leave_frame`].
    pub async fn enter_frame(&self, frame: &WebElement) -> Result<()> {
        frame.clone().enter_frame().await?;
        if let Running::WebKit(webkit) = &self.running {
            webkit.is_in(Some(frame));
        }
        Ok(())
    }

    /// Goes back into the page.
    pub async fn leave_frame(&self) -> Result<()> {
        self.driver.enter_default_frame().await?;
        if let Running::WebKit(webkit) = &self.running {
            webkit.is_in(None);
        }
        Ok(())
    }

    /// The elements that a script returns.
    pub async fn elements(&self, script: &str) -> Result<Vec<WebElement>> {
        // As members of an object, for the same reason as `run`'s text.
        let script = format!("{LOOK}\nreturn Object.assign(Object.create(null), (() => {{ {script} }})())");
        let returned = self.driver.execute(script, []).await?;
        let members = returned.json().as_object().context("a script returned no elements")?;
        let element = |json: &Value| WebElement::from_json(json.clone(), self.driver.handle().clone());
        Ok(members.values().map(element).collect::<Result<_, _>>()?)
    }

    /// Everything in the console since the start.
    pub async fn console(&self) -> Result<Vec<Line>> {
        let lines = match &self.running {
            Running::Chromium(chromium) => chromium.console(&self.driver).await,
            Running::Firefox(firefox) => firefox.console(&self.driver).await,
            Running::WebKit(webkit) => webkit.console(&self.driver).await,
        };
        lines.context("the console is not to be had")
    }

    /// Every address that the Back button could lead to, and the present one.
    pub async fn history(&self) -> Result<Vec<String>> {
        let addresses = match &self.running {
            Running::Chromium(_) => chromium::history(&self.driver).await,
            Running::Firefox(_) => firefox::history(&self.driver).await,
            Running::WebKit(webkit) => webkit.history(&self.driver).await,
        };
        addresses.context("the history is not to be had")
    }

    /// Takes the network away, or gives it back.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        match &self.running {
            Running::Chromium(_) => chromium::set_offline(&self.driver, offline).await,
            Running::Firefox(_) => firefox::set_offline(&self.driver, offline).await,
            Running::WebKit(webkit) => webkit.set_offline(&self.driver, offline).await,
        }
    }

    /// Asks pages for less motion, as a person can in the settings of their system. Where nothing depends on motion,
    /// drawing it in software would take a fifth of the time of all tests. Chromium alone can be told.
    pub async fn want_less_motion(&self) -> Result<()> {
        let Running::Chromium(_) = &self.running else { return Ok(()) };
        let media = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
        self.devtools("Emulation.setEmulatedMedia", media).await.map(drop)
    }

    /// A command of Chromium's developer tools, for what WebDriver has none: an error in any other browser.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        match &self.running {
            Running::Chromium(_) => Ok(self.driver.cdp().send_raw(command, parameters).await?),
            Running::Firefox(_) | Running::WebKit(_) => bail!("only Chromium knows {command}"),
        }
    }

    /// Closes it.
    pub async fn quit(&self) -> Result<()> {
        Ok(self.driver.clone().quit().await?)
    }
}

/// Runs a script. What it returns comes as text: drivers stumble over what pages add to all objects.
async fn run<T: DeserializeOwned>(driver: &WebDriver, script: &str, arguments: Vec<Value>) -> Result<T> {
    let script = format!(
        "{AS_TEXT}
        const returned = (function () {{ {script}\n }}).apply(null, arguments);
        return typeof returned?.then === 'function' ? returned.then(asText) : asText(returned);"
    );
    let returned = driver.execute(script, arguments).await?;
    Ok(serde_json::from_str(&returned.convert::<String>()?)?)
}
