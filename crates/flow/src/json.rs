//! JSON, as far as answers are read.
//!
//! The widget lets the browser parse: a parser of its own, with its numbers and maps, is 6 kB of its download.

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number, as JavaScript has them.
    Number(f64),
    /// A string. What is no Unicode in it has been replaced.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object. Of members of the same name, the last counts.
    Object(Object),
}

/// An object's members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(pub Vec<(String, Json)>);

/// Parses a text; `None` if it is no JSON.
pub type Parse = fn(&str) -> Option<Json>;

/// Lists and objects within each other, at most: what nests deeper is no answer, but an attack on the stack.
pub const MAX_DEPTH: usize = 64;

impl Object {
    /// A member.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

impl Json {
    /// The string, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list, where it is one.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The object, where it is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The number, where it is a whole one that JavaScript carries exactly.
    pub fn as_whole(&self) -> Option<i64> {
        /// `Number.MAX_SAFE_INTEGER`.
        const MAX_SAFE: f64 = 9_007_199_254_740_991.0;
        match self {
            Self::Number(number) if number.abs() <= MAX_SAFE => {
                #[expect(clippy::cast_possible_truncation, reason = "within bounds, and compared")]
                let whole = *number as i64;
                #[expect(clippy::cast_precision_loss, reason = "within bounds")]
                let same = whole as f64 == *number;
                same.then_some(whole)
            }
            _ => None,
        }
    }
}

/// Parses as a browser does, for whoever has none: tests.
#[cfg(not(target_arch = "wasm32"))]
pub fn parse(text: &str) -> Option<Json> {
    use serde_json::Value;

    fn from(value: Value, depth: usize) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        Some(match value {
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Bool(flag),
            Value::Number(number) => Json::Number(number.as_f64()?),
            Value::String(text) => Json::Text(text),
            Value::Array(list) => {
                Json::List(list.into_iter().map(|item| from(item, depth)).collect::<Option<_>>()?)
            }
            Value::Object(map) => Json::Object(Object(
                map.into_iter()
                    .map(|(key, value)| Some((key, from(value, depth)?)))
                    .collect::<Option<_>>()?,
            )),
        })
    }

    from(serde_json::from_str(text).ok()?, MAX_DEPTH)
}
