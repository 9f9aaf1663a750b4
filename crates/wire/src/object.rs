//! What is described as a JSON object is taken as one alone: serde by itself fills a struct from a list as well.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

/// A `T` that was written as a JSON object.
#[derive(Clone, Copy, Debug)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = T;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members))
            }
        }

        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}

/// For a field with `deserialize_with`: an object, or `null`.
pub fn optional<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(Option::<Object<T>>::deserialize(deserializer)?.map(|Object(value)| value))
}

/// For a field with `deserialize_with`: an object.
pub fn required<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Object::deserialize(deserializer).map(|Object(value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Thing {
        #[serde(default)]
        name: Option<String>,
    }

    #[test]
    fn a_list_is_no_object() {
        let read = |json: &str| serde_json::from_str::<Object<Thing>>(json).map(|Object(thing)| thing.name);
        assert_eq!(read(r#"{"name":"a"}"#).unwrap().as_deref(), Some("a"));
        assert_eq!(read("{}").unwrap(), None);
        for json in [r#"["a"]"#, "[]", "null", r#""a""#] {
            assert!(read(json).is_err(), "{json}");
        }
        assert!(serde_json::from_str::<Thing>(r#"["a"]"#).is_ok(), "else this module is not needed");
    }
}
