//! The partner's options, as `js/src/settings.ts` hands them over: checked, and with every default in its place.

use crate::{
    host::Host,
    options::{Credentials, Integration, Options},
};
use js_sys::Array;
use maxio_link_flow::{Config, SiteError, SiteField, site};
use maxio_link_wire::{Environment, consent::Change};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The object itself; `js/src/settings.ts` says what each member is.
    #[derive(Clone, Debug)]
    pub type Settings;

    #[wasm_bindgen(method, getter)]
    fn ok(this: &Settings) -> bool;
    #[wasm_bindgen(method, getter)]
    fn endpoint(this: &Settings) -> String;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Settings) -> Array;
    #[wasm_bindgen(method, getter)]
    fn credentials(this: &Settings) -> String;
    #[wasm_bindgen(method, getter)]
    fn idempotency(this: &Settings) -> bool;
    #[wasm_bindgen(method, getter, js_name = companyName)]
    fn company_name(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn logo(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = platformKey)]
    fn platform_key(this: &Settings) -> String;
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
    #[wasm_bindgen(method, getter)]
    fn modal(this: &Settings) -> bool;

    type Tile;
    #[wasm_bindgen(method, getter, js_name = platformKey)]
    fn platform_key(this: &Tile) -> String;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Tile) -> String;
    #[wasm_bindgen(method, getter)]
    fn description(this: &Tile) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn logo(this: &Tile) -> Option<String>;
}

impl Settings {
    /// Reads them all. The site is checked here, where it is understood.
    pub fn options(&self, host: &dyn Host) -> Options {
        let environment = Environment::parse(&self.environment()).unwrap_or_default();
        let (site, is_site) = match self.site().map(|text| site::parse(&text, environment)) {
            Some(Ok(site)) => (Some(site), true),
            None | Some(Err(SiteError::Empty)) => (None, true),
            Some(Err(_)) => (None, false),
        };
        if !is_site {
            let wanted = "option `site` must be the name or address of a Maxio site, such as \"acme\"";
            host.report(wanted, &JsValue::UNDEFINED);
        }
        let integrations: Vec<Integration> =
            self.integrations().iter().map(|tile| integration(tile.unchecked_ref())).collect();
        let flow = Config {
            site,
            site_field: match self.site_field().as_str() {
                "show" => SiteField::Show,
                "hide" => SiteField::Hide,
                _ => SiteField::Auto,
            },
            connection_id: self.connection_id(),
            skip_select: self.skip_select() && integrations.len() < 2,
            timeout_ms: self.timeout_ms(),
        };
        Options {
            are_valid: self.ok() && is_site,
            endpoint: self.endpoint(),
            headers: lists(&self.headers()).map(|header| (text(&header, 0), text(&header, 1))).collect(),
            credentials: match self.credentials().as_str() {
                "same-origin" => Credentials::SameOrigin,
                "include" => Credentials::Include,
                _ => Credentials::Omit,
            },
            idempotency: self.idempotency(),
            company_name: self.company_name(),
            logo: self.logo(),
            platform_key: self.platform_key(),
            integrations,
            permissions: lists(&self.permissions()).map(|section| permission(&section)).collect(),
            links: [0, 1, 2].map(|index| self.links().get(index).as_string()),
            is_modal: self.modal(),
            flow,
        }
    }
}

fn integration(tile: &Tile) -> Integration {
    Integration {
        platform_key: tile.platform_key(),
        name: tile.name(),
        description: tile.description(),
        logo: tile.logo(),
    }
}

fn permission(section: &Array) -> Change {
    Change { id: text(section, 0), title: section.get(1).as_string(), body: section.get(2).as_string() }
}

/// A list of lists.
fn lists(list: &Array) -> impl Iterator<Item = Array> {
    list.iter().map(JsCast::unchecked_into)
}

fn text(list: &Array, index: u32) -> String {
    list.get(index).as_string().unwrap_or_default()
}
