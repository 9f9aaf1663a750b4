//! The partner's options: checked, and with every default in its place.

use maxio_link_flow::{
    Config, Site, SiteError, SiteField,
    config::{DEFAULT_TIMEOUT_MS, TIMEOUT_MS},
    site,
};
use maxio_link_wire::{DEFAULT_PLATFORM_KEY, Environment, consent::Change};
use std::net::Ipv4Addr;
use web_sys::Url;

/// Everything that the partner set, but for callbacks, the token and words: the [`Host`](crate::host::Host) has those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether Link can work with them; otherwise it opens on a screen that says that it cannot.
    pub are_valid: bool,
    /// Where the credentials go: https, or http on this machine.
    pub endpoint: String,
    /// Headers of the partner's, by name.
    pub headers: Vec<(String, String)>,
    /// Whether requests carry cookies.
    pub credentials: Credentials,
    /// Whether the `Idempotency-Key` header is sent.
    pub idempotency: bool,
    /// The partner's name; neutral words take its place.
    pub company_name: Option<String>,
    /// The address of the partner's logo: https or data.
    pub logo: Option<String>,
    /// `platformKey` of the request.
    pub platform_key: String,
    /// The tiles of the first screen; none: Maxio alone.
    pub integrations: Vec<Integration>,
    /// The partner's own words for the permissions.
    pub permissions: Vec<Change>,
    /// The partner's pages for support, privacy and terms, in this order.
    pub links: [Option<String>; 3],
    /// In a native dialog, or where the element is.
    pub is_modal: bool,
    /// What the flow needs to know.
    pub flow: Config,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            are_valid: true,
            endpoint: String::new(),
            headers: Vec::new(),
            credentials: Credentials::default(),
            idempotency: true,
            company_name: None,
            logo: None,
            platform_key: DEFAULT_PLATFORM_KEY.to_owned(),
            integrations: Vec::new(),
            permissions: Vec::new(),
            links: [const { None }; 3],
            is_modal: false,
            flow: Config::default(),
        }
    }
}

impl Options {
    /// The address of the site that the partner fixed, else nothing.
    pub fn site_host(&self) -> String {
        self.flow.site.as_ref().map(Site::host).unwrap_or_default()
    }
}

/// Whether requests carry cookies: the credentials mode of `fetch`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Never.
    #[default]
    Omit,
    /// To the page's own origin.
    SameOrigin,
    /// To any origin.
    Include,
}

/// One tile of the first screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Integration {
    /// Which integration. Maxio's is that of the options; choosing any other one exits with the status `handoff`.
    pub platform_key: String,
    /// Its name.
    pub name: String,
    /// A line below the name.
    pub description: Option<String>,
    /// The address of its logo: https or data.
    pub logo: Option<String>,
}

/// What a Leptos app sets, as it is given. [`check`](Self::check) makes [`Options`] of it. (The element's options are
/// checked in `js/src/options.ts`, before any WebAssembly is there.)
#[derive(Clone, Debug, Default)]
pub struct UncheckedOptions {
    /// An https address, or http on this machine; relative to the page.
    pub endpoint: String,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// Whether requests carry cookies.
    pub credentials: Credentials,
    /// Whether the `Idempotency-Key` header is left out.
    pub omits_idempotency_key: bool,
    /// The partner's name.
    pub company_name: Option<String>,
    /// https or `data:image/…`.
    pub logo: Option<String>,
    /// Default: [`DEFAULT_PLATFORM_KEY`].
    pub platform_key: Option<String>,
    /// The tiles of the first screen.
    pub integrations: Vec<Integration>,
    /// Begin with the permissions.
    pub skip_select: bool,
    /// The name or address of a Maxio site.
    pub site: Option<String>,
    /// Region of `site`.
    pub environment: Environment,
    /// Whether the merchant is asked for the site.
    pub site_field: SiteField,
    /// Reconnect this connection.
    pub connection_id: Option<String>,
    /// The partner's own words for the permissions.
    pub permissions: Vec<Change>,
    /// https.
    pub support_url: Option<String>,
    /// https.
    pub privacy_url: Option<String>,
    /// https.
    pub terms_url: Option<String>,
    /// Milliseconds for one attempt, 1,000 to 600,000.
    pub timeout_ms: Option<u32>,
    /// In a native dialog.
    pub is_modal: bool,
}

