//! What every language must have. Whether it reads well, no test can tell.

use maxio_link_locale::{LANGUAGES, Language};
use std::collections::{BTreeMap, BTreeSet};

type Sentences = BTreeMap<String, String>;

const PLACEHOLDERS: [&str; 8] =
    ["{partner}", "{site}", "{wait}", "{reference}", "{step}", "{steps}", "{detail}", "{"];
/// As merchants see them: on Maxio's own screens, or in an address.
const NEVER_TRANSLATED: [&str; 10] = [
    "Config",
    "Integrations",
    "API Keys",
    "New API Key",
    "Maxio",
    "Chargify Direct",
    "Chargify.js",
    "app.chargify.com",
    "acme.chargify.com",
    "ebilling.maxio.com",
];

fn languages() -> BTreeMap<String, Sentences> {
    let read = |language: &Language| (language.tag.to_owned(), serde_json::from_str(language.json).unwrap());
    LANGUAGES.iter().map(read).collect()
}

fn english() -> Sentences {
    languages().remove("en").unwrap()
}

/// Every sentence of every language beside the English one: language, key, English, translation.
fn translations() -> Vec<(String, String, String, String)> {
    let english = english();
    let beside = |(tag, sentences): (String, Sentences)| {
        let english = &english;
        sentences
            .into_iter()
            .map(move |(key, said)| (tag.clone(), key.clone(), english.get(&key).unwrap().clone(), said))
            .collect::<Vec<_>>()
    };
    languages().into_iter().flat_map(beside).collect()
}

#[test]
fn there_are_fourteen_languages_and_each_has_every_sentence() {
    let keys = |sentences: &Sentences| sentences.keys().cloned().collect::<BTreeSet<_>>();
    let (english, languages) = (english(), languages());
    let tags: Vec<&str> = languages.keys().map(String::as_str).collect();
    assert_eq!(
        tags,
        ["ar", "de", "en", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt-BR", "sv", "zh-Hans"]
    );
    for (tag, sentences) in &languages {
        assert_eq!(keys(sentences), keys(&english), "{tag}");
    }
}

#[test]
fn every_sentence_has_words_and_the_same_placeholders_as_in_english() {
    let placeholders = |text: &str| {
        PLACEHOLDERS.map(|name| (name, text.contains(name) || name == "{" && text.contains('}')))
    };
    for (tag, key, english, said) in translations() {
        assert!(!said.trim().is_empty() && said.trim() == said && !said.contains("  "), "{tag} {key}");
        assert_eq!(placeholders(&said), placeholders(&english), "{tag} {key}: {said}");
        let rest = PLACEHOLDERS.iter().fold(said.clone(), |rest, name| rest.replace(name, ""));
        assert!(
            !rest.contains(['{', '}']) || said.matches('{').count() == said.matches('}').count(),
            "{said}"
        );
    }
}

#[test]
fn what_merchants_see_on_maxios_own_screens_stays_as_they_see_it() {
    for (tag, key, english, said) in translations() {
        for words in NEVER_TRANSLATED.iter().filter(|words| english.contains(**words)) {
            assert!(said.contains(words), "{tag} {key} without {words}: {said}");
        }
    }
}

#[test]
fn a_sentence_that_names_a_button_names_it_as_the_button_does() {
    for (tag, sentences) in languages() {
        let said = |key: &str| sentences.get(key).unwrap();
        assert!(said("consentAgree").contains(said("next")), "{tag}: {}", said("consentAgree"));
    }
}

#[test]
fn what_is_a_sentence_in_english_is_one_everywhere_and_no_longer_english() {
    let end = |text: &str| match text.chars().last() {
        Some('.' | '。') => '.',
        Some('?' | '？' | '؟') => '?',
        Some(':' | '：') => ':',
        Some('…') => '…',
        _ => ' ',
    };
    for (tag, key, english, said) in translations() {
        assert_eq!(end(&said), end(&english), "{tag} {key}: {said}");
        let is_sentence = english.split_whitespace().count() > 2;
        assert!(tag == "en" || !is_sentence || said != english, "{tag} {key} is English");
    }
}

#[test]
fn the_words_that_the_public_setup_guide_promises_are_these() {
    let english = english();
    for (key, words) in [
        ("consentTitle", "Connect to Maxio"),
        ("credentialsTitle", "Your Maxio credentials"),
        ("next", "Next"),
        ("continue", "Continue"),
        ("finish", "Finish"),
    ] {
        assert_eq!(english.get(key).map(String::as_str), Some(words));
    }
}
