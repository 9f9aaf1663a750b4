//! Every sentence of Link and of its hosted page, in all languages, and what Rust and JavaScript must know of a language.
//!
//! `sentences/en.json` names the sentences. Each other file has the same keys.

/// One language of Link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47, the name of its file.
    pub tag: &'static str,
    /// A JSON object of strings.
    pub json: &'static str,
}

// `LANGUAGES`, made by build.rs.
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The language that names the sentences. Link speaks it where it knows none of a merchant's.
pub const ENGLISH: &str = "en";

/// Languages that are written from right to left, whether Link speaks them or not.
pub const RIGHT_TO_LEFT: [&str; 10] = ["ar", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"];

/// Whether a language is written from right to left. `tag`: BCP 47.
pub fn is_right_to_left(tag: &str) -> bool {
    let language = tag.split('-').next().unwrap_or_default();
    RIGHT_TO_LEFT.contains(&language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_one_of_the_languages() {
        assert!(LANGUAGES.iter().any(|language| language.tag == ENGLISH));
    }

    #[test]
    fn the_direction_of_a_language_does_not_depend_on_its_region() {
        assert!(is_right_to_left("ar"));
        assert!(is_right_to_left("he-IL"));
        assert!(!is_right_to_left("en"));
        assert!(!is_right_to_left("pt-BR"));
        assert!(!is_right_to_left(""));
    }
}
