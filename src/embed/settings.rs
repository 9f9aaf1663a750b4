//! The partner's options, as `js/src/settings.ts` hands them over: checked, and with every default in its place.

use super::Partner;
use js_sys::Array;
use maxio_link_flow::{Config, Site, SiteError, SiteField, site};
use maxio_link_wire::{Environment, consent::Change};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{Headers, RequestCredentials};

#[wasm_bindgen]
extern "C" {
    /// The object itself; `js/src/settings.ts` says what each member is.
    #[derive(Clone, Debug)]
    pub type Settings;

    #[wasm_bindgen(method, getter)]
    fn ok(this: &Settings) -> bool;
    /// Where the credentials go: https, or http on this machine.
    #[wasm_bindgen(method, getter)]
    pub fn endpoint(this: &Settings) -> String;
    /// Extra headers of the partner's.
    #[wasm_bindgen(method, getter)]
    pub fn headers(this: &Settings) -> Headers;
    /// Fetch credentials mode.
    #[wasm_bindgen(method, getter)]
    pub fn credentials(this: &Settings) -> RequestCredentials;
    /// Whether the `Idempotency-Key` header is sent.
    #[wasm_bindgen(method, getter)]
    pub fn idempotency(this: &Settings) -> bool;
    /// The partner's name, if there is one.
    #[wasm_bindgen(method, getter, js_name = companyName)]
    pub fn company_name(this: &Settings) -> Option<String>;
    /// The partner's logo: https or data.
    #[wasm_bindgen(method, getter)]
    pub fn logo(this: &Settings) -> Option<String>;
    /// `platformKey` of the request.
    #[wasm_bindgen(method, getter, js_name = platformKey)]
    pub fn platform_key(this: &Settings) -> String;
    #[wasm_bindgen(method, getter)]
    fn integrations(this: &Settings) -> Array;
    #[wasm_bindgen(method, getter, js_name = skipSelect)]
    fn skip_select(this: &Settings) -> bool;
    #[wasm_bindgen(method, getter)]
    fn site(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn environment(this: &Settings) -> String;
    #[wasm_bindgen(method, getter, js_name = siteField)]
    fn site_field(this: &Settings) -> String;
    #[wasm_bindgen(method, getter, js_name = connectionId)]
    fn connection_id(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn permissions(this: &Settings) -> Array;
    #[wasm_bindgen(method, getter)]
    fn links(this: &Settings) -> Array;
    #[wasm_bindgen(method, getter, js_name = timeoutMs)]
    fn timeout_ms(this: &Settings) -> u32;
    /// In a native dialog, or where the element is.
    #[wasm_bindgen(method, getter)]
    pub fn modal(this: &Settings) -> bool;

    /// One tile of the first screen.
    pub type Integration;
    /// Which integration.
    #[wasm_bindgen(method, getter, js_name = platformKey)]
    pub fn platform_key(this: &Integration) -> String;
    /// Its name.
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &Integration) -> String;
    /// A line below the name.
    #[wasm_bindgen(method, getter)]
    pub fn description(this: &Integration) -> Option<String>;
    /// https or data.
    #[wasm_bindgen(method, getter)]
    pub fn logo(this: &Integration) -> Option<String>;
}

/// Everything that the partner set. Callbacks are not here: the latest one is read when it is called.
pub struct Options {
    /// As handed over.
    pub settings: Settings,
    /// Whether Link can work with them; otherwise it says that it cannot.
    pub ok: bool,
    /// What the flow needs to know.
    pub flow: Config,
}

impl Options {
    /// Takes them over. The site is checked here, where it is understood.
    pub fn new(settings: Settings, partner: &Partner) -> Self {
        let environment = Environment::parse(&settings.environment()).unwrap_or_default();
        let (site, is_site) = match settings.site().map(|text| site::parse(&text, environment)) {
            Some(Ok(site)) => (Some(site), true),
            None | Some(Err(SiteError::Empty)) => (None, true),
            Some(Err(_)) => (None, false),
        };
        if !is_site {
            let wanted = "option `site` must be the name or address of a Maxio site, such as \"acme\"";
            partner.complain(wanted, &JsValue::UNDEFINED);
        }
        let flow = Config {
            site,
            site_field: match settings.site_field().as_str() {
                "show" => SiteField::Show,
                "hide" => SiteField::Hide,
                _ => SiteField::Auto,
            },
            connection_id: settings.connection_id(),
            skip_select: settings.skip_select() && settings.integrations().length() < 2,
            timeout_ms: settings.timeout_ms(),
        };
        Self { ok: settings.ok() && is_site, settings, flow }
    }

    /// The tiles of the first screen; none: Maxio alone.
    pub fn integrations(&self) -> Vec<Integration> {
        self.settings.integrations().iter().map(JsCast::unchecked_into).collect()
    }

    /// The partner's own words for the permissions.
    pub fn permission_changes(&self) -> Vec<Change> {
        let sections = self.settings.permissions();
        sections
            .iter()
            .map(|section| Array::from(&section))
            .map(|section| Change {
                id: section.get(0).as_string().unwrap_or_default(),
                title: section.get(1).as_string(),
                body: section.get(2).as_string(),
            })
            .collect()
    }

    /// The partner's pages for support, privacy and terms; empty where there is none.
    pub fn links(&self) -> Vec<String> {
        self.settings.links().iter().filter_map(|link| link.as_string()).collect()
    }

    /// The site that the partner fixed.
    pub fn site_host(&self) -> String {
        self.flow.site.as_ref().map(Site::host).unwrap_or_default()
    }
}
