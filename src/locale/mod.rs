//! Every sentence that a merchant reads, by its key in `en.json`. The sentences are not in the wasm: `js/src/text.ts`
//! has them, in the language on display, with the partner's own in their place.

mod problems;

use crate::embed::{Options, Partner};
use maxio_link_wire::consent::{self, SECTIONS, Section};

pub use problems::{ProblemText, problem};

include!(concat!(env!("OUT_DIR"), "/message.rs"));

impl Message {
    /// The sentence.
    pub fn text(self, partner: &Partner) -> String {
        self.with(partner, "", "")
    }

    /// The sentence with something filled in: `name` is like `{seconds}`.
    pub fn with(self, partner: &Partner, name: &str, value: &str) -> String {
        partner.text(self as u32, name, value)
    }

    /// The sentence as it is in its language, with nothing of the partner's in it.
    fn plain(self, partner: &Partner) -> String {
        partner.plain(self as u32)
    }
}

/// The partner's name, or neutral words.
pub fn partner_name(partner: &Partner, options: &Options) -> String {
    options.settings.company_name().unwrap_or_else(|| Message::NeutralPartner.plain(partner))
}

/// The permissions that the merchant is asked for. The name is that of this opening: what was consented to must not
/// change under way.
pub fn consent_sections(partner: &Partner, options: &Options) -> Vec<Section> {
    use Message as M;
    let words = [
        [M::PermissionPurposeTitle, M::PermissionPurposeBody],
        [M::PermissionAccessTitle, M::PermissionAccessBody],
        [M::PermissionAccountTitle, M::PermissionAccountBody],
        [M::PermissionDataTitle, M::PermissionDataBody],
        [M::PermissionRetentionTitle, M::PermissionRetentionBody],
    ];
    let name = consent::in_text(&partner_name(partner, options), &partner.language());
    let sections = SECTIONS.into_iter().zip(words).map(|(id, [title, body])| Section {
        id: id.to_owned(),
        title: title.plain(partner),
        body: consent::fill(&body.plain(partner), "partner", &name),
    });
    consent::changed(sections.collect(), options.permission_changes(), &name)
}

/// The same as one text, as it goes into the record.
pub fn consent_text(partner: &Partner, options: &Options) -> String {
    consent::text(&consent_sections(partner, options))
}

#[cfg(test)]
mod tests;
