//! Every sentence that a merchant reads, by its key in `en.json`. The host has the sentences, in the language on display,
//! with the partner's own in their place: those of the element are in `js/src/text.ts`, not in its wasm.

mod problems;
mod words;

use crate::{host::Host, options::Options};
use maxio_link_wire::consent::{self, SECTIONS, Section};

pub use problems::{ProblemText, problem};
pub use words::Language;

include!(concat!(env!("OUT_DIR"), "/message.rs"));

impl Message {
    /// The sentence.
    pub fn text(self, host: &dyn Host) -> String {
        self.with(host, "", "")
    }

    /// The sentence with something filled in: `name` is like `{seconds}`.
    pub fn with(self, host: &dyn Host, name: &str, value: &str) -> String {
        host.text(self, name, value)
    }

    /// The sentence as it is in its language, with nothing of the partner's in it.
    fn plain(self, host: &dyn Host) -> String {
        host.plain_text(self)
    }
}

/// The partner's name, or neutral words.
pub fn partner_name(host: &dyn Host, options: &Options) -> String {
    options.company_name.clone().unwrap_or_else(|| Message::NeutralPartner.plain(host))
}

/// The permissions that the merchant is asked for. The name is that of this opening: what was consented to must not
/// change under way.
pub fn consent_sections(host: &dyn Host, options: &Options) -> Vec<Section> {
    use Message as M;
    let words = [
        [M::PermissionPurposeTitle, M::PermissionPurposeBody],
        [M::PermissionAccessTitle, M::PermissionAccessBody],
        [M::PermissionAccountTitle, M::PermissionAccountBody],
        [M::PermissionDataTitle, M::PermissionDataBody],
        [M::PermissionRetentionTitle, M::PermissionRetentionBody],
    ];
    let name = consent::in_text(&partner_name(host, options), &host.language());
    let sections = SECTIONS.into_iter().zip(words).map(|(id, [title, body])| Section {
        id: id.to_owned(),
        title: title.plain(host),
        body: consent::fill(&body.plain(host), "partner", &name),
    });
    consent::changed(sections.collect(), options.permissions.clone(), &name)
}

/// The same as one text, as it goes into the record.
pub fn consent_text(host: &dyn Host, options: &Options) -> String {
    consent::text(&consent_sections(host, options))
}

#[cfg(test)]
mod tests;
