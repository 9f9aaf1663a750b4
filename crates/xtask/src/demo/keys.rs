//! The keys that the sandbox knows.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

/// Keys to enter in Link. They open nothing but the sandbox.
pub struct Keys {
    pub admin: String,
    pub no_admin: String,
    pub wrong: String,
}

impl Keys {
    pub fn of_sandbox(workspace: &Workspace, sandbox: &Path) -> Result<Self> {
        let output = process::output(workspace.command(sandbox).args(["demo", "--json"]))?;
        let list = serde_json::from_str(&output).context("the sandbox's list of keys is not JSON")?;
        Self::from_list(&list)
    }

    fn from_list(list: &Value) -> Result<Self> {
        let keys = list.get("keys").and_then(Value::as_array).context("the sandbox lists no keys")?;
        let value = |name: &str| {
            let key = keys.iter().find(|key| key.get("name").and_then(Value::as_str) == Some(name));
            let value = key.and_then(|key| key.get("value")?.as_str());
            value.map(str::to_owned).with_context(|| format!("the sandbox has no key named {name}"))
        };
        Ok(Self { admin: value("admin")?, no_admin: value("no-admin")?, wrong: value("wrong")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_found_by_name() {
        let key = |name: &str| json!({"name": name, "value": format!("value of {name}"), "meaning": "…"});
        let list = json!({"keys": [key("wrong"), key("admin2"), key("admin"), key("no-admin")], "sites": []});
        let keys = Keys::from_list(&list).unwrap();
        assert_eq!(keys.admin, "value of admin");
        assert_eq!(keys.no_admin, "value of no-admin");
        assert_eq!(keys.wrong, "value of wrong");
    }

    #[test]
    fn a_key_that_is_not_there_is_named() {
        let error = Keys::from_list(&json!({"keys": [{"name": "admin", "value": "x"}]})).err().unwrap();
        assert!(error.to_string().contains("no-admin"));
    }
}
