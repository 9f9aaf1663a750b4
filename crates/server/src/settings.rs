//! What the operator changes while the server runs: `GET` and `PUT /settings`, and the portal.

#![expect(unused_qualifications, reason = "in what ToSchema makes of a field with a default")]

use std::collections::BTreeMap;

use maxio_link_wire::{
    consent::{self, Change, Section},
    object::{self, Object},
};
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;
use utoipa::{
    ToSchema,
    openapi::{
        self, ObjectBuilder, OneOfBuilder, Ref, RefOr, Schema,
        schema::{AdditionalProperties, Type},
    },
};

use crate::{
    app::App,
    config::{self, PartnerLinks},
    error::ApiError,
    store::StoreError,
};

const MOST_ORIGINS: usize = 100;
const MOST_REDIRECTS: usize = 100;
const MOST_PERMISSIONS: usize = 20;
const LONGEST_NAME: usize = 200;
const LONGEST_URL: usize = 2000;
const LONGEST_PERMISSION: usize = 4000;

/// What may stand in a redirect address, in curly brackets.
pub const REDIRECT_FIELDS: [&str; 6] =
    ["companyId", "connectionId", "platform", "statusCode", "statusText", "errorMessage"];

/// All of them. What is left out is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Origins whose pages may embed Link with a company token. Those of the command line are allowed as well, and not
    /// listed: sending the list back must not make them permanent.
    pub allowed_origins: Vec<String>,
    /// Where the hosted page may go when Link ends, with `{companyId}` and so on filled in. The first is where it goes
    /// unless the Link URL names another.
    pub redirect_urls: Vec<String>,
    /// How the partner appears to merchants.
    #[serde(deserialize_with = "object::required")]
    pub branding: Branding,
    /// Sections of the permissions by id: other words for one of Link's own, `null` to leave it out, a new id to add
    /// one at the end. `{partner}` stands for the partner's name.
    #[serde(deserialize_with = "permissions")]
    #[schema(schema_with = permissions_schema)]
    pub permissions: BTreeMap<String, Option<Permission>>,
}

fn permissions<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Option<Permission>>, D::Error> {
    let sections = BTreeMap::<String, Option<Object<Permission>>>::deserialize(deserializer)?;
    Ok(sections.into_iter().map(|(id, section)| (id, section.map(|Object(words)| words))).collect())
}

/// The derive cannot say that a section may be `null`.
fn permissions_schema() -> openapi::Object {
    let section = OneOfBuilder::new()
        .item(openapi::Object::with_type(Type::Null))
        .item(Ref::from_schema_name(Permission::name()));
    let section = AdditionalProperties::RefOr(RefOr::T(Schema::OneOf(section.build())));
    ObjectBuilder::new().additional_properties(Some(section)).build()
}

/// How the partner appears to merchants; what is left out is as on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Branding {
    /// The partner's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_name: Option<String>,
    /// Help (https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// Privacy policy (https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_url: Option<String>,
    /// Terms (https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_url: Option<String>,
}

/// The words of one section; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Permission {
    /// Heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Plain text, but for links: `[our policy](https://example.com/privacy)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl Settings {
    /// Each value as it will be kept, or the field that is wrong.
    pub fn checked(self) -> Result<Self, ApiError> {
        Ok(Self {
            allowed_origins: check_origins(&self.allowed_origins)?,
            redirect_urls: check_redirects(self.redirect_urls)?,
            branding: self.branding.checked()?,
            permissions: check_permissions(self.permissions)?,
        })
    }
}