impl UncheckedOptions {
    /// The options, and a sentence for each that cannot work. There is no value of an option in these.
    pub fn check(mut self) -> (Options, Vec<&'static str>) {
        for text in [
            &mut self.company_name,
            &mut self.logo,
            &mut self.platform_key,
            &mut self.connection_id,
            &mut self.support_url,
            &mut self.privacy_url,
            &mut self.terms_url,
        ] {
            *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        }
        let mut mistakes = Vec::new();
        let mut must = |holds: bool, mistake| {
            if !holds {
                mistakes.push(mistake);
            }
        };
        let endpoint = address(&self.endpoint);
        must(
            endpoint.as_ref().is_some_and(is_safe),
            "`endpoint` must be an https address, or http on localhost, without a login in it",
        );
        let is_header = |(name, value): &(String, String)| {
            web_sys::Headers::new().is_ok_and(|headers| headers.set(name, value).is_ok())
        };
        must(self.headers.iter().all(is_header), "`headers` must be names and values of headers");
        for (link, mistake) in [
            (&self.support_url, "`support_url` must be an https address"),
            (&self.privacy_url, "`privacy_url` must be an https address"),
            (&self.terms_url, "`terms_url` must be an https address"),
        ] {
            let is_https = |link: &String| address(link).is_some_and(|url| url.protocol() == "https:");
            must(link.as_ref().is_none_or(is_https), mistake);
        }
        let logos = self.integrations.iter().map(|tile| &tile.logo).chain([&self.logo]);
        let are_pictures = logos.flatten().all(|logo| is_picture(logo));
        must(are_pictures, "`logo` must be an https or data:image address");
        let timeout_ms = self.timeout_ms.unwrap_or(DEFAULT_TIMEOUT_MS);
        must(TIMEOUT_MS.contains(&timeout_ms), "`timeout_ms` must be milliseconds, from 1,000 to 600,000");
        let site = match self.site.map(|site| site::parse(&site, self.environment)) {
            Some(Ok(site)) => Some(site),
            None | Some(Err(SiteError::Empty)) => None,
            Some(Err(_)) => {
                must(false, "`site` must be the name or address of a Maxio site, such as \"acme\"");
                None
            }
        };
        must(is_secure_context(), "the page must be served over https");
        if !mistakes.is_empty() {
            // With one wrong option no other is used, but for those that it takes to say so.
            let told = Options {
                are_valid: false,
                company_name: self.company_name,
                is_modal: self.is_modal,
                ..Options::default()
            };
            return (told, mistakes);
        }
        let skip_select = self.skip_select && self.integrations.len() < 2;
        let options = Options {
            are_valid: true,
            endpoint: endpoint.map(|url| url.href()).unwrap_or_default(),
            headers: self.headers,
            credentials: self.credentials,
            idempotency: !self.omits_idempotency_key,
            company_name: self.company_name,
            logo: self.logo,
            platform_key: self.platform_key.unwrap_or_else(|| DEFAULT_PLATFORM_KEY.to_owned()),
            integrations: self.integrations,
            permissions: self.permissions,
            links: [self.support_url, self.privacy_url, self.terms_url],
            is_modal: self.is_modal,
            flow: Config {
                site,
                site_field: self.site_field,
                connection_id: self.connection_id,
                skip_select,
                timeout_ms,
            },
        };
        (options, mistakes)
    }
}

/// Not relative to the document's base: a `<base>` of the page's must not lead the key elsewhere.
fn address(address: &str) -> Option<Url> {
    let page = web_sys::window()?.location().href().ok()?;
    Url::new_with_base(address, &page).ok().filter(|_| !address.trim().is_empty())
}

fn is_safe(url: &Url) -> bool {
    let host = url.hostname();
    // The browser has written an address in its usual form.
    let is_loopback = host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    let is_local = host == "localhost" || host.ends_with(".localhost") || is_loopback || host == "[::1]";
    let has_login = !url.username().is_empty() || !url.password().is_empty();
    !has_login && (url.protocol() == "https:" || url.protocol() == "http:" && is_local)
}

fn is_picture(logo: &str) -> bool {
    address(logo).is_some_and(|url| {
        url.protocol() == "https:" || url.protocol() == "data:" && url.pathname().starts_with("image/")
    })
}

fn is_secure_context() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}
