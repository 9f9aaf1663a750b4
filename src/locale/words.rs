//! The sentences of all languages, for hosts that are written in Rust. (The element's are files beside its script.)

use super::Message;
use js_sys::{Array, Function, Intl, Object, Reflect};
use leptos::prelude::document;
use maxio_link_locale::is_right_to_left;
use wasm_bindgen::{JsCast, JsValue};

include!(concat!(env!("OUT_DIR"), "/sentences.rs"));

impl Message {
    /// Its key in `en.json`.
    pub fn key(self) -> &'static str {
        KEYS.get(self as usize).copied().unwrap_or_default()
    }

    /// Whether a sentence has this key.
    pub fn is_key(key: &str) -> bool {
        KEYS.contains(&key)
    }
}

/// One of Link's languages.
#[derive(Clone, Copy)]
pub struct Language {
    /// BCP 47.
    pub tag: &'static str,
    sentences: &'static [&'static str; MESSAGES],
}

impl Language {
    /// The language for an option `locale`: the first that fits among the tag itself or, for `auto`, the page's language
    /// and the browser's. English if none does.
    pub fn negotiate(locale: &str) -> Self {
        let wanted =
            if locale.is_empty() || locale == "auto" { page_languages() } else { vec![locale.to_owned()] };
        let mut found = wanted.iter().filter_map(|tag| {
            let wanted = language_and_script(tag)?;
            LANGUAGES.iter().find(|(tag, _)| language_and_script(tag).as_ref() == Some(&wanted))
        });
        let english = || LANGUAGES.iter().find(|(tag, _)| *tag == "en");
        let [first, ..] = &LANGUAGES;
        let (tag, sentences) = found.next().or_else(english).unwrap_or(first);
        Self { tag, sentences }
    }

    /// A sentence as it is.
    pub fn sentence(self, message: Message) -> &'static str {
        self.sentences.get(message as usize).copied().unwrap_or_default()
    }

    /// A sentence with a value in the place of `name`, such as `{seconds}`. `{wait}` takes seconds, and becomes words.
    pub fn fill(self, sentence: &str, name: &str, value: &str) -> String {
        if name.is_empty() {
            return sentence.to_owned();
        }
        let words = if name == "{wait}" { self.wait_in_words(value) } else { value.to_owned() };
        // Set apart, so that neither changes the order of the other's signs.
        let words = match is_right_to_left(self.tag) && !words.is_empty() {
            true => ["\u{2068}", &words, "\u{2069}"].concat(),
            false => words,
        };
        sentence.replace(name, &words)
    }

    /// From two minutes on in minutes.
    fn wait_in_words(self, seconds: &str) -> String {
        let seconds: f64 = seconds.parse().unwrap_or_default();
        // The digits of the steps, and of Maxio's own screens.
        let locale = [self.tag, "-u-nu-latn"].concat();
        let format = Intl::RelativeTimeFormat::new(&Array::of1(&locale.into()), &Object::new());
        if seconds < 120.0 {
            format.format(seconds, "second").into()
        } else {
            format.format((seconds / 60.0).ceil(), "minute").into()
        }
    }
}

fn page_languages() -> Vec<String> {
    let page = document().document_element().and_then(|html| html.get_attribute("lang"));
    let browser = web_sys::window().map(|window| window.navigator().languages()).unwrap_or_default();
    page.into_iter().chain(browser.iter().filter_map(|tag| tag.as_string())).collect()
}

/// What is written for Brazil can be read in Portugal, but not Simplified Chinese in Taiwan. `None`: no language tag.
fn language_and_script(tag: &str) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let locale: Function = Reflect::get(&intl, &"Locale".into()).ok()?.dyn_into().ok()?;
    let locale = Reflect::construct(&locale, &Array::of1(&tag.replace('_', "-").into())).ok()?;
    let maximize: Function = Reflect::get(&locale, &"maximize".into()).ok()?.dyn_into().ok()?;
    let locale = maximize.call0(&locale).ok()?;
    let member = |name: &str| Reflect::get(&locale, &JsValue::from_str(name)).ok()?.as_string();
    Some([member("language")?, member("script")?].join("-"))
}