/// Origins as browsers write them, sorted, each once.
pub fn check_origins(texts: &[String]) -> Result<Vec<String>, ApiError> {
    if texts.len() > MOST_ORIGINS {
        return Err(ApiError::field("allowedOrigins", "At most 100 origins."));
    }
    let mut origins = texts
        .iter()
        .map(|text| {
            config::origin(text).map_err(|error| ApiError::field("allowedOrigins", error.to_string()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    origins.sort();
    origins.dedup();
    Ok(origins)
}

fn check_redirects(urls: Vec<String>) -> Result<Vec<String>, ApiError> {
    if urls.len() > MOST_REDIRECTS {
        return Err(ApiError::field("redirectUrls", "At most 100 redirect addresses."));
    }
    let mut kept: Vec<String> = Vec::with_capacity(urls.len());
    for url in urls {
        let url = url.trim().to_owned();
        if !is_redirect(&url) {
            let message = "A redirect address is an https URL, in which {companyId}, {connectionId}, {platform}, \
                {statusCode}, {statusText} and {errorMessage} may stand after the host.";
            return Err(ApiError::field("redirectUrls", message));
        }
        if !kept.contains(&url) {
            kept.push(url);
        }
    }
    Ok(kept)
}

/// The fields are taken for what they are filled with; other curly brackets, and fields in the host, are wrong.
fn is_redirect(url: &str) -> bool {
    let filled = |with: &str| {
        REDIRECT_FIELDS.iter().fold(url.to_owned(), |url, field| url.replace(&format!("{{{field}}}"), with))
    };
    let [one, other] = ["a", "b"].map(|with| Url::parse(&filled(with)).ok());
    let (Some(one), Some(other)) = (one, other) else { return false };
    url.len() <= LONGEST_URL
        && url.bytes().all(|byte| byte.is_ascii_graphic())
        && !filled("a").contains(['{', '}', '\\'])
        && one.origin() == other.origin()
        && one.username().is_empty()
        && one.password().is_none()
        && config::origin(&one.origin().ascii_serialization()).is_ok()
}

fn check_permissions(
    permissions: BTreeMap<String, Option<Permission>>,
) -> Result<BTreeMap<String, Option<Permission>>, ApiError> {
    if permissions.len() > MOST_PERMISSIONS {
        return Err(ApiError::field("permissions", "At most 20 sections."));
    }
    for (id, permission) in &permissions {
        // Beginning with a letter: JavaScript would put a number first, and the text would differ from ours.
        let named = id.starts_with(|first: char| first.is_ascii_alphabetic())
            && id.len() <= LONGEST_NAME
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !named {
            return Err(ApiError::field(
                "permissions",
                "A section's id is a word of letters, digits and dashes.",
            ));
        }
        let words = permission.iter().flat_map(|words| [&words.title, &words.body]).flatten();
        if words.into_iter().any(|text| text.chars().count() > LONGEST_PERMISSION) {
            return Err(ApiError::field("permissions", "A section's words have at most 4000 characters."));
        }
    }
    Ok(permissions)
}

impl Branding {
    fn checked(self) -> Result<Self, ApiError> {
        let given =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let partner_name = given(self.partner_name);
        if partner_name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
            return Err(ApiError::field("branding.partnerName", "A name has at most 200 characters."));
        }
        let link = |field: &'static str, url: Option<String>| {
            given(url)
                .map(|url| {
                    let checked = config::partner_link(&url);
                    checked.map_err(|error| ApiError::field(field, error.to_string()))
                })
                .transpose()
        };
        Ok(Self {
            partner_name,
            support_url: link("branding.supportUrl", self.support_url)?,
            privacy_url: link("branding.privacyUrl", self.privacy_url)?,
            terms_url: link("branding.termsUrl", self.terms_url)?,
        })
    }
}

/// The partner as merchants see them: the settings over the command line.
#[derive(Clone, Debug)]
pub struct PartnerView {
    /// Never empty.
    pub name: String,
    /// Where merchants turn to.
    pub links: PartnerLinks,
    /// Their own words for the permissions.
    pub permissions: BTreeMap<String, Option<Permission>>,
}

impl PartnerView {
    /// The permissions as this server's own pages show them in English.
    pub fn sections(&self) -> Vec<Section> {
        self.sections_in(consent::LOCALE).unwrap_or_default()
    }

    /// The same in another language; the operator's own words are the same in all. `None` if it is none of ours.
    pub fn sections_in(&self, language: &str) -> Option<Vec<Section>> {
        let changes = self.permissions.iter().map(|(id, permission)| match permission {
            Some(words) => Change { id: id.clone(), title: words.title.clone(), body: words.body.clone() },
            None => Change { id: id.clone(), title: Some(String::new()), body: Some(String::new()) },
        });
        let sections = consent::sections_in(language, &self.name)?;
        Some(consent::changed(sections, changes.collect(), &consent::in_text(&self.name, language)))
    }
}

impl App {
    /// The partner as merchants see them now.
    pub async fn partner(&self) -> Result<PartnerView, StoreError> {
        let Settings { branding, permissions, .. } = self.store.settings().await?;
        let given = &self.config.links;
        Ok(PartnerView {
            name: branding.partner_name.unwrap_or_else(|| self.config.partner_name.clone()),
            links: PartnerLinks {
                support: branding.support_url.or_else(|| given.support.clone()),
                privacy: branding.privacy_url.or_else(|| given.privacy.clone()),
                terms: branding.terms_url.or_else(|| given.terms.clone()),
            },
            permissions,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_address_has_fields_after_the_host_alone() {
        for good in [
            "https://a.b/done?c={companyId}&s={statusCode}#{statusText}",
            "https://a.b/{platform}",
            "http://localhost:3000/",
        ] {
            assert!(is_redirect(good), "{good}");
        }
        for bad in [
            "",
            "http://a.b/",
            "https://{companyId}.b/",
            "https://a.b/{other}",
            "https://u:p@a.b/",
            "javascript:alert(1)",
            "https://a.b/ c",
            "//a.b",
            "https://a.b\\@c",
        ] {
            assert!(!is_redirect(bad), "{bad}");
        }
    }

    #[test]
    fn a_partners_words_replace_leave_out_and_add_sections() {
        let words =
            |title: &str, body: &str| Some(Permission { title: Some(title.into()), body: Some(body.into()) });
        let view = PartnerView {
            name: "Northwind".into(),
            links: PartnerLinks::default(),
            permissions: [
                ("retention".to_owned(), None),
                ("law".to_owned(), words("Law", "Of {partner}.")),
                ("data".to_owned(), Some(Permission { title: None, body: Some("All.".into()) })),
            ]
            .into(),
        };
        let sections = view.sections();
        let ids: Vec<&str> = sections.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(ids, ["purpose", "access", "account", "data", "law"]);
        assert_eq!((sections[3].title.as_str(), sections[3].body.as_str()), ("Billing data", "All."));
        assert_eq!(sections[4].body, "Of Northwind.");
    }
}
