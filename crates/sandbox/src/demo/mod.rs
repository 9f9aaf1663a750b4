//! Every key and site that the sandbox knows, in one table: the server answers from it, `--help` and
//! `demo --json` print it, and the tests go through it row by row.

mod keys;
mod sites;

use std::fmt::Write;

use serde_json::{Value, json};

pub(crate) use self::{keys::KeyAnswer, sites::SiteAnswer};
pub use self::{
    keys::{KEYS, Key},
    sites::{Environment, SITES, Site},
};

/// The key that tests and help call `name`.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The site that tests and help call `name`.
#[must_use]
pub fn site_by_name(name: &str) -> Option<&'static Site> {
    SITES.iter().find(|site| site.name == name)
}

/// The tables for tools: `{"keys":[{"name","value","meaning"}],"sites":[{"name","value","environment","test","meaning"}]}`.
/// A site's `value` is what a merchant enters as the site.
#[must_use]
pub fn as_json() -> Value {
    let keys: Vec<Value> = KEYS
        .iter()
        .map(|key| json!({"name": key.name, "value": key.value, "meaning": key.meaning}))
        .collect();
    let sites: Vec<Value> = SITES
        .iter()
        .map(|site| {
            json!({
                "name": site.name,
                "value": site.name,
                "environment": site.environment.segment().to_uppercase(),
                "test": site.test,
                "meaning": site.meaning,
            })
        })
        .collect();
    json!({"keys": keys, "sites": sites})
}

/// The tables for people, as `--help` shows them.
#[must_use]
pub fn as_help() -> String {
    let mut help = String::from("Demo keys (Basic auth: the key as user name, x as password):\n");
    for key in KEYS {
        // Writing to a String cannot fail.
        let _ = writeln!(help, "  {:<24}{}\n      {}", key.name, key.value, key.meaning);
    }
    help.push_str("\nDemo sites:\n");
    for site in SITES {
        let _ = writeln!(help, "  {:<24}{}", site.base_path(), site.meaning);
    }
    help.push_str("  any other               404 with an HTML page.");
    help
}

/// `text` with every demo key in it replaced by its name. A merchant who pastes the key into the site field
/// puts it into a path, and paths are logged.
pub(crate) fn redact(text: &str) -> String {
    KEYS.iter().fold(text.to_owned(), |text, key| text.replace(key.value, &format!("<key {}>", key.name)))
}
