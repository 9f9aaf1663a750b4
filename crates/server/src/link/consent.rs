//! What the merchant agreed to.

use maxio_link_wire::{
    ConsentRecord,
    consent::{LANGUAGES, LOCALE, sections_in, text},
};

use crate::{crypto::sha256_hex, error::ApiError, settings::PartnerView, store::NewConsent};

/// In characters, before escaping.
const LONGEST_TEXT: usize = 16 * 1024;
const LONGEST_VERSION: usize = 128;
const LONGEST_LOCALE: usize = 35;

/// A version that is this server's own, in the language that the merchant read, is kept with the server's text: as the
/// operator changed it, or as Link has it by itself, which is what embedded pages show that change nothing. Any other (a
/// partner who overrides sentences)
/// is kept as the client sent it, cut, escaped and marked as unverified: it may be shown to an operator one day.
pub fn check(record: &ConsentRecord, partner: &PartnerView) -> Result<NewConsent, ApiError> {
    let accepted_at = record.accepted_at.parse::<jiff::Timestamp>().map_err(|_| {
        ApiError::field("consent.acceptedAt", "The moment of consent is a time in ISO 8601, in UTC.")
    })?;
    let language = LANGUAGES.iter().map(|(tag, _)| *tag).find(|tag| *tag == record.locale).unwrap_or(LOCALE);
    let own = [partner.sections_in(language), sections_in(language, &partner.name)]
        .into_iter()
        .flatten()
        .map(|sections| text(&sections))
        .find(|text| record.version.eq_ignore_ascii_case(&sha256_hex(text.as_bytes())));
    let verified = own.is_some();
    Ok(NewConsent {
        version: escaped(&record.version, LONGEST_VERSION),
        body: own.unwrap_or_else(|| escaped(&record.text, LONGEST_TEXT)),
        locale: escaped(&record.locale, LONGEST_LOCALE),
        accepted_at: accepted_at.to_string(),
        verified,
    })
}

fn escaped(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len().min(longest));
    for character in text.chars().take(longest) {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(version: String) -> ConsentRecord {
        ConsentRecord {
            version,
            text: "<b>other</b>".into(),
            locale: "en".into(),
            accepted_at: "2026-11-22T10:00:00Z".into(),
        }
    }

    fn partner() -> PartnerView {
        PartnerView {
            name: "P".into(),
            links: crate::config::PartnerLinks::default(),
            permissions: [("retention".to_owned(), None)].into(),
        }
    }

    #[test]
    fn our_own_version_is_kept_in_our_own_words() {
        for own in [sections_in("en", "P"), partner().sections_in("en")].map(|own| text(&own.unwrap())) {
            let kept = check(&record(sha256_hex(own.as_bytes())), &partner()).unwrap();
            assert!(kept.verified);
            assert_eq!(kept.body, own);
        }
    }

    #[test]
    fn our_own_version_in_another_language_is_kept_in_the_words_of_that_language() {
        for (tag, _) in LANGUAGES {
            for own in [sections_in(tag, "P"), partner().sections_in(tag)].map(|own| text(&own.unwrap())) {
                let record = ConsentRecord { locale: tag.into(), ..record(sha256_hex(own.as_bytes())) };
                let kept = check(&record, &partner()).unwrap();
                assert_eq!((kept.verified, kept.body, kept.locale.as_str()), (true, own, tag));
            }
        }
        let german = text(&sections_in("de", "P").unwrap());
        assert!(
            !check(&record(sha256_hex(german.as_bytes())), &partner()).unwrap().verified,
            "not what was read"
        );
    }

    #[test]
    fn another_text_is_kept_escaped_and_unverified() {
        let kept = check(&record("made up".into()), &partner()).unwrap();
        assert!(!kept.verified);
        assert_eq!(kept.body, "&lt;b&gt;other&lt;/b&gt;");
    }

    #[test]
    fn a_moment_that_is_none_is_refused_by_name() {
        let mut record = record(String::new());
        record.accepted_at = "yesterday".into();
        assert!(check(&record, &partner()).is_err());
    }
}
