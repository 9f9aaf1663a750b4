//! Where a secret must not be, and the search for it there.

use crate::{browser::Browser, stack::Stack};
use anyhow::{Result, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use memchr::memmem;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// All secrets of a test. They are noted where they come up, so that no test has to think of it.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<BTreeMap<String, String>>>);

/// A place, and the raw bytes that are there.
pub type Place = (String, Vec<u8>);

impl Secrets {
    /// This one alone.
    pub fn of(what: &str, value: &str) -> Self {
        let secrets = Self::default();
        secrets.note(what, value);
        secrets
    }

    /// From now on this is a secret.
    pub fn note(&self, what: &str, value: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(value.to_owned(), what.to_owned());
    }

    /// From now on it is none; for what a page may rightly show.
    pub fn forget(&self, value: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(value);
    }

    /// Fails if any is in one of these places.
    ///
    /// # Errors
    /// What was found where; the secrets themselves are not repeated.
    pub fn are_not_in(&self, places: &[Place]) -> Result<()> {
        let found = self.found_in(places);
        ensure!(found.is_empty(), "secrets were left behind:\n  {}", found.join("\n  "));
        Ok(())
    }

    fn found_in(&self, places: &[Place]) -> Vec<String> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::new();
        for (value, what) in secrets.iter() {
            for (form, needle) in forms(value) {
                for (place, bytes) in places {
                    if contains(bytes, needle.as_bytes()) {
                        found.push(format!("{what} ({form}) in the {place}"));
                    }
                }
            }
        }
        found
    }
}

/// A secret may be written down in another form.
fn forms(secret: &str) -> [(&'static str, String); 3] {
    // Of `key:x`, which Maxio is sent; without the last characters, which also depend on what follows.
    let basic = STANDARD.encode(secret);
    let basic =
        basic.trim_end_matches('=').chars().rev().skip(2).collect::<Vec<_>>().into_iter().rev().collect();
    let hex = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    [("as it is", secret.to_owned()), ("in base64", basic), ("in hexadecimal", hex)]
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    // Keys that a test makes up to be refused, such as "x", are no secrets.
    needle.len() >= 8 && memmem::find(bytes, needle).is_some()
}

/// Fails if any secret is in any of the places that outlive, or surround, the key field.
pub async fn leaves_no_secret(secrets: &Secrets, stack: &Stack, browsers: &[Arc<Browser>]) -> Result<()> {
    let mut places = on_the_server(stack).await?;
    for browser in browsers {
        places.extend(in_the_browser(browser).await?);
    }
    secrets.are_not_in(&places)
}

async fn on_the_server(stack: &Stack) -> Result<Vec<Place>> {
    let mut places: Vec<_> =
        stack.logs().await.into_iter().map(|(name, log)| (name.to_owned(), log.bytes())).collect();
    let contents = stack.database().contents().await?;
    ensure!(!contents.is_empty(), "there is no database to look into");
    places.extend(contents);
    Ok(places)
}

async fn in_the_browser(browser: &Browser) -> Result<Vec<Place>> {
    let console: Vec<_> = browser.console().await?.into_iter().map(|line| line.text).collect();
    let mut places = vec![
        ("console".to_owned(), console.join("\n").into_bytes()),
        ("history".to_owned(), browser.history().await?.join("\n").into_bytes()),
    ];
    places.extend(in_the_document(browser, "").await?);
    // A frame is another document, of another origin, and has all of this once more.
    for frame in browser.elements("return all('iframe')").await? {
        frame.enter_frame().await?;
        let found = in_the_document(browser, " of the frame").await;
        browser.driver.enter_default_frame().await?;
        places.extend(found?);
    }
    let cookies = browser.driver.get_all_cookies().await?;
    let cookies: Vec<_> =
        cookies.into_iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
    places.push(("cookies".to_owned(), cookies.join("\n").into_bytes()));
    Ok(places)
}

/// What a script of this document could find; `whose` document it is stands after each place.
async fn in_the_document(browser: &Browser, whose: &str) -> Result<Vec<Place>> {
    // The key may be in its field, as long as Link is open.
    let script = "
        // A document that the browser made itself, in place of one that it refused, has none.
        const stored = (of) => { try { return JSON.stringify(of()) } catch { return '' } };
        const markup = roots().map((root) => root.documentElement?.outerHTML ?? root.innerHTML);
        const isKey = (input) => input.id === 'key' && shown('.link') !== undefined;
        const values = all('input, textarea').filter((input) => !isKey(input)).map((input) => input.value);
        return {
          'address': location.href,
          'document title': document.title,
          'local storage': stored(() => localStorage),
          'session storage': stored(() => sessionStorage),
          'cookies that scripts can read': stored(() => document.cookie),
          'callbacks and events': JSON.stringify(window.seen ?? []),
          'markup': markup.join('\\n'),
          'fields': JSON.stringify(values),
          'addresses of what was loaded': performance.getEntriesByType('resource').map((entry) => entry.name).join(' '),
        };";
    let found: BTreeMap<String, Value> = browser.script(script, []).await?;
    let place = |(place, text): (String, Value)| (place + whose, text.as_str().unwrap_or_default().into());
    Ok(found.into_iter().map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_every_form_and_not_repeated() {
        let secrets = Secrets::default();
        secrets.note("Maxio API key", "abcdefghijklmnop");
        let place = |text: String| vec![("log".to_owned(), text.into_bytes())];
        let basic = STANDARD.encode("abcdefghijklmnop:x");
        for text in ["xabcdefghijklmnopx".to_owned(), basic, "6162636465666768696a6b6c6d6e6f70".to_owned()] {
            let found = secrets.found_in(&place(text)).join(" ");
            assert!(found.contains("Maxio API key") && found.contains("in the log"), "{found}");
            assert!(!found.contains("abcdefghijklmnop"), "{found}");
        }
        assert!(secrets.found_in(&place("abcdefghijklmno".to_owned())).is_empty());
    }
}
