//! HTTP Basic as Maxio wants it: the key as user name, `x` as password.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use base64::{Engine, prelude::BASE64_STANDARD};

use crate::demo::{KEYS, Key};

/// What an `Authorization` header holds.
pub(crate) struct Credentials {
    /// `None` for a key that is not in the table.
    pub(crate) key: Option<&'static Key>,
    password_is_x: bool,
}

impl Credentials {
    /// `None` without a well-formed header. The scheme must be spelled `Basic`: Maxio knows no other case.
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let encoded = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
        let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
        let (user, password) = decoded.split_once(':')?;
        Some(Self { key: KEYS.iter().find(|key| key.value == user), password_is_x: password == "x" })
    }

    /// The key, if it may be used at all.
    pub(crate) fn accepted(&self) -> Option<&'static Key> {
        self.key.filter(|_| self.password_is_x)
    }
}
